"""API keys: who calls, what a key may do, and for which accounts."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

import orjson
from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from app.db import rows
from app.deps import Deps
from app.domain.vocabulary import KeyScope
from app.errors import Code, not_found, refuse
from app.models import Account, Partner, PartnerKey
from app.services.checks import Checks

KEY_PREFIX = "pk_live_"
KEY_CHARS = 32
SHOWN_CHARS = len(KEY_PREFIX) + 4
MAX_KEYS = 250
MAX_KEY_NAME = 200
LENT_FOR = timedelta(hours=24)
"""The longest life of a key that a key without ADMIN makes."""
USED_EVERY = timedelta(minutes=10)
"""How old `last_used_at` becomes before a use of the key writes it again."""
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
ALL_SCOPES = frozenset(KeyScope)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The caller that a valid key names. Without `account_ids` the key is good for every account of the partner."""

    partner_id: UUID
    key_id: UUID
    scopes: frozenset[KeyScope] = ALL_SCOPES
    account_ids: frozenset[UUID] = frozenset()
    expires_at: datetime | None = None

    def may_use(self, account_id: UUID) -> bool:
        """Whether the key is good for this account, if the partner has it."""
        return not self.account_ids or account_id in self.account_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key to make."""

    name: str
    scopes: Sequence[KeyScope]
    account_ids: Sequence[UUID] = field(default=())
    expires_at: datetime | None = None


def new_secret() -> str:
    """A key, which is shown once."""
    return KEY_PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(KEY_CHARS))


def hashed(key: str) -> str:
    # A key has 190 random bits, so that an unsalted hash cannot be searched.
    return sha256(key.encode()).hexdigest()


def shown_part(key: str) -> str:
    """The first characters of a key, by which a person recognizes it."""
    return key[:SHOWN_CHARS]


async def authenticate(key: str, now: datetime) -> KeyHolder | None:
    """The caller that the key names, or None for a key that is unknown, expired or revoked."""
    if not key.startswith(KEY_PREFIX) or len(key) > 100:
        return None
    found = await rows(_HOLDER, hashed(key), now)
    if not found:
        return None
    [row] = found
    if row["last_used_at"] is None or row["last_used_at"] < now - USED_EVERY:
        await PartnerKey.filter(id=row["id"]).update(last_used_at=now)
    return KeyHolder(
        row["partner_id"],
        row["id"],
        _scopes(row["scopes"]),
        frozenset(UUID(one) for one in orjson.loads(row["account_ids"])),
        row["expires_at"],
    )


@lru_cache(maxsize=256)
def _scopes(names: str) -> frozenset[KeyScope]:
    return frozenset(KeyScope(one) for one in names.split())


_HOLDER = """
SELECT id, partner_id, scopes, account_ids, expires_at, last_used_at FROM partner_key
WHERE hash = $1 AND (expires_at IS NULL OR expires_at > $2)
"""


async def keys(holder: KeyHolder, now: datetime) -> list[PartnerKey]:
    """The valid keys of the partner, oldest first. A key without ADMIN sees itself only."""
    query = PartnerKey.of(holder.partner_id).filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
    if KeyScope.ADMIN not in holder.scopes:
        query = query.filter(id=holder.key_id)
    return await query.order_by("id").limit(MAX_KEYS)


async def own_key(holder: KeyHolder) -> PartnerKey:
    """The key of the caller."""
    return await PartnerKey.get(id=holder.key_id)


async def create_key(deps: Deps, holder: KeyHolder, new: NewKey) -> tuple[PartnerKey, str]:
    """Makes a key with at most the scopes and the accounts of the caller's key. Returns it with its secret.

    A key without ADMIN makes keys that end within 24 hours and not after itself. Refuses with INVALID_INPUT or
    NOT_FOUND, also if the caller's key is revoked meanwhile.
    """
    now, secret = deps.clock.real(), new_secret()
    checks = Checks()
    name = checks.text(new.name, "The name", MAX_KEY_NAME, "name")
    _check_scopes(checks, holder, new.scopes)
    _check_end(checks, holder, new.expires_at, now)
    checks.done()
    await _require_accounts(holder, new.account_ids)
    async with in_transaction():
        await Partner.select_for_update().get(id=holder.partner_id)
        maker = await PartnerKey.get_or_none(id=holder.key_id)
        if maker is None:
            raise refuse(Code.NOT_FOUND, "Your key was revoked a moment ago: no key was created.", "input")
        await PartnerKey.filter(partner_id=holder.partner_id, is_main=False, expires_at__lte=now).delete()
        if await PartnerKey.filter(partner_id=holder.partner_id).count() >= MAX_KEYS:
            raise refuse(Code.INVALID_INPUT, f"A partner has at most {MAX_KEYS} keys: revoke some first.", "input")
        key = await PartnerKey.create(
            partner_id=holder.partner_id,
            hash=hashed(secret),
            is_main=False,
            name=name,
            prefix=shown_part(secret),
            scopes=" ".join(one for one in KeyScope if one in new.scopes),
            account_ids=sorted({str(one) for one in new.account_ids or holder.account_ids}),
            made_by=[*maker.made_by, str(maker.id)],
            expires_at=new.expires_at,
            created_at=now,
        )
    return key, secret


def _check_scopes(checks: Checks, holder: KeyHolder, scopes: Sequence[KeyScope]) -> None:
    if not scopes:
        checks.refuse(Code.INVALID_INPUT, "Give at least one scope.", "scopes")
    if missing := [one.value for one in KeyScope if one in scopes and one not in holder.scopes]:
        checks.refuse(Code.INVALID_INPUT, f"Your key does not have the scope {missing[0]} itself.", "scopes")


def _check_end(checks: Checks, holder: KeyHolder, expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        checks.refuse(Code.INVALID_INPUT, "`expiresAt` must be in the future.", "expiresAt")
    if KeyScope.ADMIN in holder.scopes:
        return
    latest = min(now + LENT_FOR, holder.expires_at or now + LENT_FOR)
    if expires_at is None or expires_at > latest:
        message = "A key without ADMIN can only make a key that ends within 24 hours and not after itself."
        checks.refuse(Code.INVALID_INPUT, message, "expiresAt")


async def _require_accounts(holder: KeyHolder, account_ids: Sequence[UUID]) -> None:
    found = await Account.of(holder.partner_id).filter(id__in=list(account_ids)).count()
    if found != len(set(account_ids)) or not all(holder.may_use(one) for one in account_ids):
        raise not_found("account", "input", "accountIds")


async def revoke_key(deps: Deps, holder: KeyHolder, key_id: UUID) -> PartnerKey:
    """Ends a key, and every key that comes from it, at once and for open streams too. A key without ADMIN revokes
    itself only. Refuses with NOT_FOUND.

    The partner's row is locked, as it is while a key is made: no key is made by one that is revoked.
    """
    async with in_transaction() as tx:
        await Partner.select_for_update().get(id=holder.partner_id)
        key = await PartnerKey.of(holder.partner_id).get_or_none(id=key_id)
        if key is None or (KeyScope.ADMIN not in holder.scopes and key.id != holder.key_id):
            raise not_found("key", "id")
        ended = await tx.execute_query_dict(_REVOKE, [holder.partner_id, key.id, str(key.id)])
    deps.events.tell(row["id"] for row in ended)
    return key


_REVOKE = """
DELETE FROM partner_key WHERE partner_id = $1 AND (id = $2 OR made_by @> to_jsonb($3::text)) RETURNING id
"""


async def visible_ids(holder: KeyHolder, ids: Iterable[UUID]) -> frozenset[UUID]:
    """The ids, of these, that belong to the accounts of a key; for a key that is valid for some accounts only."""
    found = await rows(_VISIBLE, list(ids), list(holder.account_ids))
    return frozenset(row["id"] for row in found)


_VISIBLE = """
SELECT wanted.id FROM unnest($1::uuid[]) AS wanted (id)
WHERE wanted.id = ANY($2::uuid[])
   OR EXISTS (SELECT FROM lead x WHERE x.id = wanted.id AND x.account_id = ANY($2::uuid[]))
   OR EXISTS (SELECT FROM sequence x WHERE x.id = wanted.id AND x.account_id = ANY($2::uuid[]))
   OR EXISTS (SELECT FROM enrollment x WHERE x.id = wanted.id AND x.account_id = ANY($2::uuid[]))
   OR EXISTS (SELECT FROM message x WHERE x.id = wanted.id AND x.account_id = ANY($2::uuid[]))
   OR EXISTS (SELECT FROM sender x WHERE x.id = wanted.id AND x.account_id = ANY($2::uuid[]))
   OR EXISTS (SELECT FROM import_job x WHERE x.id = wanted.id AND x.account_id = ANY($2::uuid[]))
   OR EXISTS (SELECT FROM draft x JOIN enrollment e ON e.id = x.enrollment_id
              WHERE x.id = wanted.id AND e.account_id = ANY($2::uuid[]))
   OR EXISTS (SELECT FROM suggestion x WHERE x.id = wanted.id AND x.account_id = ANY($2::uuid[]))
   OR EXISTS (SELECT FROM webhook_endpoint x
              WHERE x.id = wanted.id AND x.account_ids <> '{}' AND x.account_ids <@ $2::uuid[])
   OR EXISTS (SELECT FROM webhook_delivery d JOIN webhook_endpoint x ON x.id = d.endpoint_id
              WHERE d.id = wanted.id AND x.account_ids <> '{}' AND x.account_ids <@ $2::uuid[])
"""
