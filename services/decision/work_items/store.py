"""What the household was decided before."""

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
