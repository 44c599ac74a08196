"""The share of opt-outs above which a sequence pauses itself."""

from app.domain.values import value

DEFAULT_SENDS = 200
MIN_SENDS, MAX_SENDS = 20, 1_000
MIN_SHARE, MAX_SHARE = 0.001, 0.5
SUGGESTED_SHARE = 0.03


@value
class Guardrail:
    """A sequence pauses itself when more than this share of its last `sends` messages was followed by an opt-out."""

    opt_out_share: float
    sends: int = DEFAULT_SENDS


def stored(share: float | None, sends: int | None) -> Guardrail | None:
    """The guardrail in an account's row; None if there is none."""
    return None if share is None or sends is None else Guardrail(share, sends)
