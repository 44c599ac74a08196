"""How many segments a second and a day carriers take from each kind of sender in the US, as Twilio's help pages say.

Sources: "Message throughput (MPS) and Trust Scores for A2P 10DLC in the US" and "T-Mobile daily message limits for long
code messaging with A2P 10DLC" (support.twilio.com). What is faster is queued by Twilio for up to ten hours; what is
more than T-Mobile's day fails. T-Mobile's limit is that of the brand, over all its campaigns, numbers and providers,
and counts only messages to T-Mobile's customers; its day ends at midnight in California.
"""

from dataclasses import dataclass

from app.domain.sms import phones

FIELD = "segmentsPerSecond (`updateSender`)"
TEST_NUMBERS = "+1500555"
"""What Twilio's numbers for tests begin with. The demo's account has one of them."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Segments a second over the three large carriers together, and T-Mobile's segments a day for the brand."""

    kind: str
    per_second: float
    t_mobile_per_day: int | None = None


UNREGISTERED = Rate("a long code outside of a 10DLC campaign", 1)
TOLL_FREE = Rate("a toll-free number", 3)
SHORT_CODE = Rate("a short code", 100)
SOLE_PROPRIETOR = Rate("10DLC, sole proprietor", 1, 1_000)
LOW_VOLUME = Rate("10DLC, low volume campaign", 3.75, 2_000)

BY_TRUST_SCORE = (
    (75, Rate("10DLC, trust score 75 to 100", 225, 200_000)),
    (50, Rate("10DLC, trust score 50 to 74", 120, 40_000)),
    (25, Rate("10DLC, trust score 25 to 49", 12, 10_000)),
    (0, Rate("10DLC, trust score below 25", 12, 2_000)),
)
"""Standard brands with a mixed or marketing campaign, by the least trust score."""

TOLL_FREE_CODES = frozenset({"800", "833", "844", "855", "866", "877", "888"})


def of_trust_score(score: int) -> Rate:
    """The rate of a standard brand's campaign."""
    return next(rate for least, rate in BY_TRUST_SCORE if score >= least)


def of_number(number: str, *, is_registered: bool) -> Rate | None:
    """The rate that a US number has by its kind; None if it depends on the trust score, or if nothing is known of it.

    `is_registered`: the number is in a 10DLC campaign.
    """
    if not number.startswith("+1") or len(number) != len("+15005550006"):
        return SHORT_CODE if number.isdigit() and len(number) in (5, 6) else None
    if number[2:5] in TOLL_FREE_CODES:
        return TOLL_FREE
    return None if is_registered else UNREGISTERED


def advice(sender: str, per_second: float | None) -> str | None:
    """What there is to say about the rate of a number or a Messaging Service; None if nothing is.

    A long code counts as one of a 10DLC campaign, whose rate depends on the brand: only a rate that no campaign has is
    too high.
    """
    if sender.startswith(TEST_NUMBERS):
        return None
    is_pool = sender.startswith("MG")
    own = None if is_pool else of_number(sender, is_registered=True)
    if own is None and not is_pool and phones.region_of(sender) != "US":
        return None
    most = own.per_second if own else BY_TRUST_SCORE[0][1].per_second
    takes = f"{own.kind} takes {most:g}" if own else f"10DLC takes 1 to {most:g}, by the campaign and its brand"
    if per_second is None:
        return f"{sender} has no rate, so what is too fast waits at Twilio: {takes} segments a second. Set {FIELD}."
    if per_second > most:
        return f"{sender} has a rate of {per_second:g} segments a second, but {takes}. Lower {FIELD}."
    return None
