"""Every open connection of this process: who may come in, and who is closed by a limit."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from enum import Enum, auto

from app.doors.limits import (
    PROGRESS_BYTES,
    REFUSED_AT_ONCE,
    Limits,
    Phase,
    Proxies,
    Reason,
    group,
    overdue,
)
from app.observability.metrics import CONNECTIONS, CONNECTIONS_CLOSED

log = logging.getLogger("nudge.doors")

REPORT_SECONDS = 10.0
LINES = 20
"""Requests cut off in their bodies that have a line of their own in each report's time; the report counts all."""


class Admission(Enum):
    """How a new connection comes in."""

    OPEN = auto()
    RESERVED = auto()
    """Above the limit: only the paths that are always open are served."""
    REFUSED = auto()


class Connection:
    """One connection. `close` is called with the reason when a limit closes it."""

    __slots__ = (
        "admission", "close", "group", "phase", "received", "since", "transport", "unread_from", "unsent"
    )  # fmt: skip

    def __init__(
        self, transport: asyncio.Transport, group: str | None, now: float, close: Callable[[Reason], None]
    ) -> None:
        self.transport, self.group, self.close = transport, group, close
        self.phase, self.since = Phase.IDLE, now
        self.admission = Admission.OPEN
        self.received = 0
        self.unsent, self.unread_from = 0, now

    def has_read(self, now: float) -> None:
        """The caller took enough of its answer to count as a reader."""
        self.unsent, self.unread_from = self.transport.get_write_buffer_size(), now

    def measure(self, now: float) -> None:
        """Measures what the caller has left unread."""
        size = self.transport.get_write_buffer_size()
        if not size or not self.unsent or size <= self.unsent - PROGRESS_BYTES:
            self.unsent, self.unread_from = size, now
        else:
            self.unsent = max(self.unsent, size)


