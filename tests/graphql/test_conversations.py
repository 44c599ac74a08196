"""The inbox over GraphQL: a person reads, takes over, writes and closes."""

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import MessageStatus
from app.models import Message
from app.services.conversations import InboundSms, receive_sms
from tests.factories import Holder, fixed, make_account, make_sequence
from tests.graphql.client import Api

PHONE = "+14155550142"
LIST = """
query ($account: ID!, $filter: ConversationFilter) {
  conversationsConnection(accountId: $account, filter: $filter, first: 10) {
    totalCount
    nodes {
      id unreadCount attention status assignee lastInboundAt
      lead { phone } automation { reason by }
      lastMessage { body by stepOrder errorMessage createdAt updatedAt }
    }
  }
}"""
WRITE = """
mutation ($account: ID!, $phone: PhoneNumber!) {
  sendMessage(accountId: $account, phone: $phone, body: "6 percent.", by: "Sam") { success message { id by } }
}"""
ENROLL = "mutation ($id: ID!, $phone: PhoneNumber!) { enrollLead(sequenceId: $id, phone: $phone) { success } }"
CLOSE = "mutation ($id: ID!) { closeConversation(conversationId: $id) { success conversation { status attention } } }"


async def test_a_person_works_through_the_inbox(deps: Deps, partner: Holder) -> None:
    account = await make_account(deps, partner.id)
    key = ids.encode(ids.ACCOUNT, account.id)
    sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed()])
    async with Api(deps, partner.key) as api:
        await api.data(ENROLL, id=ids.encode(ids.SEQUENCE, sequence.id), phone=PHONE)
        [sent] = (await api.data(LIST, account=key))["nodes"]
        assert (sent["lastMessage"]["stepOrder"], sent["attention"], sent["lastInboundAt"]) == (0, None, None)

        await receive_sms(deps, InboundSms("SM1", PHONE, account.phone_number, "What is the rate?"))
        found = await api.data(LIST, account=key, filter={"attention": ["UNANSWERED", "HANDOFF"], "unread": True})
        [waiting] = found["nodes"]
        assert (waiting["unreadCount"], waiting["lead"]["phone"], waiting["automation"]) == (1, PHONE, None)
        assert found["totalCount"] == 1

        assert (await api.data(WRITE, account=key, phone=PHONE))["message"]["by"] == "Sam"
        assert (await api.data(LIST, account=key, filter={"unread": True}))["totalCount"] == 0
        [answered] = (await api.data(LIST, account=key, filter={"search": PHONE[-4:]}))["nodes"]
        assert answered["automation"] == {"reason": "TAKEN_OVER", "by": "Sam"}

        await Message.filter(written_by="Sam").update(status=MessageStatus.UNDELIVERED)
        [lost] = (await api.data(LIST, account=key, filter={"attention": ["NOT_DELIVERED"]}))["nodes"]
        assert lost["lastMessage"]["errorMessage"]

        closed = await api.data(CLOSE, id=answered["id"])
        assert closed["conversation"] == {"status": "DONE", "attention": None}
        assert (await api.data(LIST, account=key, filter={"status": "OPEN"}))["totalCount"] == 0
