"""What callers read. Each type wraps a row; what lies beyond the row comes from the request's loaders."""

from app.graphql import words as _enums  # noqa: F401  (makes the vocabularies enums of the API)
from app.graphql.types.accounts import Account, AiSettings, IsActive, Partner, SendingWindow, Viewer
from app.graphql.types.ai import Draft
from app.graphql.types.enrollments import Enrollment, StepRun
from app.graphql.types.leads import ConsentEvent, Lead
from app.graphql.types.messages import Generation, Message
from app.graphql.types.node import Node
from app.graphql.types.pages import Limit, Offset, Page, window
from app.graphql.types.previews import SequencePreview, StepPreview
from app.graphql.types.refusals import UserError
from app.graphql.types.sequences import Sequence, Step

__all__ = [
    "Account",
    "AiSettings",
    "ConsentEvent",
    "Draft",
    "Enrollment",
    "Generation",
    "IsActive",
    "Lead",
    "Limit",
    "Message",
    "Node",
    "Offset",
    "Page",
    "Partner",
    "SendingWindow",
    "Sequence",
    "SequencePreview",
    "Step",
    "StepPreview",
    "StepRun",
    "UserError",
    "Viewer",
    "window",
]
