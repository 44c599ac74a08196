"""Imports of files in the background."""

from collections.abc import AsyncGenerator, AsyncIterator
from datetime import datetime
from typing import Annotated, Self

import strawberry
from strawberry import UNSET, Private

from app import errors, models
from app.domain import ids
from app.domain import vocabulary as words
from app.domain.people.csv import MAX_COLUMNS
from app.domain.vocabulary import KeyScope
from app.graphql.context import Info
from app.graphql.guard.cost import PerText
from app.graphql.keys import PartOf
from app.graphql.schema.accounts.types import Account
from app.graphql.schema.common import cursors
from app.graphql.schema.common.arguments import AccountId
from app.graphql.schema.common.connections import After, Before, Connection, First, Last, span
from app.graphql.schema.common.fast_fields import selected_below
from app.graphql.schema.common.fields import must_exist, optional_input, or_none, output_field, required_input
from app.graphql.schema.common.fields import resolved_field as field_of
from app.graphql.schema.common.node import Node
from app.graphql.schema.common.pages import Limit, Offset, window
from app.graphql.schema.common.payloads import SUCCESS, mutation_field, user_errors_field
from app.graphql.schema.common.scalars import Json
from app.graphql.schema.common.subscriptions import shown_rows, subscription_field
from app.graphql.schema.common.user_errors import MAX_ERRORS, UserError
from app.services import people, subscriptions
from app.services.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.services.people import SHOWN_ROWS, NewImport

REPORTS = "/imports/{id}/report.csv"
ImportId = Annotated[strawberry.ID, strawberry.argument(description="The import's id, `imp_…`.")]

CHARACTERS = 100
"""Characters of a previewed file that cost 1."""


@strawberry.type(name="ImportError", description="A row of a file that was refused.")
class RefusedRow:
    row: int = output_field("The line of the file where the row begins, from 1. The header has a line too.")
    message: str = output_field("Why the row was refused and how to correct it.")
    code: errors.Code = output_field("The kind of error, for programs.")

    @classmethod
    def of(cls, row: models.ImportRejection) -> Self:
        return cls(row=row.line, message=row.message, code=errors.Code(row.code))


@strawberry.type(description="The import of one file of leads, row after row in the background.")
class ImportJob(Node):
    stored: Private[models.ImportJob]
    id: strawberry.ID = output_field("The import's id, `imp_…`.")
    status: words.ImportJobStatus = output_field("The state of the import.")
    rows: int = output_field("How many rows the file has, without the header and empty lines. 0 while it is checked.")
    done: int = output_field("How many rows are dealt with: the sum of the four counts below.")
    created: int = output_field("How many rows created a lead.")
    updated: int = output_field("How many rows filled an empty field of an existing lead.")
    skipped: int = output_field("How many rows found an existing lead and filled no field.")
    refused: int = output_field(
        "How many rows were refused. With a sequence, also the rows whose lead was imported and may not be enrolled."
    )
    enrolled: int = output_field("How many enrollments the import began.")
    dry_run: bool = output_field("Whether the import only counts what it would do, and changes nothing.")
    failure: str | None = output_field("Why the import failed, or why it was paused by itself, and what to do.")
    created_at: datetime = output_field("When the import was started.")
    ended_at: datetime | None = output_field("When the import ended.")

    @classmethod
    def of(cls, row: models.ImportJob) -> Self:
        return cls(
            stored=row,
            id=strawberry.ID(ids.encode(ids.IMPORT, row.id)),
            status=row.status,
            rows=row.rows,
            done=row.done,
            created=row.created,
            updated=row.updated,
            skipped=row.skipped,
            refused=row.refused,
            enrolled=row.enrolled,
            dry_run=row.dry_run,
            failure=row.failure,
            created_at=row.created_at,
            ended_at=row.ended_at,
        )

    @field_of("The account that the leads belong to.")
    async def account(self, info: Info) -> Account:
        return Account.of(must_exist(await info.context.loaders.account.load(self.stored.account_id)))

    @field_of(
        "The refused rows in the order of the file. They are kept for a week after the import has ended.",
        most_items=MAX_LIMIT,
    )
    async def errors(self, info: Info, limit: Limit = DEFAULT_LIMIT, offset: Offset = 0) -> list[RefusedRow]:
        part = window(limit, offset)
        key = PartOf(self.stored.id, part.limit, part.offset)
        return [RefusedRow.of(row) for row in await info.context.loaders.refused_rows.load(key)]

    @field_of(
        "Where the refused rows are, as a CSV file with the line, the reason and the cells of each. Call it with your "
        "key. Null without refused rows, and a week after the import has ended."
    )
    def report_url(self, info: Info) -> str | None:
        address = info.context.deps.settings.base_url + REPORTS.format(id=self.id)
        return address if self.stored.has_report else None


