"""What follows an attempt, for every kind of answer."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.vocabulary import WebhookDeliveryStatus as Status
from app.domain.webhooks.schedule import PAUSES, Attempt, following, requested_pause, why_disabled
from tests.clock import MORNING

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_delivered(status: int) -> None:
    assert following(Attempt(status), 1, MORNING, 0).status is Status.DELIVERED


def test_ten_attempts_and_then_none() -> None:
    """Each at its time after the failure of the one before, and then the event is abandoned."""
    waits = []
    for number in range(1, 11):
        then = following(Attempt(500), number, MORNING, 0)
        waits.append(then.next_at - MORNING if then.next_at else None)
        assert then.status is (Status.FAILED if number < 10 else Status.ABANDONED)
    hours = [h * HOUR for h in (2, 5, 10, 14, 20, 24)]
    assert waits == [timedelta(seconds=5), 5 * MINUTE, 30 * MINUTE, *hours, None]


def test_what_failed_together_is_not_tried_again_together() -> None:
    for number, pause in enumerate(PAUSES, 1):
        earliest, latest = (following(Attempt(500), number, MORNING, jitter).next_at for jitter in (0.0, 1.0))
        assert earliest == MORNING + pause
        assert latest == MORNING + 1.1 * pause


@pytest.mark.parametrize(
    ("attempt", "sentence"),
    [
        (Attempt(500), "The receiver answered 500."),
        (Attempt(404), "The receiver answered 404."),
        (Attempt(302), "The receiver answered 302. Redirects are not followed."),
        (Attempt(None, "The host has no address."), "The host has no address."),
    ],
)
def test_a_failure_is_told_in_a_sentence(attempt: Attempt, sentence: str) -> None:
    then = following(attempt, 1, MORNING, 0)
    assert (then.status, then.error) == (Status.FAILED, sentence)


def test_a_receiver_that_is_gone_or_wants_the_event_no_more_is_not_asked_again() -> None:
    gone = following(Attempt(410), 1, MORNING, 0)
    assert (gone.status, gone.next_at) == (Status.ABANDONED, None)
    unwanted = following(Attempt(422, delivery="Abort-Message"), 1, MORNING, 0)
    assert (unwanted.status, unwanted.next_at) == (Status.ABANDONED, None)
    assert following(Attempt(200, delivery="abort-message"), 1, MORNING, 0).status is Status.DELIVERED


@pytest.mark.parametrize(
    ("status", "text", "pause"),
    [
        (429, "120", 2 * MINUTE),
        (503, "  7 ", timedelta(seconds=7)),
        (503, "Mon, 16 Feb 2026 16:00:00 GMT", HOUR),
        (503, "Mon, 16 Feb 2026 16:00:00 -0000", HOUR),
        (429, "Mon, 16 Feb 2026 11:00:00 GMT", timedelta(0)),
        (429, "99999999999999999999", 24 * HOUR),
        (503, "Fri, 31 Dec 9999 23:59:59 GMT", 24 * HOUR),
        (429, "soon", timedelta(0)),
        (429, "-5", timedelta(0)),
        (429, "²", timedelta(0)),
        (429, None, timedelta(0)),
        (500, "120", timedelta(0)),
    ],
)
def test_a_receiver_may_ask_for_time(status: int, text: str | None, pause: timedelta) -> None:
    assert datetime(2026, 2, 16, 15, tzinfo=UTC) == MORNING
    assert requested_pause(Attempt(status, retry_after=text), MORNING) == pause


def test_the_wait_that_was_asked_for_is_kept_and_never_shortens_the_schedule() -> None:
    assert following(Attempt(429, retry_after="60"), 1, MORNING, 0).next_at == MORNING + MINUTE
    assert following(Attempt(429, retry_after="60"), 3, MORNING, 0).next_at == MORNING + 30 * MINUTE


@pytest.mark.parametrize(
    ("status", "failing_for", "lately", "disabled"),
    [
        (410, None, 0, True),
        (500, timedelta(days=5), 11, True),
        (500, timedelta(days=5), 10, False),
        (500, timedelta(days=4, hours=23), 1000, False),
        (500, None, 1000, False),
    ],
)
def test_an_endpoint_is_disabled_that_is_gone_or_has_long_failed(
    status: int, failing_for: timedelta | None, lately: int, disabled: bool
) -> None:
    since = None if failing_for is None else MORNING - failing_for
    assert (why_disabled(Attempt(status), since, lately, MORNING) is not None) is disabled
