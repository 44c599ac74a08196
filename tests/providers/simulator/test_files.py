"""Files that simulated leads send: put into a directory by `nudge reply`, and fetched and deleted by the worker."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from app.domain.media.fetching import MAX_BYTES, MAX_FILES
from app.local import reply
from app.local.reply import NotDelivered
from app.providers.simulator.provider import Simulator
from app.providers.simulator.sms import SimulatedSms
from app.providers.sms import MediumUnavailable
from app.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, nudge_data_dir=tmp_path / "data")


async def test_a_file_of_a_reply_is_fetched_and_deleted(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "papers.jpg").write_bytes(b"\xff\xd8\xff papers")
    form = reply.files_of(settings, [tmp_path / "papers.jpg"])
    assert form["NumMedia"] == "1"
    sms = Simulator().sms(settings)
    assert await sms.fetch_medium(form["MediaUrl0"]) == b"\xff\xd8\xff papers"
    await sms.delete_medium(form["MediaUrl0"])
    await sms.delete_medium(form["MediaUrl0"])
    with pytest.raises(MediumUnavailable) as gone:
        await sms.fetch_medium(form["MediaUrl0"])
    assert not gone.value.again
    assert reply.files_of(settings, []) == {"NumMedia": "0"}


@pytest.mark.parametrize("address", ["https://example.com/x", "simulator:../secrets", "simulator:" + "g" * 64, ""])
async def test_nothing_else_of_the_machine_is_read(settings: Settings, address: str) -> None:
    for sms in (Simulator().sms(settings), SimulatedSms()):
        await sms.delete_medium(address)
        with pytest.raises(MediumUnavailable):
            await sms.fetch_medium(address)


def test_a_file_that_cannot_be_sent_is_told_in_a_sentence(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(bytes(MAX_BYTES + 1))
    (tmp_path / "small").write_bytes(b"x")
    for paths, sentence in (
        ([tmp_path / "large"], "larger than 5,000,000 bytes"),
        ([tmp_path / "nothing"], "nothing cannot be read"),
        ([tmp_path / "small"] * (MAX_FILES + 1), "at most 10 files"),
    ):
        with pytest.raises(NotDelivered, match=sentence):
            reply.files_of(settings, paths)
    real = settings.model_copy(update={"twilio_auth_token": SecretStr("token")})
    with pytest.raises(NotDelivered, match="Only the simulator"):
        reply.files_of(real, [tmp_path / "small"])
