"""Attempts on real sockets: every way in which an answer can end, and where a connection may go."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from socket import EAI_NONAME, gaierror

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.domain.webhooks.addresses import Address, Place, Reach, place_of
from app.domain.webhooks.schedule import ANSWER_BYTES, Attempt
from app.providers.receivers.http import HttpReceivers
from app.providers.receivers.names import SystemNames
from tests.receiver import ReceiverDouble, receiver_double

HERE = Reach(local=True)
PATIENT, HASTY = 10.0, 0.3
HOST = "hooks.example.com"
HEADERS = {"Content-Type": "application/json", "webhook-id": "evt_1"}
BODY = b'{"type": "webhook.test"}'


@dataclass
class Names:
    """A DNS double: answers each look-up with the next of `answers`, and then with the last one again."""

    answers: list[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str) -> list[Address]:
        self.asked.append(host)
        return [ip_address(text) for text in self.answers[min(len(self.asked), len(self.answers)) - 1]]


@asynccontextmanager
async def receivers(
    reach: Reach = HERE, *answers: Sequence[str], seconds: float = PATIENT
) -> AsyncIterator[tuple[HttpReceivers, Names]]:
    names = Names(list(answers) or [["127.0.0.1"]])
    made = HttpReceivers(reach, seconds, names)
    try:
        yield made, names
    finally:
        await made.close()


@pytest.fixture
async def double() -> AsyncIterator[ReceiverDouble]:
    async with receiver_double() as receiver:
        yield receiver


async def attempt(double: ReceiverDouble, *plans: str, seconds: float = PATIENT) -> Attempt:
    double.plans.extend(plans)
    async with receivers(seconds=seconds) as (made, _):
        return await made.post(double.url, HEADERS, BODY)


# ---------------------------------------------------------------- answers


async def test_the_request_is_the_body_with_its_headers(double: ReceiverDouble) -> None:
    got = await attempt(double)
    assert got == Attempt(200, None, "thank you")
    [received] = double.ledger
    assert received.body == BODY
    assert received.headers["host"] == f"127.0.0.1:{double.port}"
    assert {name: received.headers[name.lower()] for name in HEADERS} == HEADERS


async def test_a_redirect_is_an_answer_and_is_not_followed(double: ReceiverDouble) -> None:
    async with receiver_double() as other:
        got = await attempt(double, f"redirect:{other.url}")
        assert got.status == 307
        assert other.ledger == []


async def test_the_headers_that_count_are_told(double: ReceiverDouble) -> None:
    assert (await attempt(double, "busy:120")).retry_after == "120"
    assert (await attempt(double, "abort")).delivery == "abort-message"


@pytest.mark.parametrize("plan", ["cut_body", "slow_body", "huge_body"])
async def test_the_status_counts_whatever_becomes_of_the_body(double: ReceiverDouble, plan: str) -> None:
    got = await attempt(double, plan)
    assert got.status == 200
    assert got.answer is not None
    assert len(got.answer.encode()) <= ANSWER_BYTES


async def test_at_most_a_kilobyte_of_an_answer_is_kept_and_zero_bytes_are_not(double: ReceiverDouble) -> None:
    assert (await attempt(double, "huge_body")).answer == "\ufffd" * (ANSWER_BYTES // 3)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("hang", "did not answer within 0.3 s"),
        ("cut", "connection was lost"),
        ("huge_head", "too long"),
        ("switch", "the answer is no HTTP"),
    ],
)
async def test_no_answer_is_a_sentence(double: ReceiverDouble, plan: str, words: str) -> None:
    got = await attempt(double, plan, seconds=HASTY if plan == "hang" else PATIENT)
    assert got.status is None
    assert got.error is not None
    assert words in got.error


async def test_what_is_no_http_is_no_answer() -> None:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.com ESMTP\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server, receivers() as (made, _):
        got = await made.post(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", HEADERS, BODY)
    assert got.status is None


async def test_nobody_listens() -> None:
    async with receiver_double() as gone:
        url = gone.url
    async with receivers() as (made, _):
        got = await made.post(url, HEADERS, BODY)
    assert got.error is not None
    assert got.error.startswith("The connection could not be made")


async def test_a_connection_is_used_again_and_one_that_the_receiver_closed_does_no_harm(double: ReceiverDouble) -> None:
    async with receivers() as (made, _):
        for _ in range(3):
            assert (await made.post(double.url, HEADERS, BODY)).succeeded
        assert len(double.connections) == 1
        double.plans.append("cut")  # as a server does that closes an idle connection while the request is on its way
        assert (await made.post(double.url, HEADERS, BODY)).succeeded
    assert len(double.connections) == 2
    assert len(double.ledger) == 5


# ---------------------------------------------------------------- places


@pytest.mark.parametrize(
    "found",
    [
        ["10.0.0.1"],
        ["8.8.8.8", "127.0.0.1"],
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],  # noqa: S104
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2606:4700::1111", "fd00::1"],
        [],
    ],
    ids=str,
)
async def test_a_name_that_leads_to_a_forbidden_place_is_refused(found: list[str]) -> None:
    async with receivers(Reach(), found) as (made, names):
        got = await made.post(f"https://{HOST}/hook", HEADERS, BODY)
    assert got.status is None
    assert got.error in ("The host has an address that is not public.", "The host has no address.")
    assert names.asked == [HOST]


async def test_a_url_that_was_allowed_once_is_checked_again(double: ReceiverDouble) -> None:
    async with receivers(Reach()) as (made, names):
        got = await made.post(double.url, HEADERS, BODY)
    assert got.error == "The URL must begin with https://."
    assert (names.asked, double.ledger) == ([], [])


async def test_a_name_that_leads_elsewhere_the_second_time_is_asked_once(double: ReceiverDouble) -> None:
    """The connection goes to the address that was checked. The name is looked up for each attempt, and not again."""
    reach = Reach(frozenset({double.port}), private=True, local=True)
    url = f"http://{HOST}:{double.port}/hook"
    async with (
        receiver_double(host="127.0.0.2", port=double.port) as elsewhere,
        receivers(reach, ["127.0.0.1"], ["127.0.0.2"], ["169.254.169.254"]) as (made, names),
    ):
        assert (await made.post(url, HEADERS, BODY)).succeeded
        assert (len(double.ledger), len(elsewhere.ledger), len(names.asked)) == (1, 0, 1)
        assert (await made.post(url, HEADERS, BODY)).succeeded
        assert (len(double.ledger), len(elsewhere.ledger), len(names.asked)) == (1, 1, 2)
        refused = await made.post(url, HEADERS, BODY)
        assert refused.error == "The host has an address that is not public."
        assert (len(double.ledger), len(elsewhere.ledger), len(names.asked)) == (1, 1, 3)


async def test_an_address_that_cannot_be_reached_is_followed_by_the_next(double: ReceiverDouble) -> None:
    reach = Reach(frozenset({double.port}), private=True, local=True)
    async with receivers(reach, ["127.0.0.3", "127.0.0.1"]) as (made, _):
        assert (await made.post(f"http://{HOST}:{double.port}/", HEADERS, BODY)).succeeded


async def test_a_name_that_nobody_knows() -> None:
    async def nobody(host: str) -> list[Address]:
        raise gaierror(EAI_NONAME, "Name or service not known")

    made = HttpReceivers(Reach(), PATIENT, nobody)
    got = await made.post(f"https://{HOST}/", HEADERS, BODY)
    await made.close()
    assert got.error == "The name of the host cannot be looked up, or has no address."


async def test_names_are_looked_up_once_for_all_who_want_them_at_the_same_time() -> None:
    names = SystemNames()
    found = await asyncio.gather(names("localhost"), names("localhost"))
    names.close()
    assert found[0] is found[1]
    assert {place_of(address) for address in found[0]} == {Place.LOOPBACK}


# ---------------------------------------------------------------- TLS


def certificate(home: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The contexts of a server with a certificate for the name, and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    private = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (home / "cert.pem").write_bytes(made.public_bytes(form))
    (home / "key.pem").write_bytes(private)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(home / "cert.pem", home / "key.pem")
    return server, ssl.create_default_context(cafile=str(home / "cert.pem"))


@pytest.mark.parametrize("name", [HOST, "other.example.com"])
async def test_the_certificate_is_checked_by_the_name_though_an_address_is_connected_to(
    tmp_path: Path, name: str
) -> None:
    server, client = certificate(tmp_path, name)
    asked: list[str | None] = []
    server.sni_callback = lambda _, given, __: asked.append(given)
    async with receiver_double(ssl_context=server) as double:
        reach = Reach(frozenset({double.port}), local=True)
        async with receivers(reach) as (made, _):
            made.tls = client
            got = await made.post(f"https://{HOST}:{double.port}/hook", HEADERS, BODY)
    assert asked == [HOST]
    if name == HOST:
        assert got.succeeded
        assert double.ledger[0].headers["host"] == f"{HOST}:{double.port}"
    else:
        assert got.error is not None
        assert "certificate is not valid for the host" in got.error
        assert double.ledger == []
