"""Files: `POST /imports` takes a file of leads as its body, and its report is a file too."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.domain import ids
from app.domain.calendar import moments
from app.domain.vocabulary import KeyScope
from app.errors import not_found
from app.http import BadRequest, cors, idempotency_key
from app.models import ImportJob
from app.rest import answers, errors
from app.rest.answers import Answer
from app.rest.calls import Call
from app.rest.idempotency import answered_once
from app.rest.operations import Operation
from app.rest.routes import Endpoint
from app.services import people
from app.services.people import MAX_UPLOAD_BYTES, NewImport, TooLarge, Upload

UPLOAD, REPORT = "/imports", "/imports/{id}/report.csv"
_HOW = "Send the file itself as the body, such as: curl --data-binary @leads.csv -H 'Content-Type: text/csv'."


def _either(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class UploadQuery(BaseModel):
    """What is done with the file; the names are those of GraphQL's `startImport`."""

    model_config = ConfigDict(extra="forbid")

    account: str = Field(validation_alias=_either("accountId", "account"))
    sequence: str | None = Field(default=None, validation_alias=_either("sequenceId", "sequence"))
    per_hour: int | None = Field(default=None, validation_alias=_either("perHour", "per_hour"))
    dry_run: bool = Field(default=False, validation_alias=_either("dryRun", "dry_run"))
    mapping: Any = None

    @field_validator("mapping")
    @classmethod
    def _is_json(cls, text: Any) -> Any:
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            raise ValueError('Write a JSON object, such as {"Handy": "phone"}.') from None


class ImportAnswer(Answer):
    """An import, with the names of GraphQL's `ImportJob`."""

    id: str
    status: str
    rows: int
    done: int
    created: int
    updated: int
    skipped: int
    refused: int
    enrolled: int
    createdAt: str


def _shown(job: ImportJob) -> Response:
    return answers.answer(
        ImportAnswer(
            id=ids.encode(ids.IMPORT, job.id),
            status=job.status.value,
            rows=job.rows,
            done=job.done,
            created=job.created,
            updated=job.updated,
            skipped=job.skipped,
            refused=job.refused,
            enrolled=job.enrolled,
            createdAt=moments.rfc3339(job.created_at),
        ),
        202,
    )


async def _upload(call: Call) -> Response:
    query = UploadQuery.model_validate(dict(call.request.query_params))
    account = ids.decode(ids.ACCOUNT, query.account)
    if account is None or not call.holder.may_use(account):
        raise not_found("account")
    if query.sequence is not None and not call.may(KeyScope.SEND):
        return errors.forbidden(KeyScope.SEND)
    new = NewImport(
        mapping=query.mapping,
        sequence_id=None if query.sequence is None else ids.decode(ids.SEQUENCE, query.sequence) or UUID(int=0),
        per_hour=query.per_hour,
        dry_run=query.dry_run,
    )
    await people.check_import(call.partner_id, account, new)
    upload = await _stored(call)

    started = False

    async def start(call: Call) -> Response:
        nonlocal started
        started = True  # from here on the use case deletes an upload that no import has
        return _shown(await people.start_import(call.deps, call.partner_id, account, new, upload))

    if (key := idempotency_key(call.request)) is None:
        return await start(call)
    try:
        return await answered_once(replace(call, body=[upload.digest, query.model_dump(mode="json")]), key, start)
    finally:
        if not started:
            await people.forget_upload(upload.id)


async def _stored(call: Call) -> Upload:
    """Stores the body. Raises `BadRequest` for a body that is no plain file or that is too large."""
    headers = call.request.headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.startswith("multipart/") or headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise BadRequest(_HOW, 415)
    length, too_large = headers.get("content-length", ""), f"The file is larger than {MAX_UPLOAD_BYTES:,} bytes."
    if length.isdecimal() and int(length) > MAX_UPLOAD_BYTES:
        raise BadRequest(too_large, 413)
    try:
        return await people.store_upload(call.deps, call.request.stream())
    except TooLarge:
        raise BadRequest(too_large, 413) from None


async def _report(call: Call) -> Response:
    key = ids.decode(ids.IMPORT, call.request.path_params["id"])
    job = await people.find_import(call.partner_id, key) if key else None
    if job is None or not job.has_report or not call.holder.may_use(job.account_id):
        raise not_found("report")
    name = f"{ids.encode(ids.IMPORT, job.id)}.refused.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(_encoded(job), 200, headers, "text/csv")


async def _encoded(job: ImportJob) -> AsyncIterator[bytes]:
    async for part in people.import_report(job):
        yield part.encode()


class FileEndpoint(Endpoint):
    """An endpoint whose handler reads the body itself."""

    async def body(self, request: Request, partner_id: UUID, held: AsyncExitStack) -> None:
        return None

    def is_answered_once(self, request: Request) -> bool:
        return False


def routes(origins: Sequence[str] = ()) -> list[Route]:
    """The addresses of files, for an application whose lifespan yields `deps`. `origins`: pages that may use them."""
    upload = Operation(
        name="importFile",
        summary="Import a file of leads in the background",
        method="POST",
        path=UPLOAD,
        handler=_upload,
        answer=ImportAnswer,
        status=202,
        bulk_imports=1,
    )
    report = Operation(
        name="importReport",
        summary="The refused rows of an import",
        method="GET",
        path=REPORT,
        handler=_report,
        answer=ImportAnswer,
        scope=KeyScope.READ,
    )
    return [
        Route(one.path, FileEndpoint({one.method: one}), middleware=cors(origins, one.method))
        for one in (upload, report)
    ]
