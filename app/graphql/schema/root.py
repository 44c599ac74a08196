"""The three root types, put together from the topics."""

import strawberry

from app.graphql.schema.accounts import health as _health  # noqa: F401  (adds a field to a type)
from app.graphql.schema.accounts.fields import AccountMutations, AccountQueries
from app.graphql.schema.accounts.keys import KeyMutations
from app.graphql.schema.accounts.twilio import TwilioMutations
from app.graphql.schema.ai.fields import DraftMutations, DraftQueries, DraftSubscriptions
from app.graphql.schema.conversations.account_messages import AccountMessageQueries
from app.graphql.schema.conversations.fields import MessageMutations, MessageQueries, MessageSubscriptions
from app.graphql.schema.conversations.inbox_fields import ConversationMutations, ConversationQueries
from app.graphql.schema.conversations.live import ConversationSubscriptions
from app.graphql.schema.enrollment.fields import EnrollmentMutations, EnrollmentQueries, EnrollmentSubscriptions
from app.graphql.schema.enrollment.step_fields import StepMutations
from app.graphql.schema.node import NodeQueries
from app.graphql.schema.numbers import fields as _numbers  # noqa: F401  (adds fields to types)
from app.graphql.schema.people.fields import LeadMutations, LeadQueries
from app.graphql.schema.people.imports import ImportMutations, ImportQueries, ImportSubscriptions
from app.graphql.schema.people.suppressions import SuppressionMutations, SuppressionQueries
from app.graphql.schema.senders.fields import SenderMutations
from app.graphql.schema.sequences.fields import SequenceMutations, SequenceQueries
from app.graphql.schema.sequences.trials import TrialMutations
from app.graphql.schema.simulation.fields import SimulationMutations
from app.graphql.schema.webhooks.fields import WebhookMutations, WebhookQueries

# Strawberry takes the fields of the bases in this order.


@strawberry.type(description="Read operations. An id of another partner is answered like an id that does not exist.")
class Query(
    AccountQueries,
    LeadQueries,
    SuppressionQueries,
    ImportQueries,
    SequenceQueries,
    EnrollmentQueries,
    MessageQueries,
    AccountMessageQueries,
    ConversationQueries,
    DraftQueries,
    WebhookQueries,
    NodeQueries,
):
    pass


@strawberry.type(
    description="Write operations. An expected refusal is answered in `userErrors`, and then nothing was changed."
)
class Mutation(
    AccountMutations,
    TwilioMutations,
    SenderMutations,
    LeadMutations,
    SuppressionMutations,
    ImportMutations,
    SequenceMutations,
    TrialMutations,
    EnrollmentMutations,
    StepMutations,
    MessageMutations,
    ConversationMutations,
    DraftMutations,
    WebhookMutations,
    KeyMutations,
    SimulationMutations,
):
    pass


@strawberry.type(
    description=(
        "Events as they happen, over a WebSocket (`graphql-transport-ws`) or as Server-Sent Events "
        "(`Accept: text/event-stream`). An unknown id is answered with the error NOT_FOUND."
    )
)
class Subscription(
    EnrollmentSubscriptions, MessageSubscriptions, ConversationSubscriptions, DraftSubscriptions, ImportSubscriptions
):
    pass
