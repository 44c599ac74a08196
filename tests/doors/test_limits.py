"""The decision on one connection, and under which name its caller is counted."""

from pathlib import Path

import pytest

from app.doors.limits import KEPT_DESCRIPTORS, Limits, Phase, Proxies, Reason, group, overdue

MB = 1024 * 1024
LIMITS = Limits()


@pytest.mark.parametrize(
    ("phase", "waited", "unsent", "unread_for", "reason"),
    [
        (Phase.IDLE, 9.9, 0, 0, None),
        (Phase.IDLE, 10, 0, 0, Reason.NO_REQUEST),
        (Phase.HEAD, 9.9, 0, 0, None),
        (Phase.HEAD, 10, 0, 0, Reason.SLOW_HEAD),
        (Phase.BODY, 29.9, 0, 0, None),
        (Phase.BODY, 30, 0, 0, Reason.SLOW_BODY),
        (Phase.SOCKET, 30, 0, 0, Reason.NO_KEY),
        (Phase.WORKING, 3600, 0, 3600, None),
        (Phase.WORKING, 3600, 1, 29.9, None),
        (Phase.WORKING, 0, 1, 30, Reason.SLOW_READER),
        (Phase.WORKING, 0, 8 * MB, 3, None),
        (Phase.WORKING, 0, 8 * MB + 1, 2.9, None),
        (Phase.WORKING, 0, 8 * MB + 1, 3, Reason.SLOW_READER),
        (Phase.IDLE, 0, 1, 30, Reason.SLOW_READER),
    ],
)
def test_a_connection_is_closed_when_its_time_is_over(
    phase: Phase, waited: float, unsent: int, unread_for: float, reason: Reason | None
) -> None:
    assert overdue(phase, waited, unsent, unread_for, LIMITS) is reason


@pytest.mark.parametrize(
    ("host", "trusted", "name"),
    [
        ("203.0.113.9", "127.0.0.1", "203.0.113.9"),
        ("::ffff:203.0.113.9", "127.0.0.1", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "127.0.0.1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "", "fe80::/64"),
        ("127.0.0.1", "127.0.0.1", None),
        ("::ffff:127.0.0.1", "127.0.0.1", None),
        ("10.1.2.3", "127.0.0.1, 10.0.0.0/8", None),
        ("10.1.2.3", "proxy.internal, 10.0.0.9", "10.1.2.3"),
        ("203.0.113.9", "*", None),
        (None, "127.0.0.1", None),
        ("", "127.0.0.1", None),
    ],
)
def test_a_caller_is_counted_by_its_address_and_a_proxy_is_not(
    host: str | None, trusted: str, name: str | None
) -> None:
    assert group(host, Proxies(trusted)) == name


@pytest.mark.parametrize(("descriptors", "connections"), [(100_000, 10_000), (1024, 704), (256, 64)])
def test_connections_fit_into_the_descriptors(descriptors: int, connections: int) -> None:
    limits = LIMITS.within(descriptors)
    assert limits.connections == connections
    fits = limits.connections + limits.reserved_connections + KEPT_DESCRIPTORS <= descriptors
    assert fits or connections == 64, "fewer than 64 serve nobody"


def test_docs_limits_md_says_what_holds() -> None:
    text = (Path(__file__).parents[2] / "docs" / "limits.md").read_text()
    for phrase in (
        f"{LIMITS.head_bytes:,} bytes in all, {LIMITS.headers} headers",
        f"within {LIMITS.head_seconds:g} s",
        f"within {LIMITS.body_seconds:g} s; 1 MB",
        f"{LIMITS.unsent_seconds:g} s without progress; {LIMITS.large_unsent_seconds:g} s if more than"
        f" {LIMITS.unsent_bytes // MB} MB wait",
        f"{LIMITS.unsent_total_bytes // MB} MB together",
        f"| {LIMITS.connections:,}, and fewer",
        f"{LIMITS.reserved_connections}\nmore are kept",
        f"another one on a connection | {LIMITS.pipelined} |",
    ):
        assert phrase in text
