"""Reading the guidelines in force."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.guidelines import Guideline
from shared.months import Month

_IN_FORCE = text("""
    select g.id, g.kind, g.from_size, g.max_ore, g.source, g.municipality is null as example
      from cost_guideline g
     where g.valid_from <= :on and (g.municipality = :municipality or g.municipality is null)
       and not exists (
         select from cost_guideline n
          where n.kind = g.kind and n.valid_from <= :on
            and (n.municipality = :municipality and g.municipality is null
                 or n.municipality is not distinct from g.municipality
                    and n.rule_version_id is distinct from g.rule_version_id
                    and (n.valid_from, n.id) > (g.valid_from, g.id)))
     order by g.kind, g.from_size""")


async def in_force(connection: AsyncConnection, municipality: str, month: Month) -> tuple[Guideline, ...]:
    """Those of the month's first day, by kind and size: the municipality's own, and for a kind without any the
    examples."""
    rows = await connection.execute(_IN_FORCE, {"municipality": municipality, "on": month.first_day})
    return tuple(
        Guideline(str(row.id), CostKind(row.kind), row.from_size, row.max_ore, row.source, row.example) for row in rows
    )
