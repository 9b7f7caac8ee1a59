"""Keeping what other services have stated, and finding it again. One statement for each kind, however many payments."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.facts import kinds
from services.payout.facts.lines import LineKey, LineVersion, first_version
from services.payout.facts.objects import (
    ApplicationObject,
    CompletionObject,
    ConflictObject,
    DecisionObject,
    HouseholdObject,
    LineRenewalObject,
    MemberRole,
)
from services.payout.facts.tables import (
    AccountEntryRow,
    ApplicationRow,
    CompletionRow,
    ConflictRow,
    DecisionLineRow,
    DecisionRow,
    HouseholdMemberRow,
    HouseholdRepresentativeRow,
    HouseholdVersionRow,
    LineRenewalRow,
    LineVersionRow,
)
from services.payout.stops.tables import DecisionRevocationRow
from shared.canonical import digest
from shared.database import insert_into
from shared.handover.objects import read_object

_KEY = ("id", "version")
_KEYS: dict[str, tuple[Any, ...]] = {
    kinds.HOUSEHOLD: (HouseholdVersionRow, col(HouseholdVersionRow.household_id), col(HouseholdVersionRow.version)),
    kinds.APPLICATION: (ApplicationRow, col(ApplicationRow.id)),
    kinds.COMPLETION: (CompletionRow, col(CompletionRow.id)),
    kinds.ACCOUNT_ENTRY: (AccountEntryRow, col(AccountEntryRow.id)),
    kinds.DECISION: (DecisionRow, col(DecisionRow.id)),
    kinds.LINE_RENEWAL: (LineRenewalRow, col(LineRenewalRow.id)),
    kinds.CONFLICT: (ConflictRow, col(ConflictRow.id)),
    kinds.REVOCATION: (DecisionRevocationRow, col(DecisionRevocationRow.decision_id)),
}
_KNOWN = {
    kind: select(table.document).where(*(column == bindparam(name) for column, name in zip(key, _KEY, strict=False)))
    for kind, (table, *key) in _KEYS.items()
}
_DECISION = select(col(DecisionRow.document)).where(
    col(DecisionRow.id) == bindparam("id"), col(DecisionRow.municipality) == bindparam("municipality")
)
_TURN = 0x7061796F7574  # "payout": the one lock of that number
_TAKE_TURN = text("select pg_advisory_xact_lock(:turn)")


async def take_turn(connection: AsyncConnection) -> None:
    """Facts are taken in one at a time, until the transaction ends: two that come at once would each be weighed without
    the other, and the order would wait for ever."""
    await connection.execute(_TAKE_TURN, {"turn": _TURN})


async def digest_of(connection: AsyncConnection, kind: str, id_: UUID, version: int) -> str | None:
    """The digest of the object that is known under this id and version."""
    known = await connection.execute(_KNOWN[kind], {"id": id_, "version": version})
    found = known.scalar_one_or_none()
    return None if found is None else digest(found)


async def add_household(connection: AsyncConnection, said: HouseholdObject, stated: Mapping[str, Any]) -> None:
    """`stated`: the columns of `Stated` and entry_id. The same for the other kinds."""
    version = {"household_id": said.household_id, "version": said.version}
    await connection.execute(insert_into(HouseholdVersionRow), {**version, "protected": said.protected, **stated})
    members = [
        {**version, "person": member.person, "member_id": member.member_id, "adult": member.role != MemberRole.CHILD}
        for member in said.members
    ]
    await connection.execute(insert_into(HouseholdMemberRow), members)
    if said.representatives:
        representatives = [{**version, "person": person} for person in said.representatives]
        await connection.execute(insert_into(HouseholdRepresentativeRow), representatives)


async def add_conflict(connection: AsyncConnection, said: ConflictObject, stated: Mapping[str, Any]) -> None:
    row = {"id": said.conflict_id, "household_id": said.household_id, "person": said.person}
    await connection.execute(insert_into(ConflictRow), {**row, **stated})


async def add_application(connection: AsyncConnection, said: ApplicationObject, stated: Mapping[str, Any]) -> None:
    row = {
        "id": said.application_id,
        "case_number": said.case_number,
        "household_id": said.household_id,
        "household_version": said.household_version,
    }
    await connection.execute(insert_into(ApplicationRow), {**row, **stated})


async def add_completion(connection: AsyncConnection, said: CompletionObject, stated: Mapping[str, Any]) -> None:
    row = {
        "id": said.completion_id,
        "application_id": said.application_id,
        "household_id": said.household_id,
        "number": said.number,
    }
    await connection.execute(insert_into(CompletionRow), {**row, **stated})


async def add_decision(connection: AsyncConnection, said: DecisionObject, stated: Mapping[str, Any]) -> None:
    row = {
        "id": said.decision_id,
        "application_id": said.application_id,
        "case_number": said.case_number,
        "household_id": said.household_id,
        "household_version": said.household_version,
        "granted_ore": said.granted_ore,
    }
    await connection.execute(insert_into(DecisionRow), {**row, **stated})
    if said.lines:
        lines = [{"decision_id": said.decision_id, **line.model_dump()} for line in said.lines]
        await connection.execute(insert_into(DecisionLineRow), lines)
        for line in said.lines:
            await add_line_version(connection, first_version(said, line))


async def add_renewal(connection: AsyncConnection, said: LineRenewalObject, stated: Mapping[str, Any]) -> None:
    row = _without(said.model_dump(), "renewal_id", "case_number")
    await connection.execute(insert_into(LineRenewalRow), {"id": said.renewal_id, **row, **stated})


async def add_line_version(connection: AsyncConnection, used: LineVersion) -> None:
    """Its turn has come. The database refuses one that nobody stated, that pays something else than was decided, or
    that leaves a version out."""
    row = {
        "decision_id": used.key.decision_id,
        "line": used.key.line,
        "version": used.key.version,
        "household_version": used.household_version,
        "account_id": used.account_id,
        "account_version": used.account_version,
        "purpose": used.purpose,
        "amount_ore": used.amount_ore,
        "pay_on": used.pay_on,
    }
    await connection.execute(insert_into(LineVersionRow), row)


async def has_version(connection: AsyncConnection, key: LineKey) -> bool:
    """Whether this version's turn has come."""
    line = LineVersionRow
    same = (col(line.decision_id) == key.decision_id, col(line.line) == key.line, col(line.version) == key.version)
    return bool((await connection.execute(select(exists().where(*same)))).scalar_one())


