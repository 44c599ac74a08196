"""Where deliveries may go: every way around that is commonly tried, and the addresses that stay open."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.webhooks.addresses import (
    Place,
    Problem,
    Reach,
    Target,
    addresses_problem,
    check_url,
    is_global,
    place_of,
    target_of,
)

OPEN = ["8.8.8.8", "1.1.1.1", "100.63.255.255", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "64:ff9b::808:808"]
CLOSED = [
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255"),
    *("127.0.0.1", "127.9.9.9", "0.1.2.3", "169.254.169.254", "169.254.0.1", "100.100.100.200"),
    "0.0.0.0",  # noqa: S104
    *("192.0.0.192", "192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "168.63.129.16"),
    *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:169.254.169.254", "::8.8.8.8"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::a00:1", "64:ff9b:1::808:808", "100::1"),
    *("fe80::1", "fe80::1%eth0", "2606:4700::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "fd20:ce::254"),
    *(
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::",
    ),
    *("3fff::1", "5f00::1", "ff02::1", "4000::1"),
]


@pytest.mark.parametrize("text", OPEN)
def test_what_everybody_can_reach_is_open(text: str) -> None:
    assert is_global(ip_address(text))


@pytest.mark.parametrize("text", CLOSED)
def test_what_only_some_can_reach_is_closed(text: str) -> None:
    assert not is_global(ip_address(text))


NAT64 = IPv6Address("64:ff9b::")


@given(st.ip_addresses(), st.booleans())
def test_nothing_is_open_that_python_calls_private(found: IPv4Address | IPv6Address, is_inside: bool) -> None:
    """Nor is an IPv4 address inside an IPv6 address, by which a network with NAT64 reaches it."""
    is_inside = is_inside and isinstance(found, IPv4Address)
    address = NAT64 + int(found) if is_inside else found
    if isinstance(found, IPv6Address) and int(found) >> 32 == int(NAT64) >> 32:
        found = IPv4Address(int(found) & 0xFFFFFFFF)
    event(f"open: {is_global(address)}")
    if found.is_private or found.is_multicast or found.is_reserved or found.is_link_local or found.is_unspecified:
        assert not is_global(address)


ALLOWED = [
    "https://hooks.example.com",
    "https://hooks.example.com/nudge?token=abc&x=%20",
    "https://HOOKS.example.com:443/",
    "https://xn--bcher-kva.example/",
    "https://my_host.example.com/",
    "https://8.8.8.8/hook",
    "https://[2606:4700::1111]/hook",
]
REFUSED = {
    "http://hooks.example.com/": "https://",
    "ftp://hooks.example.com/": "https://",
    "//hooks.example.com/": "https://",
    "hooks.example.com": "https://",
    "https:///path": "host",
    "https://": "host",
    "https://user@hooks.example.com/": "user name",
    "https://user:secret@hooks.example.com/": "user name",
    "https://hooks.example.com@10.0.0.1/": "user name",
    "https://hooks.example.com/#part": "#",
    "https://hooks.example.com:8443/": "port",
    "https://hooks.example.com:22/": "port",
    "https://hooks.example.com:0/": "port",
    "https://hooks.example.com:99999/": "read",
    "https://hooks.example.com:x/": "read",
    "https://127.0.0.1/": "this server",
    "https://localhost/": "this server",
    "https://LOCALHOST/": "this server",
    "https://api.localhost/": "this server",
    "https://localhost./": "dot",
    "https://127.0.0.1./": "dot",
    "https://hooks.example.com./": "dot",
    "https://10.0.0.1/": "public",
    "https://192.168.0.1/": "public",
    "https://169.254.169.254/latest/meta-data/": "public",
    "https://0.0.0.0/": "public",
    "https://2130706433/": "four numbers",
    "https://017700000001/": "four numbers",
    "https://0x7f000001/": "four numbers",
    "https://0x7f.1/": "four numbers",
    "https://0177.0.0.1/": "four numbers",
    "https://127.1/": "four numbers",
    "https://127.0.0.0x1/": "four numbers",
    "https://[::1]/": "this server",
    "https://[::ffff:127.0.0.1]/": "public",
    "https://[0:0:0:0:0:0:0:1]/": "public",
    "https://[fe80::1%25eth0]/": "public",
    "https://[fd00:ec2::254]/": "public",
    "https://[64:ff9b::7f00:1]/": "public",
    "https://[2002:7f00:1::]/": "public",
    "https://１２７.0.0.1/": "characters",
    "https://ⓔxample.com/": "characters",
    "https://bücher.example/": "characters",
    "https://hooks.example.com\\@10.0.0.1/": "characters",
    "https://hooks.example.com/a b": "characters",
    "https://hooks.example.com/\r\nX: y": "characters",
    "https://hooks%2eexample.com/": "no name",
    "https://-hooks.example.com/": "no name",
    "https://hooks..example.com/": "no name",
    f"https://{'a' * 64}.example.com/": "no name",
    f"https://example.com/{'a' * 2048}": "2,048",
}


@pytest.mark.parametrize("url", ALLOWED)
def test_ordinary_urls_are_taken_as_they_are(url: str) -> None:
    assert check_url(url, local=False, ports={443}) == url


@pytest.mark.parametrize("url", REFUSED)
def test_ways_around_are_refused_with_a_sentence(url: str) -> None:
    found = check_url(url, local=False, ports={443})
    assert isinstance(found, Problem)
    assert REFUSED[url] in found.sentence


def test_other_ports_private_networks_and_this_machine_by_settings() -> None:
    def takes(url: str, **settings: bool) -> bool:
        return isinstance(check_url(url, ports={443, 8443}, **({"local": False} | settings)), str)

    assert takes("https://hooks.example.com:8443/")
    assert takes("http://localhost:9000/", local=True)
    assert takes("http://127.0.0.1:9000/", local=True)
    assert takes("http://[::1]:9000/", local=True)
    assert not takes("http://hooks.example.com/", local=True)
    assert not takes("https://10.0.0.1/", local=True)
    assert takes("https://10.0.0.1/", private=True)
    assert takes("http://crm:8443/", private=True)
    assert not takes("http://crm/", private=True), "port 80 is not among the ports"
    assert not takes("https://169.254.169.254/", private=True)
    assert not takes("https://127.0.0.1/", private=True)


def test_the_host_header_has_the_port_only_if_it_is_unusual() -> None:
    reach = Reach(frozenset({443, 8443}), local=True)
    for url, authority in {
        "https://a.example/x?y": "a.example",
        "https://a.example:8443/": "a.example:8443",
        "http://localhost:9000": "localhost:9000",
        "https://[2606:4700::1111]/": "[2606:4700::1111]",
    }.items():
        target = target_of(url, reach)
        assert isinstance(target, Target)
        assert target.authority == authority


def test_one_address_that_is_not_public_is_enough_to_refuse() -> None:
    target = target_of("https://hooks.example.com/", Reach())
    assert isinstance(target, Target)
    public, private = ip_address("8.8.8.8"), ip_address("10.0.0.1")
    assert addresses_problem([public], target, Reach()) is None
    assert addresses_problem([public, private], target, Reach()) is not None
    assert addresses_problem([], target, Reach()) is not None
    assert addresses_problem([public, private], target, Reach(private=True)) is None
    assert addresses_problem([ip_address("127.0.0.1")], target, Reach(private=True)) is not None
    assert addresses_problem([ip_address("169.254.169.254")], target, Reach(private=True, local=True)) is not None


def test_what_is_not_encrypted_never_crosses_the_internet() -> None:
    reach = Reach(frozenset({80}), private=True)
    target = target_of("http://crm/", reach)
    assert isinstance(target, Target)
    assert addresses_problem([ip_address("10.0.0.1")], target, reach) is None
    assert addresses_problem([ip_address("8.8.8.8")], target, reach) == "The URL must begin with https://."


def test_every_place_is_told_apart() -> None:
    places = {place_of(ip_address(text)) for text in (*OPEN, *CLOSED)}
    assert places == set(Place)
