"""The secret of a data directory: made once, private, and used where the environment has none."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.local.secret import make_secret, with_secret
from app.settings import Settings
from tests.factories import SECRET


def test_a_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    settings = Settings(nudge_data_dir=tmp_path / "var")
    assert with_secret(settings).secret_keys == ()
    made = make_secret(settings).secret_keys
    assert len(made) == 1
    assert make_secret(settings).secret_keys == with_secret(settings).secret_keys == made
    assert (tmp_path / "var" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_the_secret_of_the_environment_is_used_first(tmp_path: Path) -> None:
    make_secret(Settings(nudge_data_dir=tmp_path))
    assert make_secret(Settings(nudge_data_dir=tmp_path, nudge_secret_key=SECRET)).secret_keys == (SECRET,)


def test_a_directory_that_cannot_be_written_has_no_secret(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert make_secret(Settings(nudge_data_dir=tmp_path / "file")).secret_keys == ()


def test_keys_are_fernet_keys_separated_by_commas() -> None:
    assert Settings(nudge_secret_key=f" {SECRET} , {SECRET},").secret_keys == (SECRET, SECRET)
    for wrong in ("x", SECRET[:-4], f"{SECRET},secret", "ä" * 44, "?" * 44):
        with pytest.raises(ValidationError) as refused:
            Settings(nudge_secret_key=wrong)
        assert "openssl rand" in str(refused.value)
        assert wrong not in str(refused.value)
