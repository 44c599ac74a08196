"""The endpoints of partners that are told of events: made, changed, disabled and deleted.

A key that is good for some accounts only sees the endpoints that are limited to those accounts.
"""

import asyncio
import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from app import failpoints
from app.db import rows
from app.deps import Deps
from app.domain import sealing
from app.domain.vocabulary import WebhookEndpointStatus
from app.domain.webhooks import addresses
from app.domain.webhooks.catalogue import ALL, EventType
from app.domain.webhooks.signature import PREFIX, key_of
from app.errors import Code, not_found, refuse
from app.failpoints import Failpoint
from app.models import Account, Partner, WebhookEndpoint
from app.services.accounts import KeyHolder
from app.services.checks import LEFT_OUT, Absent, Checks, storable
from app.services.idempotency import idempotent, writing

MAX_ENDPOINTS = 20
MAX_ACCOUNTS = 250
MAX_DESCRIPTION = 1_000
MIN_SECRET, MAX_SECRET = 8, 200
ROTATED_FOR = timedelta(hours=24)
"""How long the former secret signs too."""
SETTLED_WITHIN = 5.0
"""How many seconds at most a call waits for transactions that began before its endpoint was there."""
POLL_SECONDS = 0.01
NO_KEY = (
    "This server cannot store the secret of an endpoint, because it has no NUDGE_SECRET_KEY. Whoever runs it makes a "
    "key with `openssl rand -base64 32 | tr +/ -_` and sets it for every process."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEndpoint:
    """An endpoint to make. `secret` is what its deliveries are signed by."""

    url: str
    secret: str
    events: Sequence[str] = (ALL,)
    account_ids: Sequence[UUID] = ()
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointChanges:
    """A field that is left out stays as it is. Null clears the description, and nothing else."""

    url: str | None | Absent = LEFT_OUT
    events: Sequence[str] | None | Absent = LEFT_OUT
    account_ids: Sequence[UUID] | None | Absent = LEFT_OUT
    description: str | None | Absent = LEFT_OUT
    status: WebhookEndpointStatus | None | Absent = LEFT_OUT


def new_secret() -> str:
    """A secret of Standard Webhooks: `whsec_` and 32 random bytes in base64."""
    return PREFIX + b64encode(secrets.token_bytes(32)).decode()


# ------------------------------------------------------------------ finding


def _sees(holder: KeyHolder, endpoint: WebhookEndpoint) -> bool:
    if not holder.account_ids:
        return True
    return bool(endpoint.account_ids) and holder.account_ids.issuperset(endpoint.account_ids)


async def endpoints(holder: KeyHolder) -> list[WebhookEndpoint]:
    """The endpoints that the key may see, oldest first; at most `MAX_ENDPOINTS`."""
    found = await WebhookEndpoint.of(holder.partner_id).filter(deleted_at=None).order_by("id")
    return [row for row in found if _sees(holder, row)]


async def find_endpoint(holder: KeyHolder, endpoint_id: UUID) -> WebhookEndpoint | None:
    """The endpoint with this id; None if there is none that the key may see."""
    row = await WebhookEndpoint.of(holder.partner_id).get_or_none(id=endpoint_id, deleted_at=None)
    return row if row and _sees(holder, row) else None


async def lock_endpoint(holder: KeyHolder, endpoint_id: UUID, path: str = "id") -> WebhookEndpoint:
    """The endpoint, its row locked until the transaction ends. Refuses with NOT_FOUND."""
    query = WebhookEndpoint.of(holder.partner_id).filter(id=endpoint_id, deleted_at=None)
    row = await query.select_for_update(no_key=True).get_or_none()
    if row is None or not _sees(holder, row):
        raise not_found("webhook endpoint", path)
    return row


# ------------------------------------------------------------------ changing


@idempotent()
async def create_endpoint(deps: Deps, holder: KeyHolder, new: NewEndpoint) -> WebhookEndpoint:
    """Makes an endpoint. Every change that is committed after this has returned is told to it.

    A key that is good for some accounts only makes endpoints that are limited to them. Refuses with INVALID_INPUT,
    NOT_FOUND or NOT_CONFIGURED.
    """
    checks = Checks()
    columns = _checked(deps, checks, url=new.url, events=new.events, description=new.description)
    secret = _checked_secret(checks, new.secret)
    checks.done()
    if not deps.settings.secret_keys:
        raise refuse(Code.NOT_CONFIGURED, NO_KEY)
    account_ids = await _checked_accounts(holder, new.account_ids)
    async with writing(deps) as made:
        await Partner.select_for_update(no_key=True).get(id=holder.partner_id)
        if await WebhookEndpoint.of(holder.partner_id).filter(deleted_at=None).count() >= MAX_ENDPOINTS:
            raise refuse(
                Code.INVALID_INPUT, f"A partner has at most {MAX_ENDPOINTS} endpoints: delete some first.", "input"
            )
        row = await WebhookEndpoint.create(
            partner_id=holder.partner_id,
            account_ids=account_ids,
            secret=sealing.seal(deps.settings.secret_keys, secret),
            created_at=deps.clock.real(),
            **columns,
        )
        made(row)
        failpoints.reach(Failpoint.ENDPOINT_BEFORE_COMMIT)
    failpoints.reach(Failpoint.ENDPOINT_AFTER_COMMIT)
    await _seen_by_all()
    return row


@idempotent()
async def update_endpoint(
    deps: Deps, holder: KeyHolder, endpoint_id: UUID, changes: EndpointChanges
) -> WebhookEndpoint:
    """Changes an endpoint. ENABLED ends a disabling: what waited is delivered, and new events are told again. A
    DISABLED endpoint is told of no event that happens meanwhile.

    Refuses with NOT_FOUND or INVALID_INPUT.
    """
    checks = Checks()
    columns = _checked(
        deps, checks, url=changes.url, events=changes.events, description=changes.description, status=changes.status
    )
    if checks.given(changes.account_ids, "`accountIds`", "accountIds"):
        columns["account_ids"] = changes.account_ids
    checks.done()
    if "account_ids" in columns:
        columns["account_ids"] = await _checked_accounts(holder, columns["account_ids"])
    async with writing(deps) as made:
        row = await lock_endpoint(holder, endpoint_id)
        if columns.get("status") is WebhookEndpointStatus.ENABLED:
            columns |= {"disabled_reason": None, "failing_since": None}
        if columns:
            await WebhookEndpoint.filter(id=row.id).update(**columns)
        made(row)
        failpoints.reach(Failpoint.ENDPOINT_BEFORE_COMMIT)
    failpoints.reach(Failpoint.ENDPOINT_AFTER_COMMIT)
    await _seen_by_all()
    return await WebhookEndpoint.get(id=endpoint_id)


async def rotate_secret(deps: Deps, holder: KeyHolder, endpoint_id: UUID, secret: str) -> WebhookEndpoint:
    """Gives the endpoint another secret. The former one signs too for 24 hours. Refuses with NOT_FOUND or
    NOT_CONFIGURED."""
    if not deps.settings.secret_keys:
        raise refuse(Code.NOT_CONFIGURED, NO_KEY)
    async with writing(deps) as made:
        row = await lock_endpoint(holder, endpoint_id)
        row.former_secret, row.former_until = row.secret, deps.clock.real() + ROTATED_FOR
        row.secret = sealing.seal(deps.settings.secret_keys, secret)
        await row.save(update_fields=["former_secret", "former_until", "secret"])
        made(row)
        failpoints.reach(Failpoint.ENDPOINT_BEFORE_COMMIT)
    failpoints.reach(Failpoint.ENDPOINT_AFTER_COMMIT)
    return row


@idempotent()
async def delete_endpoint(deps: Deps, holder: KeyHolder, endpoint_id: UUID) -> WebhookEndpoint:
    """Deletes an endpoint: nothing is delivered to it any more, and its secret is erased. Its deliveries are forgotten
    by and by. Refuses with NOT_FOUND."""
    async with writing(deps) as made:
        row = made(await lock_endpoint(holder, endpoint_id))
        row.status, row.deleted_at = WebhookEndpointStatus.DISABLED, deps.clock.real()
        row.secret, row.former_secret, row.former_until = "", None, None
        await row.save()
        failpoints.reach(Failpoint.ENDPOINT_BEFORE_COMMIT)
    failpoints.reach(Failpoint.ENDPOINT_AFTER_COMMIT)
    return row


# ------------------------------------------------------------------ checks


def _checked(deps: Deps, checks: Checks, **given: Any) -> dict[str, Any]:
    """The columns of the fields that are given."""
    columns: dict[str, Any] = {}
    if checks.given(given["url"], "`url`", "url"):
        columns["url"] = _checked_url(deps, checks, given["url"])
    if checks.given(given["events"], "`events`", "events"):
        columns["events"] = _checked_events(checks, given["events"])
    if given["description"] is not LEFT_OUT:
        label = "The description"
        columns["description"] = checks.optional(given["description"], label, MAX_DESCRIPTION, "description")
    if checks.given(status := given.get("status", LEFT_OUT), "`status`", "status"):
        columns["status"] = status
    return columns


def _checked_url(deps: Deps, checks: Checks, url: str) -> str:
    settings = deps.settings
    found = addresses.check_url(
        url,
        local=settings.nudge_dev,
        ports=settings.webhook_ports,
        private=settings.nudge_webhook_private_addresses,
    )
    if isinstance(found, addresses.Problem):
        checks.refuse(Code.INVALID_INPUT, found.sentence, "url")
        return ""
    return found


def _checked_events(checks: Checks, events: Sequence[str]) -> list[str]:
    known = [ALL, *EventType]
    if not events:
        checks.refuse(Code.INVALID_INPUT, 'Name at least one event, or "*" for all.', "events")
    if unknown := sorted({event for event in events if event not in known}):
        names = ", ".join(f'"{name[:40]}"' for name in unknown[:5])
        message = f"There is no event {names}. Events are {', '.join(EventType)}, and * for all."
        checks.refuse(Code.INVALID_INPUT, message, "events")
    return [ALL] if ALL in events else [event.value for event in EventType if event in events]


def _checked_secret(checks: Checks, secret: str) -> str:
    if not (MIN_SECRET <= len(secret) <= MAX_SECRET and secret.isprintable() and storable(secret)):
        message = f"A secret has {MIN_SECRET} to {MAX_SECRET} printable characters."
        checks.refuse(Code.INVALID_INPUT, message, "secret")
    elif len(key_of(secret)) < MIN_SECRET:
        message = f"The part behind {PREFIX} has fewer than {MIN_SECRET} bytes."
        checks.refuse(Code.INVALID_INPUT, message, "secret")
    return secret


async def _checked_accounts(holder: KeyHolder, account_ids: Sequence[UUID]) -> list[UUID]:
    """The accounts, which the partner must have and the key must be good for."""
    wanted = sorted(set(account_ids))
    if len(wanted) > MAX_ACCOUNTS:
        message = f"An endpoint is limited to at most {MAX_ACCOUNTS} accounts. Leave them out for all."
        raise refuse(Code.INVALID_INPUT, message, "input", "accountIds")
    if holder.account_ids and not wanted:
        message = "Your key is good for some accounts only: name accounts of these."
        raise refuse(Code.INVALID_INPUT, message, "input", "accountIds")
    found = await Account.of(holder.partner_id).filter(id__in=wanted).count()
    if found != len(wanted) or not all(holder.may_use(one) for one in wanted):
        raise not_found("account", "input", "accountIds")
    return wanted


# ------------------------------------------------------------------ seen by every change


_BARRIER = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS barrier"
_IS_PASSED = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= $1 AS passed"


async def _seen_by_all() -> None:
    """Waits until every transaction has ended that may have looked for endpoints before this one was committed: what is
    committed from now on has seen it. A transaction that goes on for seconds is not waited for."""
    [row] = await rows(_BARRIER)
    until = asyncio.get_running_loop().time() + SETTLED_WITHIN
    while not (await rows(_IS_PASSED, row["barrier"]))[0]["passed"]:
        if asyncio.get_running_loop().time() > until:
            return
        await asyncio.sleep(POLL_SECONDS)
