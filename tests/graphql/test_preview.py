"""A dry run, as a caller meets it."""

from app.deps import Deps
from app.domain import ids
from app.models import Account
from app.services.enrollment import cancel_enrollment, enroll_lead
from tests.factories import Holder, fixed, make_lead, make_sequence, three_steps
from tests.graphql.client import Api

PHONE = "+14155551234"
PREVIEW = """query ($id: ID!, $phone: PhoneNumber, $at: DateTime, $replies: [DateTime!]!) {
  previewSequence(sequenceId: $id, phone: $phone, at: $at, replies: $replies) {
    steps { step { order type } dueAt delayOverAt status reason explanation text segments missingVariables }
    userErrors { code path } } }"""


async def test_a_dry_run_from_the_first_step_to_the_last(
    api: Api, deps: Deps, partner: Holder, account: Account
) -> None:
    made = await make_sequence(deps, partner.id, account.id, steps=three_steps())
    await make_lead(deps, partner.id, account.id, phone=PHONE, first_name=None)
    found = await api.data(
        PREVIEW,
        id=ids.encode(ids.SEQUENCE, made.id),
        phone="(415) 555-1234",
        at="2026-06-01T12:00:00+02:00",
        replies=["2026-06-03T00:00:00Z"],
    )
    assert found["userErrors"] == []
    first, second, third = found["steps"]
    assert first == {
        "step": {"order": 0, "type": "FIXED"},
        "dueAt": "2026-06-01T10:00:00Z",
        "delayOverAt": "2026-06-01T10:00:00Z",
        "status": "SENT",
        "reason": None,
        "explanation": "Would be sent at 2026-06-01 10:00:00 UTC, as soon as the enrollment begins.",
        "text": "Hi, this is Acme.",
        "segments": 1,
        "missingVariables": ["first_name"],
    }
    assert (second["status"], second["text"], second["dueAt"]) == ("SENT", None, "2026-06-02T10:00:00Z")
    assert (third["status"], third["reason"], third["text"]) == ("SKIPPED", "REPLIED", None)
    assert third["explanation"].startswith("Skipped: the lead replied at 2026-06-03 00:00:00 UTC")


async def test_a_refusal_is_data(api: Api) -> None:
    found = await api.data(PREVIEW, id="seq_nobody", replies=[])
    assert found == {"steps": [], "userErrors": [{"code": "NOT_FOUND", "path": ["sequenceId"]}]}


async def test_enrolling_a_lead_again_is_warned_of(api: Api, deps: Deps, partner: Holder, account: Account) -> None:
    made = await make_sequence(deps, partner.id, account.id, steps=[fixed("Hi", delay_hours=1)])
    query = """query ($id: ID!, $phone: PhoneNumber) {
      previewSequence(sequenceId: $id, phone: $phone) { warnings { message path } } }"""

    async def warned() -> list[str]:
        found = await api.data(query, id=ids.encode(ids.SEQUENCE, made.id), phone="(415) 555-1234")
        assert {tuple(one["path"]) for one in found["warnings"]} <= {("phone",), ("steps", "0", "message")}
        return [one["message"] for one in found["warnings"] if one["path"] == ["phone"]]

    assert await warned() == []
    run = await enroll_lead(deps, partner.id, made.id, PHONE)
    assert await warned() == ["The lead is on this sequence now: enrolling again changes nothing."]
    await cancel_enrollment(deps, partner.id, run.enrollment.id)
    [again] = await warned()
    assert again == (
        "The lead was on this sequence before (canceled at 2026-02-16 15:00:00 UTC): "
        "enrolling begins again with the first step."
    )
