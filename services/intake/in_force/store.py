"""What intake holds of the things that payout asks about: one statement for each kind, whatever their number."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Row, Select, Uuid, any_, bindparam, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from services.intake.accounts.tables import AccountEntryRow, AccountRow
from services.intake.applications.tables import ApplicationRow
from services.intake.households.tables import HouseholdRow, HouseholdVersionRow
from services.intake.in_force.rules import ItemType, Known
from services.intake.withdrawals.tables import ApplicationWithdrawnRow
from shared.canonical import digest

Ids = Sequence[UUID]


async def known_items(connection: AsyncConnection, ids: Mapping[ItemType, Ids]) -> dict[tuple[str, str], Known]:
    """By type and id. What intake does not hold is not among them."""
    rows: list[tuple[ItemType, Row[Any]]] = []
    for kind, query in QUERIES.items():
        if ids.get(kind):
            rows += [(kind, row) for row in await connection.execute(query(ids[kind]))]
    return await asyncio.to_thread(_known, rows)  # a digest each: seconds of work for all payments of a large city


def _known(rows: Sequence[tuple[ItemType, Row[Any]]]) -> dict[tuple[str, str], Known]:
    return {
        (kind.value, str(row.id)): Known(
            row.municipality, row.version, digest(row.document), row.superseded, row.withdrawn
        )
        for kind, row in rows
    }


def _households(ids: Ids) -> Select[Any]:
    """Their newest versions."""
    version, other = HouseholdVersionRow, aliased(HouseholdVersionRow)
    newest = select(func.max(other.version)).where(col(other.household_id) == HouseholdRow.id).scalar_subquery()
    return (
        select(
            col(HouseholdRow.id),
            col(HouseholdRow.municipality),
            col(version.version),
            col(version.document),
            literal(False).label("superseded"),
            literal(False).label("withdrawn"),
        )
        .join(version, (col(version.household_id) == HouseholdRow.id) & (col(version.version) == newest))
        .where(_among(col(HouseholdRow.id), ids))
    )


def _account_entries(ids: Ids) -> Select[Any]:
    entry, other = AccountEntryRow, aliased(AccountEntryRow)
    last = select(func.max(other.version)).where(col(other.account_id) == entry.account_id).scalar_subquery()
    return (
        select(
            col(entry.id),
            col(HouseholdRow.municipality),
            literal(1).label("version"),
            col(entry.document),
            (col(entry.version) < last).label("superseded"),
            literal(False).label("withdrawn"),
        )
        .join(AccountRow, col(AccountRow.id) == entry.account_id)
        .join(HouseholdRow, col(HouseholdRow.id) == AccountRow.household_id)
        .where(_among(col(entry.id), ids))
    )


def _applications(ids: Ids) -> Select[Any]:
    application = ApplicationRow
    return select(
        col(application.id),
        col(application.municipality),
        literal(1).label("version"),
        col(application.document),
        literal(False).label("superseded"),
        exists().where(col(ApplicationWithdrawnRow.application_id) == application.id).label("withdrawn"),
    ).where(_among(col(application.id), ids))


QUERIES: dict[ItemType, Callable[[Ids], Select[Any]]] = {
    ItemType.HOUSEHOLD: _households,
    ItemType.ACCOUNT_ENTRY: _account_entries,
    ItemType.APPLICATION: _applications,
}


def _among(column: Mapped[UUID], ids: Ids) -> ColumnElement[bool]:
    """One parameter, since a statement takes at most 32 767."""
    return column == any_(bindparam(None, list(ids), type_=ARRAY(Uuid)))
