"""Links to files: good for an hour, for one file, from any of the server's keys, and not once it is changed."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain import ids
from app.domain.ids import new_id
from app.domain.media.links import is_good, link_keys, path_of
from tests.clock import YEARS_AHEAD as NOW

OLD, NEW = (urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2))
KEYS = link_keys([OLD], "")


def asked(path: str) -> tuple[UUID, str, str]:
    parts = urlsplit(path)
    query = parse_qs(parts.query)
    medium = ids.decode(ids.MEDIUM, parts.path.rpartition("/")[2])
    assert medium is not None
    return medium, query["until"][0], query["signature"][0]


def test_a_link_is_good_for_an_hour() -> None:
    link = asked(path_of(KEYS, new_id(), NOW))
    assert is_good(KEYS, *link, NOW)
    assert is_good(KEYS, *link, NOW + timedelta(minutes=59))
    assert not is_good(KEYS, *link, NOW + timedelta(minutes=61))


def test_a_new_key_of_the_server_signs_and_the_old_one_still_verifies() -> None:
    before = asked(path_of(KEYS, new_id(), NOW))
    both = link_keys([NEW, OLD], "")
    assert is_good(both, *before, NOW)
    after = asked(path_of(both, new_id(), NOW))
    assert is_good(both, *after, NOW)
    assert not is_good(KEYS, *after, NOW)


def test_without_a_key_of_the_server_the_installation_has_one_of_its_own() -> None:
    ours, theirs = link_keys([], "token of one"), link_keys([], "token of another")
    link = asked(path_of(ours, new_id(), NOW))
    assert is_good(ours, *link, NOW)
    assert not is_good(theirs, *link, NOW)


def test_a_link_is_for_one_file() -> None:
    _, until, signature = asked(path_of(KEYS, new_id(), NOW))
    assert not is_good(KEYS, new_id(), until, signature, NOW)


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_made_up_is_refused(until: str, signature: str) -> None:
    medium, real_until, real_signature = asked(path_of(KEYS, UUID(int=7), NOW))
    if until != real_until:
        assert not is_good(KEYS, medium, until, real_signature, NOW)
    if signature != real_signature:
        assert not is_good(KEYS, medium, real_until, signature, NOW)
