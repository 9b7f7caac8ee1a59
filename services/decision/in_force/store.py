"""What payout asks about, as decision knows it now."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.in_force.rules import Known

_KNOWN = text("""
    select 'decision' as type, d.id, d.municipality, d.digest, v.decision_id is not null as revoked,
      false as superseded
    from decision d left join revocation v on v.decision_id = d.id
    where d.id = any(:ids)
    union all
    select 'lineRenewal', n.id, n.municipality, n.digest, v.decision_id is not null,
      n.number < newest_version(n.decision_id, n.line)
        or exists (select from line_refusal f
                    where f.decision_id = n.decision_id and f.line = n.line and f.renewal_id = n.id)
    from line_renewal n left join revocation v on v.decision_id = n.decision_id
    where n.id = any(:ids)""")
"""A renewal that payout has refused supersedes none: the one before it is still what is paid."""


async def known_by_id(connection: AsyncConnection, ids: list[UUID]) -> dict[str, Known]:
    rows = await connection.execute(_KNOWN, {"ids": ids})
    return {str(row.id): Known(row.type, row.municipality, row.digest, row.revoked, row.superseded) for row in rows}
