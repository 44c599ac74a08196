"""A large answer is executed in parts: everything else that is ready runs between them."""

from app.concurrency import Turns
from app.deps import Deps
from app.models import Account
from app.services.enrollment import enroll_leads
from tests.factories import Holder, make_sequence
from tests.graphql.client import Api
from tests.services.test_turns import Parts

PHONES = [f"+1415555{number}" for number in range(3000, 3120)]


async def test_lists_that_are_read_at_the_same_time_are_executed_in_parts(
    api: Api, deps: Deps, partner: Holder, account: Account, account_id: str
) -> None:
    sequence = await make_sequence(deps, partner.id, account.id)
    await enroll_leads(deps, partner.id, sequence.id, PHONES)
    alias = f'leadsConnection(accountId: "{account_id}", first: 250) {{ nodes {{ id enrollments {{ status }} }} }}'
    document = "{ " + " ".join(f"a{number}: {alias}" for number in range(10)) + " }"
    parts = Parts()
    deps.concurrency.turns = Turns(parts.clock)
    answer = await api.answer(document)
    await parts.end()
    assert [len(one["nodes"]) for one in answer["data"].values()] == [len(PHONES)] * 10
    assert all(node["enrollments"] for one in answer["data"].values() for node in one["nodes"])
    assert parts.read >= 2 * 10 * len(PHONES), "each lead is a part, and each of its lists"
    assert parts.most <= 20, "the ten lists may be at their first part"
