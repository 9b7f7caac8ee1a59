"""Which applications are in whose list. Protected persons are in no list that others share (C8)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.intake.applications.store import Application, application_of, with_facts
from services.intake.applications.tables import ApplicationRow
from services.intake.conflicts.tables import ConflictRow
from services.intake.evidence.tables import AnswerRow
from services.intake.households.rules import MemberRole
from services.intake.households.tables import HouseholdVersionRow, MemberRow, RepresentativeRow
from shared.clock import STOCKHOLM
from shared.paging import Page

_LONG_AGO, _FAR_OFF = date(1900, 1, 1), date(2999, 12, 31)
A, M, V = ApplicationRow, MemberRow, HouseholdVersionRow
Persons = Collection[str]
"""The person keys of who asks."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Days of arrival; both belong to it, and None is no bound."""

    first_day: date | None = None
    last_day: date | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.first_day is not None:
            yield col(A.received_at) >= _midnight(self.first_day)
        if self.last_day is not None:
            yield col(A.received_at) < _midnight(min(self.last_day, _FAR_OFF) + timedelta(days=1))


async def of_citizen(
    connection: AsyncConnection, person_keys: Persons, municipality: str, arrived: Arrived, page: Page
) -> list[Application]:
    """Those of the households where the person is an adult, and was one when the application arrived; the latest
    first, and one more than the page shows."""
    households = select(col(M.household_id)).where(col(M.person).in_(person_keys))
    own = (
        col(A.household_id).in_(households),
        _is_adult(person_keys, col(A.household_version)),
        _is_adult(person_keys, _newest_version()),
    )
    return await _page(connection, municipality, own, arrived, page)


async def of_municipality(
    connection: AsyncConnection, person_keys: Persons, municipality: str, arrived: Arrived, page: Page
) -> list[Application]:
    """Those that all staff may know of: none of protected persons, and none of a household where the person is or was
    a member or representative, or has a conflict of interest (C2)."""
    own = [
        exists().where(col(row.household_id) == A.household_id, col(row.person).in_(person_keys))
        for row in (M, RepresentativeRow, ConflictRow)
    ]
    return await _page(connection, municipality, (~or_(*own), ~_is_protected(), ~_is_marked()), arrived, page)


async def _page(
    connection: AsyncConnection,
    municipality: str,
    conditions: tuple[ColumnElement[bool], ...],
    arrived: Arrived,
    page: Page,
) -> list[Application]:
    """Facts are worked out for the rows of the page alone, and not for all that come before them."""
    order = (col(A.received_at).desc(), col(A.id).desc())
    theirs: Select[Any] = select(col(A.id)).where(col(A.municipality) == municipality, *conditions)
    ids = theirs.where(*arrived.conditions()).order_by(*order).limit(page.fetched).offset(page.offset)
    found = await connection.execute(with_facts().where(col(A.id).in_(ids.correlate(None))).order_by(*order))
    return [application_of(row) for row in found]


def _is_adult(person_keys: Persons, version: Any) -> ColumnElement[bool]:
    return exists().where(
        col(M.household_id) == A.household_id,
        col(M.version) == version,
        col(M.person).in_(person_keys),
        col(M.role) != MemberRole.CHILD.value,
    )


def _newest_version() -> Any:
    newest = select(func.max(V.version)).where(col(V.household_id) == A.household_id)
    return newest.correlate(A).scalar_subquery()


def _is_protected() -> ColumnElement[bool]:
    return exists().where(col(V.household_id) == A.household_id, col(V.version) == _newest_version(), col(V.protected))


def _is_marked() -> ColumnElement[bool]:
    """Some register marked somebody of the household as protected, whatever the household says."""
    other = aliased(A)
    return exists().where(
        col(other.household_id) == A.household_id, col(AnswerRow.application_id) == other.id, col(AnswerRow.protected)
    )


def _midnight(day: date) -> datetime:
    """When the day begins in Sweden. The first and last days that can be written have no midnight in UTC: nothing
    arrived near them."""
    return datetime.combine(min(max(day, _LONG_AGO), _FAR_OFF), time(), STOCKHOLM)