@strawberry.type(description="The answer to a mutation of an import.")
class ImportJobPayload:
    success: bool = output_field(SUCCESS)
    job: ImportJob | None = output_field("The import after the mutation. Null if the mutation was refused.", None)
    user_errors: list[UserError] = user_errors_field()

    @classmethod
    def of(cls, row: models.ImportJob) -> Self:
        return cls(success=True, job=ImportJob.of(row))


@strawberry.input(description="A file of leads to import.")
class ImportInput:
    csv: str = required_input(
        "The file's text: a header, and a row for each lead, with any delimiter. Headers are understood in people's "
        "words; unknown columns go to `metadata`. Larger files go to `POST /imports`."
    )
    mapping: Json | None = optional_input(
        'The field of each header that is not understood, such as {"Handy": "phone"}. Null leaves a column out.'
    )
    sequence_id: strawberry.ID | None = optional_input("Enroll every lead of the file in this sequence, `seq_…`.")
    per_hour: int | None = optional_input("How many of the enrollments begin in each hour. Left out: all at once.")
    dry_run: bool = optional_input("Whether to count only what the import would do, and to change nothing.", False)

    def decoded(self, info: Info) -> NewImport:
        """The use case's value."""
        sequence = or_none(self.sequence_id)
        return NewImport(
            mapping=or_none(self.mapping),
            sequence_id=None if sequence is None else info.context.decode_id(ids.SEQUENCE, sequence),
            per_hour=or_none(self.per_hour),
            dry_run=self.dry_run,
        )


async def _once(text: str) -> AsyncIterator[bytes]:
    yield text.encode()


@strawberry.type(description="A column of a file of leads.")
class ImportColumn:
    header: str = output_field("Its header.")
    field: str | None = output_field(
        "The field of the lead that it fills, or `metadata`. Null: the mapping leaves the column out."
    )


@strawberry.type(description="A row of a file of leads, as it would be imported.")
class ImportRow:
    line: int = output_field("The line of the file where the row begins, from 1.")
    fields: Json = output_field("The fields of the lead, by their names, as they stand in the file.")
    metadata: Json = output_field("What would go to the lead's `metadata`.")
    problem: str | None = output_field("Why the row cannot be read. Null if it can.")


@strawberry.type(description="What a file would be read as. Nothing was imported or stored.")
class ImportPreview:
    columns: list[ImportColumn] = output_field(
        "The columns in their order. Empty if the preview was refused.", most_items=MAX_COLUMNS
    )
    rows: list[ImportRow] = output_field("The first rows below the header.", most_items=SHOWN_ROWS)
    fields: list[str] = output_field("What a column can be mapped to. A file needs a column for `phone`.")
    user_errors: list[UserError] = output_field(
        "Why the preview was refused. Empty if it was not.", most_items=MAX_ERRORS
    )

    @classmethod
    def of(cls, file: people.ReadFile) -> Self:
        return cls(
            columns=[ImportColumn(header=one.header, field=one.field) for one in file.columns],
            rows=[
                ImportRow(line=line, fields=Json(row.fields), metadata=Json(row.metadata), problem=row.problem)
                for line, row in file.rows
            ],
            fields=list(file.fields),
            user_errors=[],
        )


