"""Files at Twilio: credentials for its API alone, redirects to its storage alone, and limits of size and time."""

from collections.abc import AsyncIterator

import pytest

from app.domain.media.fetching import MAX_BYTES
from app.providers.sms import MediumUnavailable
from app.providers.twilio.media import GONE, NO_ANSWER, NOT_TWILIOS, TOO_LARGE, FileTransport, TwilioFiles
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, TwilioDouble, twilio_double

PICTURE = b"\xff\xd8\xff" + b"x" * 1000


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioDouble]:
    async with twilio_double() as double:
        yield double


@pytest.fixture
async def files(twilio: TwilioDouble) -> AsyncIterator[TwilioFiles]:
    transport = FileTransport(twilio.url, is_elsewhere=True)
    yield TwilioFiles((ACCOUNT_SID, AUTH_TOKEN), transport)
    await transport.close()


async def problem(files: TwilioFiles, address: str) -> tuple[str, bool]:
    with pytest.raises(MediumUnavailable) as failed:
        await files.fetch(address)
    return failed.value.sentence, failed.value.again


@pytest.mark.parametrize("plan", ["redirect", "serve"])
async def test_a_file_is_fetched(files: TwilioFiles, twilio: TwilioDouble, plan: str) -> None:
    """The double refuses a request to its API without credentials, and one to its storage with them."""
    assert await files.fetch(twilio.keep(PICTURE, plan)) == PICTURE


async def test_a_file_is_deleted_once_and_a_second_time_is_no_fault(files: TwilioFiles, twilio: TwilioDouble) -> None:
    address = twilio.keep(PICTURE)
    await files.delete(address)
    await files.delete(address)
    assert twilio.deleted == [address.rpartition("/")[2]]
    assert await problem(files, address) == (GONE, False)


async def test_a_large_file_is_not_read_to_its_end(files: TwilioFiles, twilio: TwilioDouble) -> None:
    assert len(await files.fetch(twilio.keep(b"x" * MAX_BYTES))) == MAX_BYTES
    assert await problem(files, twilio.keep(b"x" * (MAX_BYTES + 1))) == (TOO_LARGE, False)


async def test_a_server_that_hangs_or_fails_is_asked_again_later(files: TwilioFiles, twilio: TwilioDouble) -> None:
    assert await problem(files, twilio.keep(PICTURE, "status:503")) == ("Twilio answered 503.", True)
    transport = FileTransport(twilio.url, is_elsewhere=True, seconds=0.2)
    hasty = TwilioFiles((ACCOUNT_SID, AUTH_TOKEN), transport)
    assert await problem(hasty, twilio.keep(PICTURE, "hang")) == (NO_ANSWER, True)
    await transport.close()


async def test_wrong_credentials_are_asked_again_later(twilio: TwilioDouble) -> None:
    transport = FileTransport(twilio.url, is_elsewhere=True)
    files = TwilioFiles((ACCOUNT_SID, "old token"), transport)
    assert await problem(files, twilio.keep(PICTURE)) == ("Twilio answered 401.", True)
    with pytest.raises(MediumUnavailable):
        await files.delete(twilio.keep(PICTURE))
    await transport.close()


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/x",
        "http://169.254.169.254/latest/meta-data",
        "https://twiliocdn.com.evil.example/x",
        "https://evil.example/media.twiliocdn.com/x",
        "https://s3.amazonaws.com/another-bucket/x",
        "https://user@mms.twiliocdn.com/x",
        "https://mms.twiliocdn.com:8443/x",
        "http://mms.twiliocdn.com/x",
        "file:///etc/passwd",
        "//evil.example/x",
        "https://[",
    ],
)
async def test_no_redirect_leads_away_from_twilios_storage(
    files: TwilioFiles, twilio: TwilioDouble, where: str
) -> None:
    assert await problem(files, twilio.keep(PICTURE, f"away:{where}")) == (NOT_TWILIOS, False)


@pytest.mark.parametrize(
    "where",
    [
        "https://mms.twiliocdn.com/x?token=1",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC1/x",
        "https://media.twiliocdn.com.s3.us-east-1.amazonaws.com/x",
    ],
)
def test_twilios_storage_is_known_by_all_its_names(where: str) -> None:
    files = TwilioFiles(("AC", "t"), FileTransport("https://api.twilio.com", is_elsewhere=False))
    assert files._to_storage("", where) == where


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1",
        "https://api.twilio.com.evil.example/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1",
        "https://api.twilio.com@evil.example/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1",
        "http://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1",
        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1.json",
        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/../../../Calls",
        "",
        "https://[",
    ],
)
async def test_our_credentials_go_to_twilios_api_alone(files: TwilioFiles, address: str) -> None:
    assert await problem(files, address) == (NOT_TWILIOS, False)
    with pytest.raises(MediumUnavailable):
        await files.delete(address)


async def test_redirects_in_a_circle_end(files: TwilioFiles, twilio: TwilioDouble) -> None:
    address = twilio.keep(PICTURE)
    twilio.files[address.rpartition("/")[2]].plan = f"away:{twilio.url}/round"
    assert await problem(files, address) == (NO_ANSWER, True)


async def test_a_redirect_to_nothing_is_a_file_that_is_gone(files: TwilioFiles, twilio: TwilioDouble) -> None:
    address = twilio.keep(PICTURE)
    twilio.files[address.rpartition("/")[2]].plan = f"away:{twilio.url}/nothing"
    assert await problem(files, address) == (GONE, False)
