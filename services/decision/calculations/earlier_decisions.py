"""For which months somebody had income support, as decided here before."""

from collections.abc import Mapping

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.calculations.job_stimulus import Assisted
from shared.months import Month

_INCOME_SUPPORT = text("""
    select distinct t.person, d.month, d.id
      from household_tie t
      join decision d on d.household_id = t.household_id
      join household_version h on (h.household_id, h.version) = (d.household_id, d.household_version)
     where t.kind = 'householdMember' and t.person in :persons
       and d.municipality = :municipality and d.month < :month
       and exists (select from decision_line l where l.decision_id = d.id and l.purpose = 'incomeSupport')
       and exists (select from jsonb_array_elements(h.document -> 'members') m
                    where m ->> 'person' = t.person and m ->> 'role' <> 'child')
       and not decision_undone(d.id)
     order by d.month, d.id""").bindparams(bindparam("persons", expanding=True))
"""`in`, and not an array: one plan does for any two adults, and PostgreSQL does not make one each time."""


async def income_support_of(
    connection: AsyncConnection, municipality: str, members: Mapping[str, str], before: Month
) -> tuple[Assisted, ...]:
    """`members`: the member's id by person key, a person having one key or several. What was revoked, with nothing
    paid, is no support; neither is what was granted above the norm alone."""
    wanted = {"persons": sorted(members), "municipality": municipality, "month": str(before)}
    found = await connection.execute(_INCOME_SUPPORT, wanted)
    return tuple(Assisted(members[row.person], Month.parse(row.month), str(row.id)) for row in found)
