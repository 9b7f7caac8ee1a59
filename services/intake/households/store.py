"""Reading and adding households. Every query is one statement, whatever the number of members."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.intake.conflicts.tables import ConflictRow
from services.intake.households.rules import Household, Kind, Member, MemberRole
from services.intake.households.tables import HouseholdRow, HouseholdVersionRow, MemberRow, RepresentativeRow
from shared.database import insert_into
from shared.person_numbers.changes import SamePersons


@dataclass(frozen=True, slots=True)
class Known:
    """A household as it is now, with what only intake may know: names and numbers by member id. `ever_members` and
    `ever_representatives` are the person keys of all who are or were one, in any version, `conflicts` those of who has
    a conflict of interest (C2)."""

    household: Household
    municipality: str
    ever_members: frozenset[str]
    ever_representatives: frozenset[str]
    conflicts: frozenset[str]
    names: Mapping[UUID, str]
    personal_numbers: Mapping[UUID, str]

    def by_person(self, same: SamePersons) -> "Known":
        """The same, with each person by their first key: rows may be from before a number change (C16)."""
        members = tuple(replace(member, person=same.first(member.person)) for member in self.household.members)
        return replace(
            self,
            household=replace(self.household, members=members),
            ever_members=same.each(self.ever_members),
            ever_representatives=same.each(self.ever_representatives),
            conflicts=same.each(self.conflicts),
        )


async def add_household(connection: AsyncConnection, household_id: UUID, municipality: str, entry_id: UUID) -> None:
    row = {"id": household_id, "municipality": municipality, "entry_id": entry_id}
    await connection.execute(insert_into(HouseholdRow), row)


async def add_version(
    connection: AsyncConnection,
    household: Household,
    names: Mapping[UUID, str],
    numbers: Mapping[UUID, str],
    stored: Mapping[str, Any],
) -> None:
    """`stored`: registered_by, registered_at, document, statement, entry_id. Members are added in the order of their
    keys, so that two households with the same persons do not wait for each other for ever."""
    version = {"household_id": household.id, "version": household.version}
    row = {**version, "kind": household.kind.value, "protected": household.protected, **stored}
    await connection.execute(insert_into(HouseholdVersionRow), row)
    rows = [
        {
            **version,
            "id": member.id,
            "person": member.person,
            "personal_number": numbers[member.id],
            "name": names[member.id],
            "birth_date": member.birth_date,
            "role": member.role.value,
        }
        for member in sorted(household.members, key=lambda member: member.person)
    ]
    await connection.execute(insert_into(MemberRow), rows)


async def add_representatives(
    connection: AsyncConnection, household: Household, rows: Sequence[Mapping[str, str]]
) -> None:
    """`rows`: person, personal_number, name."""
    version = {"household_id": household.id, "version": household.version}
    if rows:
        await connection.execute(insert_into(RepresentativeRow), [{**version, **row} for row in rows])


async def representatives(connection: AsyncConnection, household: Household) -> list[str]:
    """Their names, in this version."""
    row = RepresentativeRow
    found = await connection.execute(
        select(col(row.name))
        .where(col(row.household_id) == household.id, col(row.version) == household.version)
        .order_by(col(row.name))
    )
    return list(found.scalars())


async def find(connection: AsyncConnection, household_id: UUID, municipality: str) -> Known | None:
    """The household's newest version, if it is this municipality's."""
    found = await connection.execute(_FIND, {"household": household_id, "municipality": municipality})
    rows = list(found.all())
    return _known(rows, municipality) if rows else None


def _find() -> Select[Any]:
    """Put together once: that takes longer than the database does for it."""
    household_id: BindParameter[UUID] = bindparam("household")
    version, member = HouseholdVersionRow, MemberRow
    newest = (
        select(version)
        .where(col(version.household_id) == household_id)
        .order_by(col(version.version).desc())
        .limit(1)
        .subquery()
    )
    ever = [
        func.array(select(col(row.person)).where(col(row.household_id) == household_id).scalar_subquery()).label(name)
        for row, name in ((member, "ever_members"), (RepresentativeRow, "ever_speaking"), (ConflictRow, "conflicts"))
    ]
    of_newest = (col(member.household_id) == newest.c.household_id) & (col(member.version) == newest.c.version)
    return (
        select(newest.c.kind, newest.c.protected, *ever, member)
        .join(member, of_newest)
        .join(HouseholdRow, col(HouseholdRow.id) == newest.c.household_id)
        .where(col(HouseholdRow.municipality) == bindparam("municipality"))
        .order_by(col(member.birth_date), col(member.id))
    )


_FIND = _find()


async def of_persons(connection: AsyncConnection, person_keys: Collection[str], municipality: str) -> list[UUID]:
    """The households where one of these is an adult member in the newest version."""
    ever_in = select(col(MemberRow.household_id)).where(col(MemberRow.person).in_(person_keys))
    newest = (
        select(col(HouseholdVersionRow.household_id), func.max(HouseholdVersionRow.version).label("version"))
        .where(col(HouseholdVersionRow.household_id).in_(ever_in))
        .group_by(col(HouseholdVersionRow.household_id))
        .subquery()
    )
    found = await connection.execute(
        select(col(HouseholdRow.id))
        .join(newest, newest.c.household_id == HouseholdRow.id)
        .join(
            MemberRow, (col(MemberRow.household_id) == newest.c.household_id) & (MemberRow.version == newest.c.version)
        )
        .where(
            col(HouseholdRow.municipality) == municipality,
            col(MemberRow.person).in_(person_keys),
            col(MemberRow.role) != MemberRole.CHILD.value,
        )
        .distinct()
        .order_by(col(HouseholdRow.id))
    )
    return list(found.scalars())


def _known(rows: Sequence[Any], municipality: str) -> Known:
    first = rows[0]
    members = tuple(Member(row.id, row.person, row.birth_date, MemberRole(row.role)) for row in rows)
    household = Household(first.household_id, first.version, Kind(first.kind), first.protected, members)
    return Known(
        household,
        municipality,
        ever_members=frozenset(first.ever_members),
        ever_representatives=frozenset(first.ever_speaking),
        conflicts=frozenset(first.conflicts),
        names={row.id: row.name for row in rows},
        personal_numbers={row.id: row.personal_number for row in rows},
    )


def version_row(
    registered_by: str, at: datetime, document: Mapping[str, Any], statement: str, entry_id: UUID
) -> dict[str, Any]:
    return {
        "registered_by": registered_by,
        "registered_at": at,
        "document": dict(document),
        "statement": statement,
        "entry_id": entry_id,
    }
