"""Reading and adding accounts. Every query is one statement, whatever the number of entries."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.intake.accounts.rules import AccountStatus, AccountVersion, EnteredAs
from services.intake.accounts.tables import AccountComparedRow, AccountEntryRow, AccountRow
from services.intake.households.tables import HouseholdRow
from shared.database import insert_into
from shared.paging import Page


async def add_account(connection: AsyncConnection, account: AccountVersion, entry_id: UUID) -> None:
    row = {
        "id": account.account_id,
        "household_id": account.household_id,
        "holder_member_id": account.holder_member_id,
        "entry_id": entry_id,
    }
    await connection.execute(insert_into(AccountRow), row)


async def add_entry(connection: AsyncConnection, account: AccountVersion, row: dict[str, Any]) -> None:
    """`row`: all columns but the account's."""
    of_account = {"account_id": account.account_id, "version": account.version}
    await connection.execute(insert_into(AccountEntryRow), {**of_account, **row})


async def add_comparison(connection: AsyncConnection, row: dict[str, Any]) -> None:
    await connection.execute(insert_into(AccountComparedRow), row)


async def find(connection: AsyncConnection, account_id: UUID, municipality: str) -> AccountVersion | None:
    """The account's newest version, if it is this municipality's."""
    found = await connection.execute(_newest(municipality, col(AccountRow.id) == account_id))
    row = found.one_or_none()
    return None if row is None else _account(row)


async def of_household(
    connection: AsyncConnection, household_id: UUID, municipality: str, page: Page
) -> list[AccountVersion]:
    """The newest version of each account of the household, the oldest account first; one more than the page shows."""
    accounts = _newest(municipality, col(AccountRow.household_id) == household_id).order_by(col(AccountRow.id))
    found = await connection.execute(accounts.limit(page.fetched).offset(page.offset))
    return _accounts(found.all())


async def household_of(connection: AsyncConnection, account_id: UUID, version: int, municipality: str) -> UUID | None:
    """Whose account this version is; None where there is none such in the municipality."""
    found = await connection.execute(
        select(col(AccountRow.household_id))
        .join(AccountEntryRow, col(AccountEntryRow.account_id) == AccountRow.id)
        .join(HouseholdRow, col(HouseholdRow.id) == AccountRow.household_id)
        .where(
            col(AccountEntryRow.account_id) == account_id,
            col(AccountEntryRow.version) == version,
            col(HouseholdRow.municipality) == municipality,
        )
        .limit(1)
    )
    return found.scalar_one_or_none()


def _newest(municipality: str, which: ColumnElement[bool]) -> Select[Any]:
    entry = AccountEntryRow
    newest = (
        select(func.max(entry.version))
        .where(col(entry.account_id) == AccountRow.id)
        .correlate(AccountRow)
        .scalar_subquery()
    )
    reported = (
        select(col(AccountComparedRow.status))
        .where(col(AccountComparedRow.account_id) == AccountRow.id, col(AccountComparedRow.version) == newest)
        .correlate(AccountRow)
        .scalar_subquery()
    )
    return (
        select(
            col(AccountRow.id),
            col(AccountRow.household_id),
            col(AccountRow.holder_member_id),
            col(entry.version),
            func.array_agg(entry.entered_by).label("entered_by"),
            func.bool_or(col(entry.entered_as) == EnteredAs.MEMBER.value).label("member_has_entered"),
            func.array(reported).label("reported"),
        )
        .join(HouseholdRow, col(HouseholdRow.id) == AccountRow.household_id)
        .join(entry, (col(entry.account_id) == AccountRow.id) & (col(entry.version) == newest))
        .where(which, col(HouseholdRow.municipality) == municipality)
        .group_by(col(AccountRow.id), col(entry.version))
    )


def _accounts(rows: Sequence[Row[Any]]) -> list[AccountVersion]:
    return [_account(row) for row in rows]


def _account(row: Row[Any]) -> AccountVersion:
    return AccountVersion(
        row.id,
        row.household_id,
        row.holder_member_id,
        row.version,
        frozenset(row.entered_by),
        row.member_has_entered,
        frozenset(AccountStatus(status) for status in row.reported),
    )
