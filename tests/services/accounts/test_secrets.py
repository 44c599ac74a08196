"""Stored tokens under several keys: the first key encrypts, and `rotate_secrets` brings every token under it."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest

from app import failpoints
from app.deps import Deps
from app.domain import sealing
from app.models import Connection, WebhookEndpoint
from app.services.accounts import rotate_secrets
from tests.factories import SECRET, Holder, make_account, make_connection

NEW, LOST = (urlsafe_b64encode(bytes([digit] * 32)).decode() for digit in (1, 2))


def test_a_secret_is_read_by_any_of_the_keys_and_by_no_other() -> None:
    sealed = sealing.seal([SECRET], "token")
    assert "token" not in sealed
    assert sealing.unseal([NEW, SECRET], sealed) == "token"
    for keys in ([NEW], []):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(keys, sealed)
    with pytest.raises(sealing.Unreadable):
        sealing.unseal([SECRET], sealed[:-4])


async def test_a_new_key_takes_every_token_and_a_run_that_was_ended_goes_on(deps: Deps, partner: Holder) -> None:
    for number in range(3):
        account = await make_account(deps, partner.id)
        await make_connection(deps, account.id, "AC" + f"{number}" * 32, f"token {number}")
    failpoints.arm("ROTATED=raise")
    with pytest.raises(failpoints.Planned):
        await rotate_secrets((NEW, SECRET))
    failpoints.arm("")
    assert all(sealing.unseal([SECRET], row.secret or "") for row in await Connection.all()), "it was not committed"
    rotated = await rotate_secrets((NEW, SECRET))
    assert (rotated.done, rotated.unreadable) == (3, 0)
    found = {sealing.unseal([NEW], row.secret or "") for row in await Connection.all()}
    assert found == {"token 0", "token 1", "token 2"}


async def test_a_token_that_no_key_reads_is_counted_and_kept(deps: Deps, partner: Holder) -> None:
    account = await make_account(deps, partner.id)
    row = await make_connection(deps, account.id, "AC" + "0" * 32, "token")
    lost = sealing.seal([LOST], "token")
    await Connection.filter(id=row.id).update(secret=lost)
    rotated = await rotate_secrets((NEW, SECRET))
    assert (rotated.done, rotated.unreadable) == (0, 1)
    assert (await Connection.get()).secret == lost


async def test_the_secrets_of_endpoints_are_taken_too(deps: Deps, partner: Holder) -> None:
    former, current = (sealing.seal([SECRET], secret) for secret in ("the former one", "the current one"))
    columns: dict[str, Any] = {"partner_id": partner.id, "url": "x", "events": ["*"], "created_at": deps.clock.now()}
    row = await WebhookEndpoint.create(secret=current, former_secret=former, former_until=deps.clock.now(), **columns)
    await WebhookEndpoint.create(secret="", status="DISABLED", deleted_at=deps.clock.now(), **columns)
    rotated = await rotate_secrets((NEW, SECRET))
    assert (rotated.done, rotated.unreadable) == (2, 0), "a deleted endpoint has no secret"
    await row.refresh_from_db()
    found = [sealing.unseal([NEW], one) for one in (row.secret, row.former_secret or "")]
    assert found == ["the current one", "the former one"]