@strawberry.type
class ImportQueries:
    @field_of(
        "What a file of leads would be read as by `startImport`: its columns with their fields, and its first rows. "
        "The beginning of a file is enough. Nothing is imported or stored.",
        work=PerText("csv", CHARACTERS),
    )
    async def preview_import(
        self,
        info: Info,
        account_id: AccountId,
        csv: Annotated[str, strawberry.argument(description="The file's text, or its first lines.")],
        mapping: Annotated[
            Json | None, strawberry.argument(description="The field of each header, as in `ImportInput`.")
        ] = UNSET,
    ) -> ImportPreview:
        context = info.context
        account = context.decode_id(ids.ACCOUNT, account_id)
        try:
            return ImportPreview.of(await people.preview_import(context.partner_id, account, csv, or_none(mapping)))
        except errors.Refused as refused:
            return ImportPreview(columns=[], rows=[], fields=[], user_errors=UserError.all_of(refused))

    @field_of("The imports of the account, the newest first, without dry runs.")
    async def import_jobs_connection(
        self,
        info: Info,
        account_id: AccountId,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[ImportJob]:
        part = span(cursors.IMPORTS, first, after, last, before, selected_below(info))
        account = info.context.decode_id(ids.ACCOUNT, account_id)
        found = await people.find_imports(info.context.partner_id, account, part)
        return Connection.of(found, cursors.IMPORTS, ImportJob.of)

    @field_of("The import with this id, or null.")
    async def import_job(self, info: Info, id: ImportId) -> ImportJob | None:
        row = await people.find_import(info.context.partner_id, info.context.decode_id(ids.IMPORT, id))
        return ImportJob.of(row) if row else None


@strawberry.type
class ImportMutations:
    @mutation_field(
        ImportJobPayload,
        "Starts the import of a file of leads in the background, each row as `importLead` does. A refused row does not "
        "stop the other rows. While the same file is being imported in the same way, that import is answered.",
    )
    async def start_import(
        self,
        info: Info,
        account_id: AccountId,
        input: Annotated[ImportInput, strawberry.argument(description="The file, and what to do with it.")],
    ) -> ImportJobPayload:
        context, account, new = info.context, info.context.decode_id(ids.ACCOUNT, account_id), input.decoded(info)
        if new.sequence_id is not None:
            context.require(KeyScope.SEND)
        upload = await people.store_upload(context.deps, _once(input.csv))
        return ImportJobPayload.of(await people.start_import(context.deps, context.partner_id, account, new, upload))

    @mutation_field(
        ImportJobPayload,
        "Pauses an import after the rows that are being imported now. An import that has ended stays as it is.",
    )
    async def pause_import(self, info: Info, id: ImportId) -> ImportJobPayload:
        context, job = info.context, info.context.decode_id(ids.IMPORT, id)
        return ImportJobPayload.of(await people.pause_import(context.deps, context.partner_id, job))

    @mutation_field(ImportJobPayload, "Lets a paused import go on with its next row.")
    async def resume_import(self, info: Info, id: ImportId) -> ImportJobPayload:
        context, job = info.context, info.context.decode_id(ids.IMPORT, id)
        found = await people.find_import(context.partner_id, job)
        if found is not None and found.sequence_id is not None:
            context.require(KeyScope.SEND)
        return ImportJobPayload.of(await people.resume_import(context.deps, context.partner_id, job))


@strawberry.type
class ImportSubscriptions:
    @subscription_field(
        "The import as it is now, and again whenever rows of it are imported. The stream ends with the import."
    )
    def import_updated(self, info: Info, id: ImportId) -> AsyncGenerator[ImportJob, None]:
        context = info.context
        rows = subscriptions.import_updates(context.deps, context.partner_id, context.decode_id(ids.IMPORT, id))
        return shown_rows(info, rows, ImportJob.of)
