"""Reading back what other services have stated: one statement for all kinds, however many payments rest on them."""

from collections.abc import Collection, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Row, Select, bindparam, literal, literal_column, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.facts import kinds
from services.payout.facts.evidence import Evidence
from services.payout.facts.tables import (
    AccountEntryRow,
    ApplicationRow,
    CompletionRow,
    ConflictRow,
    DecisionRow,
    HouseholdVersionRow,
    LineRenewalRow,
)
from shared.database import among

Stated = Mapping[str, Mapping[UUID, tuple[Evidence, ...]]]
"""By kind, and then by what it is about: completions by application, renewals by decision, conflicts by household."""

_ONE: Any = literal_column("1")


def _stated(kind: str, ids: str, about: Any, *, id_: Any = None, version: Any = _ONE, place: Any = _ONE) -> Select[Any]:
    """What the owners of one municipality have stated of this kind `about` those of these `ids`, by `place`."""
    row = about.class_
    return select(
        literal(kind).label("kind"),
        about.label("about"),
        (col(row.id) if id_ is None else id_).label("id"),
        version.label("version"),
        place.label("place"),
        *(col(column) for column in (row.act, row.hands, row.document, row.statement)),
        (col(row.sealed) if row is AccountEntryRow else null().cast(LargeBinary)).label("sealed"),
    ).where(among(about, ids), col(row.municipality) == bindparam("municipality"))


def _together(*stated: Select[Any]) -> Any:
    return union_all(*stated).order_by("kind", "about", "place", "id")


_HOUSEHOLD, _VERSION = col(HouseholdVersionRow.household_id), col(HouseholdVersionRow.version)
_DECIDED = _together(
    _stated(kinds.DECISION, "decisions", col(DecisionRow.id)),
    _stated(kinds.LINE_RENEWAL, "decisions", col(LineRenewalRow.decision_id), place=col(LineRenewalRow.number)),
)
_RESTED_ON = _together(
    _stated(kinds.HOUSEHOLD, "households", _HOUSEHOLD, id_=_HOUSEHOLD, version=_VERSION, place=_VERSION),
    _stated(kinds.CONFLICT, "households", col(ConflictRow.household_id)),
    _stated(kinds.APPLICATION, "applications", col(ApplicationRow.id)),
    _stated(kinds.COMPLETION, "applications", col(CompletionRow.application_id), place=col(CompletionRow.number)),
    _stated(kinds.ACCOUNT_ENTRY, "accounts", col(AccountEntryRow.account_id)),
)


async def decided(connection: AsyncConnection, decisions: Collection[UUID], municipality: str) -> Stated:
    """These decisions, and all known renewals of their lines."""
    return await _read(connection, _DECIDED, municipality, decisions=decisions)


async def rested_on(
    connection: AsyncConnection,
    households: Collection[UUID],
    applications: Collection[UUID],
    accounts: Collection[UUID],
    municipality: str,
) -> Stated:
    """All known versions of these households, the oldest first, and the conflicts of interest with them; these
    applications and their completions; all entries of all versions of these accounts."""
    ids = {"households": households, "applications": applications, "accounts": accounts}
    return await _read(connection, _RESTED_ON, municipality, **ids)


async def _read(connection: AsyncConnection, query: Any, municipality: str, **ids: Collection[UUID]) -> Stated:
    given = {name: list(some) for name, some in ids.items()}
    rows = (await connection.execute(query, {**given, "municipality": municipality})).all()
    found: dict[str, dict[UUID, tuple[Evidence, ...]]] = {}
    for (kind, about), some in groupby(rows, key=lambda row: (row.kind, row.about)):
        found.setdefault(kind, {})[about] = tuple(map(_evidence, some))
    return found


def _evidence(row: Row[Any]) -> Evidence:
    return Evidence(
        row.kind, row.id, row.version, row.act, frozenset(row.hands), row.document, row.statement, row.sealed
    )
