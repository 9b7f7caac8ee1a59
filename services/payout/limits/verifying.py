"""What stands against the limits when a bank file is made: the sums, and who let what go by statements that are
verified anew (C4).

A row that says that an order was let go is not enough: only payout's own statement is, about that order, line and
amount."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import structlog
from pydantic import StringConstraints
from sqlalchemy import Row

from services.payout.limits import store
from services.payout.limits.rules import Hold, Limits, hold
from shared.auth.envelope import NotGenuine
from shared.auth.statements import Subject
from shared.handover.objects import HandedOver, Version, read_object
from shared.money import PositiveOre
from shared.problems import ObjectNotAsAgreed
from shared.running import Running

log = structlog.get_logger(__name__)

LET_GO = "orderLetGo"


class LetGoObject(HandedOver):
    """Payout's own, kept with the order (docs/hand-overs.md)."""

    order_id: UUID
    decision_id: UUID
    line: Version
    amount_ore: PositiveOre
    person: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


@dataclass(frozen=True, slots=True)
class AtLimits:
    """`let_go` are the genuine statements by order. `beside_ore` is what else the household is paid in that month, but
    for what was genuinely let go."""

    limits: Limits
    let_go: Mapping[UUID, LetGoObject]
    beside_ore: Mapping[UUID, int]

    def hold(self, order_id: UUID, amount_ore: int) -> Hold | None:
        return hold(amount_ore, self.beside_ore.get(order_id, 0), self.limits)


async def at_limits(running: Running, order_ids: Collection[UUID], municipality: str) -> AtLimits:
    """How these orders stand against the limits in force now."""
    async with running.transaction() as connection:
        limits = await store.in_force(connection, municipality, running.clock.now())
        rows = await store.with_let_go(connection, order_ids)
    said = {row.id: row for row in rows if row.statement is not None}
    read = {id_: await _genuine(running, row, municipality) for id_, row in said.items()}
    let_go = {id_: one for id_, one in read.items() if one is not None}
    beside = dict.fromkeys(order_ids, 0)
    for row in rows:
        if row.id != row.order_id and row.id not in let_go:
            beside[row.order_id] += row.amount_ore
    return AtLimits(limits, let_go, beside)


async def _genuine(running: Running, row: Row[Any], municipality: str) -> LetGoObject | None:
    document = dict(row.document)
    try:
        statement = await running.statements.read(row.statement, running.name, LET_GO, document)
        said = read_object(LetGoObject, document)
        if statement.subject != Subject("order", str(row.id), 1) or statement.municipality != municipality:
            raise NotGenuine("about another order")
        if (said.order_id, said.amount_ore) != (row.id, row.amount_ore):
            raise NotGenuine("about another order or amount")
    except (NotGenuine, ObjectNotAsAgreed) as error:
        log.error("stored statement does not hold", eventType=LET_GO, error=type(error).__name__)
        return None
    return said
