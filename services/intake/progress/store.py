"""Decisions on an application with what the applicant is told of each, and what has become of their payments."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.applications.rules import Because, Ending, Revocation
from services.intake.progress.rules import OrderFact
from services.intake.progress.tables import DecisionExplainedRow, PaymentSentRow
from shared.database import insert_into

_DECISIONS = text("""
    select d.decision_id, d.outcome, d.decided_at, d.lines, x.document, r.outcome as revoked,
           exists (select from standing_decision s where s.decision_id = d.decision_id) as stands
      from decision_made d
      left join decision_explained x on x.decision_id = d.decision_id
      left join decision_revoked r on r.decision_id = d.decision_id
     where d.application_id = :application
     order by d.decided_at desc, d.decision_id desc""")
_ORDERS = text("""
    select decision_id, line, order_id, null as status, null as because, sent_at from payment_sent
     where decision_id = any(:decisions)
    union all
    select decision_id, line, order_id, status, because, null from payment_ended where decision_id = any(:decisions)""")


@dataclass(frozen=True, slots=True)
class PaidLine:
    """What payout said of a line's orders, and when it last sent one to the bank."""

    facts: tuple[OrderFact, ...] = ()
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """`explained` is decision's object (docs/hand-overs.md); None where it has not come. One that no longer `stands` is
    decided anew. `payments` by line."""

    id: UUID
    outcome: str
    decided_at: datetime
    lines: tuple[int, ...]
    explained: Mapping[str, Any] | None
    revoked: Revocation | None
    stands: bool
    payments: Mapping[int, PaidLine]

    def is_older_than(self, declaration_version: int) -> bool:
        """Whether it did not count with this version of what is declared, as far as is known."""
        return self.explained is not None and self.explained["declarationVersion"] < declaration_version


async def decisions_on(connection: AsyncConnection, application_id: UUID) -> list[Decided]:
    """The latest first, the revoked ones too."""
    rows = (await connection.execute(_DECISIONS, {"application": application_id})).all()
    paid = await _payments(connection, [row.decision_id for row in rows])
    return [
        Decided(
            id=row.decision_id,
            outcome=row.outcome,
            decided_at=row.decided_at,
            lines=tuple(row.lines),
            explained=row.document,
            revoked=None if row.revoked is None else Revocation(row.revoked),
            stands=row.stands,
            payments={line: paid[row.decision_id, line] for line in row.lines if (row.decision_id, line) in paid},
        )
        for row in rows
    ]


async def _payments(connection: AsyncConnection, decisions: list[UUID]) -> dict[tuple[UUID, int], PaidLine]:
    facts: dict[tuple[UUID, int], list[OrderFact]] = defaultdict(list)
    sent: dict[tuple[UUID, int], datetime] = {}
    if not decisions:
        return {}
    for row in await connection.execute(_ORDERS, {"decisions": decisions}):
        key = (row.decision_id, row.line)
        ending = None if row.status is None else Ending(row.status)
        facts[key].append(OrderFact(str(row.order_id), ending, None if row.because is None else Because(row.because)))
        if row.sent_at is not None:
            sent[key] = max(sent.get(key, row.sent_at), row.sent_at)
    return {key: PaidLine(tuple(some), sent.get(key)) for key, some in facts.items()}


async def add_explained(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(DecisionExplainedRow), dict(row))


async def add_sent(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(PaymentSentRow), dict(row))
