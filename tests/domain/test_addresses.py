"""Addresses of callers, as limits count them."""

import pytest

from app.domain import addresses


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_a_caller_of_ipv6_is_counted_by_its_network(host: str, name: str) -> None:
    address = addresses.parse(host)
    assert address is not None
    assert addresses.counted_as(address) == name


@pytest.mark.parametrize("host", [None, "", "testclient", "unix:"])
def test_other_texts_are_no_address(host: str | None) -> None:
    assert addresses.parse(host) is None
