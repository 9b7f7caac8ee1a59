"""Keeping what other services have stated, and finding it again. One statement for each kind, however many payments."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.facts.evidence import ACCOUNT_ENTRY, APPLICATION, DECISION, HOUSEHOLD, Evidence
from services.payout.facts.objects import ApplicationObject, DecisionObject, HouseholdObject, MemberRole
from services.payout.facts.tables import (
    AccountEntryRow,
    ApplicationRow,
    DecisionLineRow,
    DecisionRow,
    HouseholdMemberRow,
    HouseholdVersionRow,
)
from shared.canonical import digest

_KEYS: dict[str, tuple[Any, ...]] = {
    HOUSEHOLD: (HouseholdVersionRow, col(HouseholdVersionRow.household_id), col(HouseholdVersionRow.version)),
    APPLICATION: (ApplicationRow, col(ApplicationRow.id)),
    ACCOUNT_ENTRY: (AccountEntryRow, col(AccountEntryRow.id)),
    DECISION: (DecisionRow, col(DecisionRow.id)),
}
_TURN = 0x7061796F7574  # "payout": the one lock of that number


async def take_turn(connection: AsyncConnection) -> None:
    """Facts are taken in one at a time, until the transaction ends: two that come at once would each be weighed without
    the other, and the order would wait for ever."""
    await connection.execute(text("select pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


async def digest_of(connection: AsyncConnection, kind: str, id_: UUID, version: int) -> str | None:
    """The digest of the object that is known under this id and version."""
    table, *key = _KEYS[kind]
    same = [column == value for column, value in zip(key, (id_, version), strict=False)]
    found = (await connection.execute(select(table.document).where(*same))).scalar_one_or_none()
    return None if found is None else digest(found)


async def add_household(connection: AsyncConnection, said: HouseholdObject, stated: Mapping[str, Any]) -> None:
    """`stated`: the columns of `Stated` and entry_id. The same for the other kinds."""
    version = {"household_id": said.household_id, "version": said.version}
    await connection.execute(insert(HouseholdVersionRow).values({**version, "protected": said.protected, **stated}))
    members = [
        {**version, "person": member.person, "member_id": member.member_id, "adult": member.role != MemberRole.CHILD}
        for member in said.members
    ]
    await connection.execute(insert(HouseholdMemberRow), members)


async def add_application(connection: AsyncConnection, said: ApplicationObject, stated: Mapping[str, Any]) -> None:
    row = {
        "id": said.application_id,
        "case_number": said.case_number,
        "household_id": said.household_id,
        "household_version": said.household_version,
    }
    await connection.execute(insert(ApplicationRow).values({**row, **stated}))


async def add_decision(connection: AsyncConnection, said: DecisionObject, stated: Mapping[str, Any]) -> None:
    row = {
        "id": said.decision_id,
        "application_id": said.application_id,
        "case_number": said.case_number,
        "household_id": said.household_id,
        "household_version": said.household_version,
        "granted_ore": said.granted_ore,
    }
    await connection.execute(insert(DecisionRow).values({**row, **stated}))
    if said.lines:
        lines = [{"decision_id": said.decision_id, **line.model_dump()} for line in said.lines]
        await connection.execute(insert(DecisionLineRow), lines)


async def was_ever_member(connection: AsyncConnection, household_id: UUID, person_keys: Collection[str]) -> bool:
    """C2: whether the person is or was a member, in any version that is known."""
    member = HouseholdMemberRow
    query = select(col(member.person)).where(
        col(member.household_id) == household_id, col(member.person).in_(person_keys)
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def household_versions(
    connection: AsyncConnection, ids: Collection[UUID], municipality: str
) -> dict[UUID, tuple[Evidence, ...]]:
    """All known versions of these households, the oldest first."""
    query = select(HouseholdVersionRow).where(
        col(HouseholdVersionRow.household_id).in_(ids), col(HouseholdVersionRow.municipality) == municipality
    )
    rows = await _all(
        connection, query.order_by(col(HouseholdVersionRow.household_id), col(HouseholdVersionRow.version))
    )
    found = [(row.household_id, _evidence(HOUSEHOLD, row.household_id, row.version, row)) for row in rows]
    return _grouped(found)


async def account_entries(
    connection: AsyncConnection, ids: Collection[UUID], municipality: str
) -> dict[UUID, tuple[Evidence, ...]]:
    """All entries of all versions of these accounts, by account."""
    query = select(AccountEntryRow).where(
        col(AccountEntryRow.account_id).in_(ids), col(AccountEntryRow.municipality) == municipality
    )
    rows = await _all(connection, query.order_by(col(AccountEntryRow.account_id)))
    return _grouped([(row.account_id, _evidence(ACCOUNT_ENTRY, row.id, 1, row, row.sealed)) for row in rows])


async def applications(connection: AsyncConnection, ids: Collection[UUID], municipality: str) -> dict[UUID, Evidence]:
    query = select(ApplicationRow).where(
        col(ApplicationRow.id).in_(ids), col(ApplicationRow.municipality) == municipality
    )
    return {row.id: _evidence(APPLICATION, row.id, 1, row) for row in await _all(connection, query)}


async def decisions(connection: AsyncConnection, ids: Collection[UUID], municipality: str) -> dict[UUID, Evidence]:
    query = select(DecisionRow).where(col(DecisionRow.id).in_(ids), col(DecisionRow.municipality) == municipality)
    return {row.id: _evidence(DECISION, row.id, 1, row) for row in await _all(connection, query)}


async def _all(connection: AsyncConnection, query: Any) -> Sequence[Row[Any]]:
    return (await connection.execute(query)).all()


def _evidence(kind: str, id_: UUID, version: int, row: Row[Any], sealed: bytes | None = None) -> Evidence:
    return Evidence(kind, id_, version, row.act, frozenset(row.hands), row.document, row.statement, sealed)


def _grouped(found: Iterable[tuple[UUID, Evidence]]) -> dict[UUID, tuple[Evidence, ...]]:
    return {key: tuple(item for _, item in some) for key, some in groupby(found, key=lambda pair: pair[0])}
