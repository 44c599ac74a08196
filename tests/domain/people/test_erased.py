"""The hash of an erased phone, and what stands in the place of the phone."""

from base64 import urlsafe_b64encode
from uuid import uuid4

from app.domain.people.erased import hash_keys, hashed, hkdf, placeholder
from app.domain.sms import phones

OLD, NEW = (urlsafe_b64encode(bytes([n]) * 32).decode() for n in (1, 2))


def test_the_key_is_derived_as_rfc_5869_says() -> None:
    """Its third test case: no salt and no info. A key has 32 bytes, the first of the 42 there."""
    wanted = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert hkdf(bytes.fromhex("0b" * 22), b"").hex() == wanted


def test_every_spelling_of_a_subscriber_has_the_same_hash() -> None:
    [key] = hash_keys((NEW,))
    assert key.hash("+525512345678") == key.hash("+5215512345678")
    assert key.hash("+14155551234") != key.hash("+14155551235")


def test_a_phone_is_looked_up_with_every_key_and_the_first_one_writes() -> None:
    both, alone = hash_keys((NEW, OLD)), hash_keys((OLD,))
    assert both[0] != both[1] == alone[0]
    assert len({key.id for key in both}) == 2
    numbers, hashes = hashed(both, ["+14155551234", "+14155551235"])
    assert numbers == ["+14155551234"] * 2 + ["+14155551235"] * 2
    assert len(set(hashes)) == 4


def test_a_placeholder_has_the_form_of_e164_and_is_no_number() -> None:
    made = {placeholder(uuid4()) for _ in range(1000)}
    assert len(made) == 1000
    assert all(phones.is_e164(number) and phones.normalize(number, "US") is None for number in made)
    assert {phones.region_of(number) for number in made} == {None}
