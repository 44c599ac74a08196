"""`--host ::`: every address of the machine, of both families."""

import errno
import socket
from typing import Any

import pytest

from app.doors import listening
from app.local import ports
from tests.processes import port_of_every_address

create_server = socket.create_server


def peer_of(address: str, port: int, places: list[socket.socket]) -> str:
    """The address that a connection from this machine has at the socket that takes it."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    [place] = [place for place in places if place.family == family]
    with socket.create_connection((address, port), timeout=5):
        taken, peer = place.accept()
        taken.close()
    return str(peer[0])


def test_every_address_is_of_both_families_and_peers_keep_their_own() -> None:
    places = listening.everywhere(0)
    try:
        assert [place.family for place in places] == [socket.AF_INET, socket.AF_INET6]
        [port] = {place.getsockname()[1] for place in places}
        for address in ("127.0.0.1", "::1"):
            assert peer_of(address, port, places) == address
    finally:
        for place in places:
            place.close()


@pytest.mark.parametrize("answer", [errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL])
def test_a_machine_without_ipv6_listens_on_ipv4(monkeypatch: pytest.MonkeyPatch, answer: int) -> None:
    def without_ipv6(address: Any, *, family: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(answer, "as a kernel without IPv6 answers")
        return create_server(address, family=family)

    monkeypatch.setattr(socket, "create_server", without_ipv6)
    [place] = listening.everywhere(0)
    assert place.family == socket.AF_INET
    place.close()
    ports.require_port("::", port_of_every_address())


def test_a_machine_without_any_family_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(*_: Any, **__: Any) -> socket.socket:
        raise OSError(errno.EAFNOSUPPORT, "as a kernel without a network answers")

    monkeypatch.setattr(socket, "create_server", without)
    with pytest.raises(OSError, match="without a network"):
        listening.everywhere(0)


def test_an_address_of_another_machine_is_told_with_its_cause_once() -> None:
    port = port_of_every_address()
    with pytest.raises(ports.CannotListen) as refused:
        ports.require_port("192.0.2.1", port)
    assert str(refused.value) == f"Nothing can listen on 192.0.2.1:{port} (Cannot assign requested address)."
    with pytest.raises(ports.CannotListen, match=r"nowhere.invalid:\d+ \(\w+.*\)\.$"):
        ports.require_port("nowhere.invalid", port)


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_port_that_is_taken_in_one_family_is_taken(family: socket.AddressFamily, address: str) -> None:
    with create_server((address, 0), family=family) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ports.CannotListen, match=f"Port {port} is taken"):
            ports.require_port("::", port)
