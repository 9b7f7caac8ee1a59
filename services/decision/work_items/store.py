"""What the household was decided before, and why the item was returned."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

_EARLIER = text("""
    select d.id, d.month, d.kind, d.outcome, d.granted_ore, d.decided_at,
      (select coalesce(jsonb_agg(jsonb_build_object('line', p.line, 'status', p.status, 'amountOre', p.amount_ore)
                                 order by p.line, p.handed_over_at), '[]')
         from payment_end p where p.decision_id = d.id) as payments,
      (select jsonb_build_object('outcome', r.outcome, 'revokedAt', r.revoked_at)
         from revocation r where r.decision_id = d.id) as revocation
    from decision d
    where d.household_id = :household_id
    order by d.decided_at desc
    limit 24""")


async def earlier_decisions(connection: AsyncConnection, household_id: UUID) -> Sequence[Row[Any]]:
    """The newest two years of months, and how what they granted was paid."""
    return (await connection.execute(_EARLIER, {"household_id": household_id})).all()


_RETURNED = text("""
    select p.id as proposal_id, p.ended_at as returned_at, p.return_reason as reason
    from proposal p
    where p.work_item_id = :item and p.ended_because = 'returned'
    order by p.ended_at desc""")


async def returned_proposals(connection: AsyncConnection, work_item_id: UUID) -> Sequence[Row[Any]]:
    """Why a unit head did not approve what was proposed, the latest first."""
    return (await connection.execute(_RETURNED, {"item": work_item_id})).all()
