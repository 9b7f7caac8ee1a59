"""Reading and adding applications. A page of them, with how far each has come, is one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Insert,
    Row,
    Select,
    String,
    Uuid,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.intake.applications.rules import (
    Channel,
    Ending,
    Facts,
    Kind,
    Payment,
    Status,
    status_of,
)
from services.intake.applications.tables import (
    ApplicationRow,
    DecisionMadeRow,
    DecisionRevokedRow,
    DecisionUndoneRow,
    PaymentEndedRow,
    SignatureRow,
    VerifiedRow,
    case_number,
    standing_decision,
)
from services.intake.completions.store import waits_for_applicant
from services.intake.evidence.tables import QuestionRow
from services.intake.households.rules import Household, Member, MemberRole
from services.intake.households.tables import MemberRow
from services.intake.withdrawals.store import is_withdrawn
from shared.database import among, insert_into
from shared.months import Month
from shared.person_numbers.changes import SamePersons

A, M, STANDING = ApplicationRow, MemberRow, standing_decision.c
GRANTING = ("granted", "partlyGranted")
_ADULT = col(M.role) != MemberRole.CHILD.value


@dataclass(frozen=True, slots=True)
class Application:
    """`adults` are the members' ids and person keys: the adults of the household version that it is about. `signed` are
    the ids of those who have signed."""

    id: UUID
    case_number: str
    household_id: UUID
    household_version: int
    kind: Kind
    month: Month
    channel: Channel
    received_at: datetime
    adults: Mapping[UUID, str]
    signed: frozenset[UUID]
    facts: Facts

    @property
    def status(self) -> Status:
        return status_of(self.facts)

    def signed_by(self, member_id: UUID) -> "Application":
        """The same application, with one more signature."""
        signed = self.signed | {member_id}
        return replace(self, signed=signed, facts=replace(self.facts, everybody_signed=self.adults.keys() <= signed))

    def answered(self) -> "Application":
        """The same application, where the applicant has answered what they were asked for."""
        return replace(self, facts=replace(self.facts, waits_for_applicant=False))

    def ended(self) -> "Application":
        """The same application, which everybody who signed has withdrawn."""
        return replace(self, facts=replace(self.facts, withdrawn=True))


async def before_arrival(
    connection: AsyncConnection, household: Household, kind: Kind, month: Month
) -> tuple[int, int]:
    """(A new case number, how many applications of the household, kind and month have ended), for one that arrives."""
    alike = {"household": household.id, "kind": kind.value, "month": str(month)}
    number, ended = (await connection.execute(_BEFORE, alike)).one()
    return number, ended


async def granted_months(
    connection: AsyncConnection, municipality: str, household: Household, *, same: SamePersons
) -> tuple[Month, ...]:
    """The months of new applications that were granted to an adult of the household as it is now."""
    adults = [key for adult in household.adults() for key in same.all_of(adult.person)]
    found = await connection.execute(_GRANTED, {"municipality": municipality, "persons": adults})
    return tuple(map(Month.parse, found.scalars()))


async def add(connection: AsyncConnection, row: dict[str, Any], signers: Sequence[Member]) -> None:
    """The application and who has signed it as it arrived, in one statement."""
    signed = {"members": [signer.id for signer in signers], "persons": [signer.person for signer in signers]}
    await connection.execute(_ADD, {**row, **signed})


async def add_signature(connection: AsyncConnection, row: dict[str, Any]) -> None:
    await connection.execute(insert_into(SignatureRow), row)


async def add_verified(connection: AsyncConnection, row: dict[str, Any]) -> None:
    await connection.execute(insert_into(VerifiedRow), row)


async def add_decision(connection: AsyncConnection, row: dict[str, Any]) -> None:
    await connection.execute(insert_into(DecisionMadeRow), row)


async def add_revocation(connection: AsyncConnection, row: dict[str, Any]) -> None:
    await connection.execute(insert_into(DecisionRevokedRow), row)


async def add_undone(connection: AsyncConnection, row: dict[str, Any]) -> None:
    await connection.execute(insert_into(DecisionUndoneRow), row)


async def add_payment_end(connection: AsyncConnection, row: dict[str, Any]) -> None:
    await connection.execute(insert_into(PaymentEndedRow), row)


async def find(connection: AsyncConnection, application_id: UUID, municipality: str) -> Application | None:
    found = await connection.execute(_FIND, {"id": application_id, "municipality": municipality})
    row = found.one_or_none()
    return None if row is None else application_of(row)


async def case_of(connection: AsyncConnection, application_id: UUID, municipality: str) -> tuple[str, UUID] | None:
    """(case number, household id), or None where the municipality has no such application."""
    found = await connection.execute(_CASE, {"id": application_id, "municipality": municipality})
    row = found.one_or_none()
    return None if row is None else (row.case_number, row.household_id)


async def declared(
    connection: AsyncConnection, application_id: UUID
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """(incomes, costs, signatures) of an application that there is."""
    said = await connection.execute(select(col(A.incomes), col(A.costs)).where(col(A.id) == application_id))
    incomes, costs = said.one()
    signed = await connection.execute(
        select(col(SignatureRow.member_id), col(SignatureRow.channel), col(SignatureRow.signed_at))
        .where(col(SignatureRow.application_id) == application_id)
        .order_by(col(SignatureRow.signed_at), col(SignatureRow.member_id))
    )
    return incomes, costs, [dict(row) for row in signed.mappings()]


def with_facts() -> Select[Any]:
    """Applications, each with what its status follows from: the latest decision that stands. `application_of` reads the
    rows."""
    latest = (
        select(STANDING.decision_id, STANDING.lines)
        .where(STANDING.application_id == A.id)
        .order_by(STANDING.decided_at.desc(), STANDING.decision_id.desc())
        .limit(1)
        .lateral("latest")
    )
    columns: tuple[Any, ...] = (
        A.id,
        A.case_number,
        A.household_id,
        A.household_version,
        A.kind,
        A.month,
        A.channel,
        A.received_at,
    )
    selected: Select[Any] = select(
        *map(col, columns),
        _adults().label("adults"),
        func.array(_signed()).label("signed"),
        exists().where(col(QuestionRow.application_id) == A.id).label("asked"),
        exists().where(col(VerifiedRow.application_id) == A.id).label("verified"),
        waits_for_applicant().label("waits_for_applicant"),
        is_withdrawn().label("withdrawn"),
        latest.c.lines,
        _payments(latest.c.decision_id).label("payments"),
    )
    return selected.outerjoin(latest, true())


def application_of(row: Row[Any]) -> Application:
    adults, signed = {UUID(id_): person for id_, person in row.adults.items()}, frozenset(row.signed)
    facts = Facts(
        everybody_signed=adults.keys() <= signed,
        asked=row.asked,
        verified=row.verified,
        lines=None if row.lines is None else frozenset(row.lines),
        payments=frozenset(Payment(UUID(order), line, Ending(ending)) for order, line, ending in row.payments or ()),
        waits_for_applicant=row.waits_for_applicant,
        withdrawn=row.withdrawn,
    )
    return Application(
        row.id,
        row.case_number,
        row.household_id,
        row.household_version,
        Kind(row.kind),
        Month.parse(row.month),
        Channel(row.channel),
        row.received_at,
        adults,
        signed,
        facts,
    )


def _adults() -> Any:
    """{member id: person key}"""
    adults = select(func.jsonb_object_agg(M.id, M.person)).where(
        col(M.household_id) == A.household_id, col(M.version) == A.household_version
    )
    return adults.where(_ADULT).correlate(A).scalar_subquery()


def _signed() -> Any:
    signed = select(col(SignatureRow.member_id)).where(col(SignatureRow.application_id) == A.id)
    return signed.correlate(A).scalar_subquery()


def _payments(decision_id: ColumnElement[UUID]) -> Any:
    """[[order id, line, ending], …] of the decision, or null."""
    one = func.jsonb_build_array(PaymentEndedRow.order_id, PaymentEndedRow.line, PaymentEndedRow.status)
    return select(func.jsonb_agg(one)).where(col(PaymentEndedRow.decision_id) == decision_id).scalar_subquery()


def is_decided() -> ColumnElement[bool]:
    """Some decision about the application stands: one that was stopped or undone leaves it to be decided anew."""
    return exists().where(STANDING.application_id == A.id)


def is_ended() -> ColumnElement[bool]:
    """Decided, or withdrawn: no more is asked or done, and there may be another application for the month."""
    return or_(is_decided(), is_withdrawn())


def _granted() -> Select[Any]:
    """The months of new applications that were granted, wholly or partly, to one of the adults `persons`, in a decision
    that nobody has revoked."""
    member = (col(M.household_id) == A.household_id) & (col(M.version) == A.household_version)
    revoked = exists().where(col(DecisionRevokedRow.decision_id) == DecisionMadeRow.decision_id)
    return (
        select(col(A.month))
        .distinct()
        .join(DecisionMadeRow, col(DecisionMadeRow.application_id) == A.id)
        .join(M, member)
        .where(
            col(A.municipality) == bindparam("municipality"),
            col(A.kind) == Kind.NEW.value,
            col(DecisionMadeRow.outcome).in_(GRANTING),
            ~revoked,
            ~is_withdrawn(),
            among(col(M.person), "persons"),
            _ADULT,
        )
    )


def _before() -> Select[Any]:
    alike = (col(A.household_id) == bindparam("household"), col(A.kind) == bindparam("kind"))
    ended = select(func.count()).select_from(A).where(*alike, col(A.month) == bindparam("month"), is_ended())
    return select(case_number.next_value().label("number"), ended.scalar_subquery())


def _add() -> Insert:
    columns = A.__table__.c  # type: ignore[attr-defined]  # SQLModel sets it
    row = insert(A).values({column.name: bindparam(column.name) for column in columns})
    arrived = row.returning(*map(col, (A.id, A.channel, A.received_at, A.entry_id))).cte("arrived")
    members = func.unnest(bindparam("members", type_=ARRAY(Uuid)))
    persons = func.unnest(bindparam("persons", type_=ARRAY(String)))
    signed = select(arrived.c.id, members, persons, arrived.c.channel, arrived.c.received_at, arrived.c.entry_id)
    names = ("application_id", "member_id", "person", "channel", "signed_at", "entry_id")
    return insert(SignatureRow).from_select(names, signed)


_OURS = (col(A.id) == bindparam("id"), col(A.municipality) == bindparam("municipality"))
_BEFORE, _GRANTED, _ADD = _before(), _granted(), _add()
_FIND = with_facts().where(*_OURS)
_CASE = select(col(A.case_number), col(A.household_id)).where(*_OURS)
"""Each is put together once: that takes longer than the database does for it."""
