"""Reading and adding what was asked for and completed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.intake.applications.tables import ApplicationRow
from services.intake.completions.rules import Request, Waiting
from services.intake.completions.tables import CompletionLapsedRow, CompletionRequestRow, CompletionRow
from shared.database import insert_into

C, R = CompletionRow, CompletionRequestRow
_LOCK = text("select pg_advisory_xact_lock(hashtextextended(cast(:application as text), 0))")


@dataclass(frozen=True, slots=True)
class Declared:
    """One version of what is declared. `received_at` and `channel` are the completion's; öre in `incomes`, `costs`."""

    number: int
    request_id: UUID | None
    channel: str
    received_at: datetime
    text: str | None
    incomes: list[dict[str, Any]]
    costs: list[dict[str, Any]]


def is_answered() -> ColumnElement[bool]:
    """Of a request."""
    return exists().where(col(C.request_id) == R.request_id)


def is_lapsed() -> ColumnElement[bool]:
    return exists().where(col(CompletionLapsedRow.request_id) == R.request_id)


def waits_for_applicant() -> ColumnElement[bool]:
    """Of an application: something was asked for, and neither has an answer come nor the day passed."""
    return exists().where(col(R.application_id) == ApplicationRow.id, ~is_answered(), ~is_lapsed())


async def lock(connection: AsyncConnection, application_id: UUID) -> None:
    """Completions are numbered one after the other."""
    await connection.execute(_LOCK, {"application": str(application_id)})


async def requests_of(connection: AsyncConnection, application_id: UUID) -> list[Request]:
    """The latest first."""
    waiting = case(
        (is_answered(), Waiting.ANSWERED.value), (is_lapsed(), Waiting.LAPSED.value), else_=Waiting.OPEN.value
    )
    columns = (R.request_id, R.missing, R.text, R.respond_by, R.asked_at)
    found = await connection.execute(
        select(*map(col, columns), waiting.label("waiting"))
        .where(col(R.application_id) == application_id)
        .order_by(col(R.asked_at).desc(), col(R.request_id).desc())
    )
    return [
        Request(row.request_id, tuple(row.missing), row.text, row.respond_by, row.asked_at, Waiting(row.waiting))
        for row in found
    ]


async def versions_of(connection: AsyncConnection, application_id: UUID) -> list[Declared]:
    """Each version after the first, the newest first."""
    columns = (C.number, C.request_id, C.channel, C.received_at, C.text, C.incomes, C.costs)
    found = await connection.execute(
        select(*map(col, columns)).where(col(C.application_id) == application_id).order_by(col(C.number).desc())
    )
    return [Declared(*row) for row in found]


async def add(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(C), dict(row))


async def add_request(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(R), dict(row))


async def add_lapse(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(CompletionLapsedRow), dict(row))
