"""Leads over REST: the bodies that callers write, the answers, and the calls."""

from collections import Counter
from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.responses import Response

from app.domain import ids
from app.domain.calendar import moments
from app.domain.sms import names
from app.domain.vocabulary import ImportAction, KeyScope, LeadStatus
from app.errors import Code, Refused, refuse
from app.models import Lead
from app.rest import answers, errors
from app.rest.answers import Answer, Time
from app.rest.bodies import Body
from app.rest.calls import Call
from app.services import people
from app.services.enrollment import active_leads
from app.services.paging import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET, Window
from app.services.people import Imported, LeadFilter, NewLead

MAX_LEADS = 1000
Status = Literal["new", "contacted", "qualified", "converted", "lost"]
Action = Literal["created", "updated", "skipped"]


# ------------------------------------------------------------------ bodies


class LeadBody(Body):
    """A lead to import. A blank text counts as left out."""

    phone: str = Field(
        description="E.164, or as dialed in the country of the account's number.", examples=["+14155551234"]
    )
    name: str | None = Field(default=None, description="The full name.")
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    company: str | None = Field(default=None, description="The lead's company; kept as `company` in `metadata`.")
    notes: str | None = None
    source: str | None = Field(default=None, description="Where the lead came from.")
    external_id: str | None = Field(default=None, description="Your own id of the lead, unique in the account.")
    property_address: str | None = None
    time_zone: str | None = Field(default=None, description="The IANA time zone of the lead.")
    state: str | None = Field(default=None, description="The US state or territory: two letters or its name.")
    postal_code: str | None = None
    status: Status | None = Field(default=None, description="The status of a lead that has none yet.")
    metadata: dict[str, Any] | None = Field(default=None, description="A JSON object of your own.")
    auto_sequence: bool = Field(
        default=False, description="Enroll the lead in the account's default sequence if this call creates the lead."
    )

    def decoded(self) -> NewLead:
        """The use case's own value."""
        given = self.model_dump(exclude={"company", "status"}, exclude_unset=True)
        if self.company and self.company.strip():
            given["metadata"] = {"company": self.company.strip()} | (self.metadata or {})
        return NewLead(**given, status=LeadStatus(self.status.upper()) if self.status else None)


class LeadsBody(Body):
    """Up to 1,000 leads."""

    leads: list[LeadBody] = Field(description=f"The leads: 1 to {MAX_LEADS:,}.")
    auto_sequence: bool = Field(default=False, description="`auto_sequence` for every lead.")

    def decoded(self) -> list[NewLead]:
        """The use case's own values. Refuses more than a call may have."""
        if not 1 <= len(self.leads) <= MAX_LEADS:
            message = f"A call has 1 to {MAX_LEADS:,} leads; this one has {len(self.leads):,}."
            raise refuse(Code.INVALID_INPUT, message, "leads")
        rows = [lead.model_copy(update={"auto_sequence": True}) if self.auto_sequence else lead for lead in self.leads]
        return [row.decoded() for row in rows]


class LeadsQuery(BaseModel):
    """Which leads are wanted."""

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET)
    status: Status | None = Field(default=None, description="Only leads with this status.")
    search: str | None = Field(
        default=None, description="Only leads with these words in a name, the email or the external_id, or this phone."
    )

    def window(self) -> Window:
        """The part of the list."""
        return Window(self.limit, self.offset)

    def filter(self) -> LeadFilter:
        """The use case's own value."""
        return LeadFilter(search=self.search, status=LeadStatus(self.status.upper()) if self.status else None)


# ------------------------------------------------------------------ answers


class LeadAnswer(Answer):
    """A person with a phone number."""

    id: str = Field(examples=["lead_01jd2m6xk4e0gvz5f8s3r7q9wb"])
    phone: str = Field(description="E.164.")
    name: str | None
    first_name: str | None
    last_name: str | None
    email: str | None
    company: str | None
    notes: str | None
    source: str | None
    external_id: str | None
    property_address: str | None
    time_zone: str | None
    state: str | None
    postal_code: str | None
    status: Status
    sequence_enrolled: bool = Field(description="Whether the lead is in a sequence, or this call enrolled the lead.")
    opted_out_at: Time | None = Field(description="When the lead opted out; null when the lead may be texted.")
    metadata: dict[str, Any] | None
    created_at: Time
    updated_at: Time


class ImportedAnswer(Answer):
    """The result of an import."""

    success: Literal[True]
    action: Action
    lead: LeadAnswer