async def renewal(connection: AsyncConnection, key: LineKey) -> LineRenewalObject | None:
    """The renewal that states this version, whether its turn has come or not."""
    row = LineRenewalRow
    same = (col(row.decision_id) == key.decision_id, col(row.line) == key.line, col(row.number) == key.version)
    found = (await connection.execute(select(col(row.document)).where(*same))).scalar_one_or_none()
    return None if found is None else read_object(LineRenewalObject, found)


async def decision(connection: AsyncConnection, id_: UUID, municipality: str) -> DecisionObject | None:
    found = (await connection.execute(_DECISION, {"id": id_, "municipality": municipality})).scalar_one_or_none()
    return None if found is None else read_object(DecisionObject, found)


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


async def was_ever_near(
    connection: AsyncConnection, household_ids: Collection[UUID], person_keys: Collection[str]
) -> bool:
    """C2: whether the person is or was a member, representative or account holder of one of these, in any version that
    is known."""
    query = select(
        or_(
            *(
                exists().where(col(table.household_id).in_(household_ids), column.in_(person_keys))
                for table, column in (
                    (HouseholdMemberRow, col(HouseholdMemberRow.person)),
                    (HouseholdRepresentativeRow, col(HouseholdRepresentativeRow.person)),
                    (AccountEntryRow, col(AccountEntryRow.holder)),
                )
            )
        )
    )
    return bool((await connection.execute(query)).scalar_one())


async def has_conflict(
    connection: AsyncConnection, household_ids: Collection[UUID], person_keys: Collection[str]
) -> bool:
    """C2: whether the person has declared a conflict of interest with one of these households."""
    conflict = ConflictRow
    declared = exists().where(col(conflict.household_id).in_(household_ids), col(conflict.person).in_(person_keys))
    return bool((await connection.execute(select(declared))).scalar_one())
