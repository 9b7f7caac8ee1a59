"""Every statement that one payment rests on, as it is kept, for who wants to see for themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.facts.gather import gather
from services.payout.facts.kinds import OWNERS
from services.payout.limits import store as limits
from services.payout.orders.store import ends_before
from services.payout.orders.tables import PaymentOrderRow
from services.payout.releases import store as releases
from services.payout.releases.tables import ReleaseOrderRow, ReleaseRow
from shared.person_numbers.changes import SamePersons

OWN = "payout"


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement, by whom, and the object that it is about."""

    service: str
    statement: str = field(repr=False)
    document: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment order, with the statements of intake and decision, and payout's own about its release and about how the
    orders of its line before it ended. Öre."""

    municipality: str
    case_number: str
    decision_id: UUID
    household_id: UUID
    amount_ore: int
    statements: tuple[Stated, ...]


async def of_order(connection: AsyncConnection, order_id: UUID, same: SamePersons) -> Payment | None:
    order = PaymentOrderRow
    query = select(order).where(col(order.id) == order_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    facts = await gather(connection, {row.decision_id}, row.municipality, same)
    known = [Stated(OWNERS[item.kind], item.statement, item.document) for item in facts.all()]
    let_go = (await limits.let_go_of(connection, [order_id])).values()
    own = [*let_go, *await ends_before(connection, row.decision_id, row.line, row.line_version)]
    released = [Stated(OWN, one.statement, one.document) for one in own] + await _of_release(connection, order_id)
    return Payment(
        row.municipality, row.case_number, row.decision_id, row.household_id, row.amount_ore, (*known, *released)
    )


async def _of_release(connection: AsyncConnection, order_id: UUID) -> list[Stated]:
    """The release, and what intake and decision last said is still in force. Empty before the release."""
    release = ReleaseRow
    query = (
        select(release)
        .join(ReleaseOrderRow, col(ReleaseOrderRow.release_id) == col(release.id))
        .where(col(ReleaseOrderRow.order_id) == order_id)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return []
    asked = [await releases.in_force(connection, row.id, service) for service in ("intake", "decision")]
    answers = [Stated(one.service, one.statement, one.document) for one in asked if one is not None]
    return [Stated(OWN, row.statement, row.document), *answers]
