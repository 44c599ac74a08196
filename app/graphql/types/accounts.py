"""Who asks, and the accounts they send for."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry
from strawberry import UNSET, Private

from app import models
from app.domain import ids
from app.graphql.context import Info
from app.graphql.fields import given, resolved, told
from app.graphql.loaders import SequenceList
from app.graphql.scalars import PhoneNumber
from app.graphql.types.pages import Limit, Offset, Page, window

if TYPE_CHECKING:
    from app.graphql.types.sequences import Sequence

IsActive = Annotated[
    bool | None,
    strawberry.argument(description="Only those that take new enrolments (true), or only those that do not (false)."),
]


@strawberry.type(description="A partner: whoever holds the API key.")
class Partner:
    id: strawberry.ID = told("The partner's id, `prt_…`.")
    name: str = told("The partner's name.")
    created_at: datetime = told("When the partner was made.")

    @classmethod
    def of(cls, row: models.Partner) -> Self:
        return cls(id=strawberry.ID(ids.encode(ids.PARTNER, row.id)), name=row.name, created_at=row.created_at)


@strawberry.type(description="Whose key this is.")
class Viewer:
    partner: Partner = told("The partner that the key belongs to.")


@strawberry.type(description="The hours of the day in which messages may leave, in the lead's local time.")
class SendingWindow:
    start: str = told("When it opens, such as `08:00`.")
    end: str = told("When it closes, such as `21:00`. A window that ends before it starts goes over midnight.")


@strawberry.type(description="A company that you send for, with the number it sends from.")
class Account:
    row: Private[models.Account]
    id: strawberry.ID = told("The account's id, `acc_…`.")
    name: str = told("What you call the account.")
    company_name: str = told("What `{{company}}` becomes in a message.")
    phone_number: PhoneNumber = told("The Twilio number that it sends from and is answered on.")
    time_zone: str = told("The account's IANA time zone.")
    sending_window: SendingWindow | None = told("When messages may leave. Null: at any hour.")
    created_at: datetime = told("When the account was made.")

    @classmethod
    def of(cls, row: models.Account) -> Self:
        hours = (
            SendingWindow(start=row.window_start, end=row.window_end) if row.window_start and row.window_end else None
        )
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.ACCOUNT, row.id)),
            name=row.name,
            company_name=row.company_name,
            phone_number=PhoneNumber(row.phone_number),
            time_zone=row.time_zone,
            sending_window=hours,
            created_at=row.created_at,
        )

    @resolved("The account's sequences, oldest first.")
    async def sequences(
        self, info: Info, is_active: IsActive = UNSET, limit: Limit = 50, offset: Offset = 0
    ) -> Page[Annotated["Sequence", strawberry.lazy("app.graphql.types.sequences")]]:
        from app.graphql.types.sequences import Sequence

        part = window(limit, offset)
        found = await info.context.loaders.sequence_list.load(SequenceList(self.row.id, given(is_active), part))
        return Page.of(found, part, Sequence.of)
