"""`skipStep` and `sendStepNow`: what they answer."""

from app.deps import Deps
from app.domain import ids
from app.services.enrollment import enroll_lead
from tests.clock import FixedClock
from tests.factories import Holder, fixed, make_account, make_sequence
from tests.graphql.client import Api

DECIDED = """{
  success messageSent userErrors { code path message } enrollment { currentStep }
  stepRun { status reason by explanation expectedAt step { order } } }"""


def mutation(name: str) -> str:
    return f'mutation ($run: ID!, $step: Int!) {{ {name}(enrollmentId: $run, step: $step, by: "Ann") {DECIDED} }}'


async def test_a_step_is_skipped_and_the_next_one_is_sent_now(
    api: Api, deps: Deps, partner: Holder, clock: FixedClock
) -> None:
    account = await make_account(deps, partner.id)
    steps = [fixed(text, delay_hours=24) for text in ("One", "Two", "Three")]
    sequence = await make_sequence(deps, partner.id, account.id, steps=steps)
    run = ids.encode(ids.ENROLLMENT, (await enroll_lead(deps, partner.id, sequence.id, "+14155550142")).enrollment.id)
    skipped = await api.data(mutation("skipStep"), run=run, step=0)
    assert skipped == {
        "success": True,
        "messageSent": False,
        "userErrors": [],
        "enrollment": {"currentStep": 1},
        "stepRun": {
            "status": "SKIPPED",
            "reason": "SKIPPED_BY_PERSON",
            "by": "Ann",
            "explanation": "Skipped by Ann.",
            "expectedAt": None,
            "step": {"order": 0},
        },
    }
    sent = await api.data(mutation("sendStepNow"), run=run, step=1)
    assert (sent["success"], sent["messageSent"], sent["enrollment"]) == (True, True, {"currentStep": 2})
    assert (sent["stepRun"]["status"], sent["stepRun"]["by"]) == ("SENT", "Ann")
    refused = await api.data(mutation("skipStep"), run=run, step=1)
    message = f"The step was sent at {clock.now():%Y-%m-%d %H:%M:%S} UTC."
    assert refused == {
        "success": False,
        "messageSent": False,
        "userErrors": [{"code": "STEP_NOT_WAITING", "path": ["step"], "message": message}],
        "enrollment": None,
        "stepRun": None,
    }