class Connections:
    """The open connections of one server. Not for several threads."""

    def __init__(self, limits: Limits, proxies: Proxies) -> None:
        self.limits = limits
        self._proxies = proxies
        self._all: dict[Connection, None] = {}
        # In the order in which they began to wait, so that the first has waited longest.
        self._evictable: dict[Connection, None] = {}
        self._of_group: dict[str, dict[Connection, None]] = {}
        self._unread: dict[Connection, None] = {}
        self._received = self._refused = 0
        self._closed: Counter[str] = Counter()
        self._report_at = 0.0

    # ------------------------------------------------------------ coming and going

    def add(
        self, transport: asyncio.Transport, host: str | None, now: float, close: Callable[[Reason], None]
    ) -> Connection:
        """A new connection; its `admission` says how it comes in. May close another one to make room."""
        connection = Connection(transport, group(host, self._proxies), now, close)
        connection.admission = self._admitted(connection)
        if connection.admission is Admission.REFUSED:
            return connection
        self._all[connection] = None
        self._evictable[connection] = None
        if connection.group is not None:
            self._of_group.setdefault(connection.group, {})[connection] = None
        return connection

    def _admitted(self, connection: Connection) -> Admission:
        own = self._of_group.get(connection.group or "", {})
        if len(own) >= self.limits.connections_per_address and not self._evict(own):
            self.count(Reason.ADDRESS)
            return Admission.REFUSED
        if len(self._all) < self.limits.connections or self._evict(self._evictable):
            return Admission.OPEN
        if len(self._all) < self.limits.connections + self.limits.reserved_connections:
            return Admission.RESERVED
        self.count(Reason.FULL)
        return Admission.REFUSED

    def _evict(self, among: dict[Connection, None]) -> bool:
        """Closes the connection that has waited longest for its caller. False if all of them are being served."""
        found = next((one for one in among if one.phase is not Phase.WORKING), None)
        if found is None:
            return False
        self.discard(found)
        self.close(found, Reason.EVICTED)
        return True

    def discard(self, connection: Connection) -> None:
        """The connection is gone."""
        self._all.pop(connection, None)
        self._evictable.pop(connection, None)
        self._forget_body(connection)
        self._unread.pop(connection, None)
        own = self._of_group.get(connection.group or "")
        if own is not None:
            own.pop(connection, None)
            if not own:
                del self._of_group[connection.group or ""]

    def waits_for(self, connection: Connection, phase: Phase, now: float) -> None:
        """What the connection waits for from now on."""
        if connection not in self._all:
            return  # it was closed by a limit, and the last of its bytes arrive
        if phase is Phase.WORKING:
            self._evictable.pop(connection, None)
        elif connection.phase is Phase.WORKING:
            self._evictable[connection] = None
        connection.phase, connection.since = phase, now
        if connection.received:
            self._forget_body(connection)

    @property
    def open(self) -> int:
        """The number of open connections."""
        return len(self._all)

    @property
    def evictable(self) -> int:
        """The number of connections that would be closed to make room."""
        return len(self._evictable)

    @property
    def is_over_limit(self) -> bool:
        return len(self._all) > self.limits.connections

    # ------------------------------------------------------------ bodies that are not complete

    def receives(self, connection: Connection, size: int) -> None:
        """A part of a body arrived. Closes the connections that have waited longest when too much is held in all."""
        connection.received += size
        self._received += size
        while self._received > self.limits.unfinished_total_bytes:
            among = (one for one in self._evictable if one.received and one is not connection)
            victim = next(among, None)
            if victim is None:
                return
            self.discard(victim)
            self.close(victim, Reason.EVICTED)

    def _forget_body(self, connection: Connection) -> None:
        self._received -= connection.received
        connection.received = 0

    def cut_off(self, door: str, reason: Reason | None) -> None:
        """A request ended before its body was complete: one line, and under an attack only a count."""
        self.count(Reason.CUT_OFF)
        if self._closed[Reason.CUT_OFF.value] <= LINES:
            by = reason.value if reason else "the caller"
            log.info("a request to %s was cut off in its body by %s", door, by)

    # ------------------------------------------------------------ refused connections

    def may_linger(self) -> bool:
        """Whether a refused connection may stay for a moment, so that its caller can read why."""
        if self._refused >= REFUSED_AT_ONCE:
            return False
        self._refused += 1
        return True

    def lingered(self) -> None:
        self._refused -= 1

    # ------------------------------------------------------------ answers that are not read

    def paused(self, connection: Connection) -> None:
        """The answer waits for its reader. When too much waits in all, answers are given up."""
        self._unread[connection] = None
        self._relieve(connection)

    def resumed(self, connection: Connection, now: float) -> None:
        """The reader has taken most of the answer."""
        connection.has_read(now)
        self._unread.pop(connection, None)

    def _relieve(self, writing: Connection | None = None) -> None:
        """Closes readers until what waits for all of them is within the limit.

        The first to go are those of the address for which most is waiting, and of these the one that has read nothing
        for longest. The connection that is being written to stays, and so does the last: its own pace decides.
        """
        sizes = {one: one.transport.get_write_buffer_size() for one in self._unread}
        total = sum(sizes.values())
        while total > self.limits.unsent_total_bytes and len(sizes) > 1:
            of_group: Counter[str | None] = Counter()
            for one, size in sizes.items():
                of_group[one.group] += size
            victims = (one for one in sizes if one is not writing)
            victim = min(victims, key=lambda one: (-of_group[one.group], one.unread_from))
            total -= sizes.pop(victim)
            self._unread.pop(victim, None)
            self.close(victim, Reason.UNSENT_TOTAL)

    # ------------------------------------------------------------ once a second

    async def sweep(self) -> None:
        """Closes what has waited too long. uvicorn calls this once a second."""
        now = asyncio.get_running_loop().time()
        for one in list(self._all):
            one.measure(now)
            reason = overdue(one.phase, now - one.since, one.unsent, now - one.unread_from, self.limits)
            if reason:
                self.close(one, reason)
        self._relieve()
        CONNECTIONS.set(len(self._all))
        self._report(now)

    def close(self, connection: Connection, reason: Reason) -> None:
        self.count(reason)
        connection.close(reason)

    def count(self, reason: Reason) -> None:
        """Counts a connection that is closed, or a request that is refused, for this reason."""
        CONNECTIONS_CLOSED.labels(reason.value).inc()
        self._closed[reason.value] += 1

    def _report(self, now: float) -> None:
        """One line for all that were closed by a limit: an attack does not fill the log."""
        if not self._closed or now < self._report_at:
            return
        self._report_at = now + REPORT_SECONDS
        found = ", ".join(f"{reason} {number}" for reason, number in sorted(self._closed.items()))
        log.warning("connections closed by a limit: %s; %d are open", found, len(self._all))
        self._closed.clear()