class RowError(Answer):
    """Why one lead of a bulk import was refused."""

    index: int = Field(description="The place of the lead in `leads`, from 0.")
    code: str
    message: str


class BulkAnswer(Answer):
    """The result of a bulk import. A refused lead keeps no other lead from being imported."""

    imported: int = Field(description="The number of leads that were created.")
    updated: int = Field(description="The number of leads of which an empty field was filled.")
    skipped: int = Field(description="The number of leads that exist and of which nothing was filled.")
    errors: list[RowError]


class LeadsAnswer(Answer):
    """One part of the list of an account's leads, oldest first."""

    leads: list[LeadAnswer]
    total: int = Field(description="The number of leads in the whole list.")
    limit: int
    offset: int


# ------------------------------------------------------------------ calls


async def import_one(call: Call) -> Response:
    """Creates the lead, or fills the empty fields of the lead with this phone."""
    body, account = LeadBody.model_validate(call.body), await call.account()
    if body.auto_sequence and not call.may(KeyScope.SEND):
        return errors.forbidden(KeyScope.SEND)
    done = await people.import_lead(call.deps, call.partner_id, account, body.decoded(), by_phone=True)
    [lead] = await _shown([done.lead], enrolled=done.run is not None)
    action: Action = _ACTIONS[done.action]
    return answers.answer(
        ImportedAnswer(success=True, action=action, lead=lead), 201 if done.action is ImportAction.CREATED else 200
    )


async def import_many(call: Call) -> Response:
    """Imports the leads in one transaction."""
    rows, account = LeadsBody.model_validate(call.body).decoded(), await call.account()
    if any(row.auto_sequence for row in rows) and not call.may(KeyScope.SEND):
        return errors.forbidden(KeyScope.SEND)
    done = await people.import_leads(call.deps, call.partner_id, account, rows)
    counts = Counter(one.action for one in done if isinstance(one, Imported))
    refused = [_row_error(index, one) for index, one in enumerate(done) if isinstance(one, Refused)]
    return answers.answer(
        BulkAnswer(
            imported=counts[ImportAction.CREATED],
            updated=counts[ImportAction.UPDATED],
            skipped=counts[ImportAction.SKIPPED],
            errors=refused,
        )
    )


async def listed(call: Call) -> Response:
    """One part of the account's leads, oldest first."""
    query, account = LeadsQuery.model_validate(dict(call.request.query_params)), await call.account()
    found = await people.find_leads(call.partner_id, account, query.filter(), query.window(), exactly=True)
    shown = await _shown(found.rows)
    return answers.answer(LeadsAnswer(leads=shown, total=found.total or 0, limit=query.limit, offset=query.offset))


_ACTIONS: dict[ImportAction, Action] = {
    ImportAction.CREATED: "created",
    ImportAction.UPDATED: "updated",
    ImportAction.SKIPPED: "skipped",
}
STATUSES: dict[LeadStatus, Status] = {
    LeadStatus.NEW: "new",
    LeadStatus.CONTACTED: "contacted",
    LeadStatus.QUALIFIED: "qualified",
    LeadStatus.CONVERTED: "converted",
    LeadStatus.LOST: "lost",
}


def _row_error(index: int, refused: Refused) -> RowError:
    code, message = errors.told(refused.refusals, below=("leads", str(index)))
    return RowError(index=index, code=code, message=message)


async def _shown(leads: list[Lead], *, enrolled: bool = False) -> list[LeadAnswer]:
    statuses, active = await people.statuses(leads), await active_leads(lead.id for lead in leads)
    return [_lead(lead, statuses[lead.id], enrolled or lead.id in active) for lead in leads]


def _lead(row: Lead, status: LeadStatus, enrolled: bool) -> LeadAnswer:
    company = row.metadata.get("company") if isinstance(row.metadata, dict) else None
    return LeadAnswer(
        id=ids.encode(ids.LEAD, row.id),
        phone=row.phone,
        name=row.name or names.read(row.first_name, row.last_name, None).full,
        first_name=row.first_name,
        last_name=row.last_name,
        email=row.email,
        company=company if isinstance(company, str) else None,
        notes=row.notes,
        source=row.source,
        external_id=row.external_id,
        property_address=row.property_address,
        time_zone=row.time_zone,
        state=row.state,
        postal_code=row.postal_code,
        status=STATUSES[status],
        sequence_enrolled=enrolled,
        opted_out_at=moments.rfc3339(row.opted_out_at) if row.opted_out_at else None,
        metadata=row.metadata,
        created_at=moments.rfc3339(row.created_at),
        updated_at=moments.rfc3339(row.updated_at or row.created_at),
    )
