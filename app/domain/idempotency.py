"""A call with an `Idempotency-Key`: it may be made again, and is carried out once.

What is known of such a call while it is under way; `app/services/idempotency` does the work.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(slots=True)
class Once:
    """One partner's key, and what became of the calls with it.

    A call has parts if its document has several mutation fields: each is carried out once by itself, under its
    response name. `done` has what each part made; `answer` is the whole answer, once somebody was given it.
    """

    partner_id: UUID
    key: str
    fingerprint: str
    part: str = ""
    begun: bool = False
    conflict: bool = False
    replayed: bool = False
    done: dict[str, Any] = field(default_factory=dict)
    answer: str | None = None
