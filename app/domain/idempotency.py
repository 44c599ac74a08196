"""A call with an `Idempotency-Key`: a caller may repeat it, and it is carried out once.

This is the state of such a call inside one request; `app/services/idempotency` does the work.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(slots=True)
class IdempotentCall:
    """A partner's key, and the results of the calls with it.

    A GraphQL document with several mutation fields has several parts, named by their response names; each part is
    carried out once by itself. `done` has a snapshot of the result of each part; `answer` is the whole answer, once a
    caller has received it. `conflict`: the key was used with another input. `replayed`: a result came from a snapshot.
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
