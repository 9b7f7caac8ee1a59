"""Account entries with their sealed boxes, and what was found when they were compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.accounts.tables import AccountComparisonRow
from services.payout.facts.objects import AccountEntryObject
from services.payout.facts.tables import AccountEntryRow
from shared.database import insert_into
from shared.handover.objects import read_object


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """One entry as it was stated. `compared`: what was found is already told."""

    said: AccountEntryObject
    hands: frozenset[str]
    sealed: bytes = field(repr=False)
    compared: bool


async def add_entry(
    connection: AsyncConnection, said: AccountEntryObject, sealed: bytes, stated: Mapping[str, Any]
) -> None:
    row = {
        "id": said.entry_id,
        "account_id": said.account_id,
        "account_version": said.account_version,
        "number": said.number,
        "household_id": said.household_id,
        "holder_member_id": said.holder_member_id,
        "holder": said.holder,
        "sealed": sealed,
    }
    await connection.execute(insert_into(AccountEntryRow), {**row, **stated})


async def entries(connection: AsyncConnection, account_id: UUID, version: int) -> list[KnownEntry]:
    """The entries of one account version, in the order of their numbers."""
    entry, comparison = AccountEntryRow, AccountComparisonRow
    query = (
        select(
            col(entry.document),
            col(entry.hands),
            col(entry.sealed),
            col(comparison.account_entry_id).isnot(None).label("compared"),
        )
        .outerjoin(comparison, col(comparison.account_entry_id) == entry.id)
        .where(col(entry.account_id) == account_id, col(entry.account_version) == version)
        .order_by(col(entry.number))
    )
    rows = (await connection.execute(query)).all()
    return [
        KnownEntry(read_object(AccountEntryObject, row.document), frozenset(row.hands), row.sealed, row.compared)
        for row in rows
    ]


async def add_comparison(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(AccountComparisonRow), dict(row))
