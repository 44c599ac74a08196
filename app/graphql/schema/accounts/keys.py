"""API keys: their type, input, payload and fields."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry import Parent

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.domain.vocabulary import KeyScope
from app.graphql.context import Info
from app.graphql.errors import BAD_REQUEST
from app.graphql.schema.accounts.types import Partner, Viewer
from app.graphql.schema.common import enums as _enums  # noqa: F401  (registers the enums)
from app.graphql.schema.common.fields import link, optional_input, or_none, output_field, required_input
from app.graphql.schema.common.payloads import SUCCESS, mutation_field, user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.services import accounts
from app.services.accounts import MAX_KEY_NAME, MAX_KEYS, NewKey

NO_IDEMPOTENCY = "createKey takes no Idempotency-Key: its answer holds a secret, so it is not stored."


@strawberry.type(description="An API key of a partner. The key itself is shown once, when it is created.")
class Key:
    id: strawberry.ID = output_field("The key's id, `key_…`.")
    name: str = output_field("The name of the key.")
    prefix: str = output_field("The first characters of the key. Empty for a key that is older than this field.")
    scopes: list[words.KeyScope] = output_field("What the key may do.")
    account_ids: list[strawberry.ID] = output_field("The accounts that the key is valid for. Empty: all accounts.")
    created_at: datetime = output_field("When the key was created.")
    last_used_at: datetime | None = output_field("When the key was last used, to about ten minutes. Null: never.")
    expires_at: datetime | None = output_field("When the key ends. Null: it does not end by itself.")

    @classmethod
    def of(cls, row: models.PartnerKey) -> Self:
        return cls(
            id=strawberry.ID(ids.encode(ids.KEY, row.id)),
            name=row.name,
            prefix=row.prefix,
            scopes=[words.KeyScope(one) for one in row.scopes.split()],
            account_ids=[strawberry.ID(ids.encode(ids.ACCOUNT, UUID(one))) for one in row.account_ids],
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
        )


@strawberry.input(description="A new API key.")
class KeyInput:
    name: str = required_input(f"The name of the key, up to {MAX_KEY_NAME} characters.")
    scopes: list[words.KeyScope] = required_input("What the key may do: at most what your key may do.")
    account_ids: list[strawberry.ID] = strawberry.field(
        description="The accounts that the key is valid for. Empty: every account that your key is valid for.",
        default_factory=list,
    )
    expires_at: datetime | None = optional_input(
        "When the key ends. A key without ADMIN must give it: at most 24 hours from now and not after its own end."
    )


@strawberry.type(description="The answer to a change of an API key.")
class KeyPayload:
    success: bool = output_field(SUCCESS)
    key: Key | None = output_field("The key. Null if the mutation was refused.", None)
    secret: str | None = output_field("The key itself, shown by `createKey` only. Keep it: it is not stored.", None)
    user_errors: list[UserError] = user_errors_field()


@link(Viewer, "Your key.")
async def key(viewer: Parent[Viewer], info: Info) -> Key:
    return Key.of(await accounts.own_key(info.context.holder))


@link(Viewer, "What your key may do.")
def scopes(viewer: Parent[Viewer], info: Info) -> list[words.KeyScope]:
    return [one for one in KeyScope if one in info.context.holder.scopes]


@link(Partner, "The valid keys of the partner, oldest first; without ADMIN only your key.", most_items=MAX_KEYS)
async def keys(partner: Parent[Partner], info: Info) -> list[Key]:
    return [Key.of(row) for row in await accounts.keys(info.context.holder, info.context.deps.clock.real())]


@strawberry.type
class KeyMutations:
    @mutation_field(
        KeyPayload,
        "Creates an API key with at most the scopes and accounts of your key. `secret` is the key, shown this once. "
        "Every key may create keys that end within 24 hours, such as for a browser. With ADMIN a key need not end.",
        scope=KeyScope.READ,
    )
    async def create_key(
        self, info: Info, input: Annotated[KeyInput, strawberry.argument(description="The key.")]
    ) -> KeyPayload:
        context = info.context
        if context.deps.idempotency is not None:
            raise GraphQLError(NO_IDEMPOTENCY, extensions={"code": BAD_REQUEST})
        account_ids = [context.decode_id(ids.ACCOUNT, one) for one in input.account_ids]
        new = NewKey(
            name=input.name, scopes=input.scopes, account_ids=account_ids, expires_at=or_none(input.expires_at)
        )
        row, secret = await accounts.create_key(context.deps, context.holder, new)
        return KeyPayload(success=True, key=Key.of(row), secret=secret)

    @mutation_field(
        KeyPayload,
        "Revokes an API key, and every key that was created with it, or with one of those. They end at once, and so do "
        "their open streams. A key without ADMIN can revoke itself only.",
        scope=KeyScope.READ,
    )
    async def revoke_key(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The key's id, `key_…`.")]
    ) -> KeyPayload:
        context = info.context
        row = await accounts.revoke_key(context.deps, context.holder, context.decode_id(ids.KEY, id))
        return KeyPayload(success=True, key=Key.of(row))
