"""The approved rules that a calculation is made by, and the tables that an approval fills."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Date, String, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.calculations.facts import RuleSettings
from services.decision.calculations.household import AgeDay
from services.decision.delegation.tables import DelegationRuleRow
from services.decision.guidelines.tables import CostGuidelineRow
from services.decision.norms.approved import approved_norm
from services.decision.norms.riksnorm import NormTable
from services.decision.rule_versions.kinds import RuleKind
from shared.clock import STOCKHOLM
from shared.database import insert_into
from shared.ids import new_id
from shared.months import Month
from shared.rule_versions.rules import RuleVersion

_CONTENT = "v.content || jsonb_build_object('source', v.source)"
APPROVED_NORM = f"""(
      select {_CONTENT} from rule_version v join rule_version_approval a on a.rule_version_id = v.id
       where v.kind = 'norm' and v.municipality = :municipality and v.content ->> 'version' = k.norm_version)"""  # noqa: S608 - only our own words
"""In a query for a calculation `k`: the norm that it names, where that is one of the municipality's own."""

_IN_FORCE = text(f"""
    select distinct on (v.kind) v.kind, v.id, {_CONTENT} as content
      from rule_version v join rule_version_approval a on a.rule_version_id = v.id
     where v.municipality = :municipality
       and (v.kind = 'calculation' and v.valid_from <= :first_day
            or v.kind = 'norm' and v.valid_from <= :today
               and :month between v.content ->> 'firstMonth' and v.content ->> 'lastMonth')
     order by v.kind, v.valid_from desc, a.approved_at desc, v.id desc""").bindparams(  # noqa: S608 - only our own words
    bindparam("first_day", type_=Date), bindparam("today", type_=Date), bindparam("month", type_=String)
)
_NAMED = text("""
    select count(*) from rule_version v
     where v.municipality = :municipality and v.kind = 'norm' and v.content ->> 'firstMonth' like :year""")


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """A municipality's own, for a month: None where it has approved none."""

    norm: NormTable | None
    calculation: Mapping[str, Any] | None
    calculation_id: str | None

    def settings(self, usual: RuleSettings, year: int) -> RuleSettings:
        """The usual settings with what was approved. A price base amount that was approved replaces the stored one."""
        if self.calculation is None:
            return usual
        amounts = {one["year"]: one["amountOre"] for one in self.calculation["priceBaseAmounts"]}
        return replace(
            usual,
            age_day=AgeDay(self.calculation["ageDay"]),
            daily_divisor_tenths=self.calculation["dailyDivisorTenths"],
            daily_step_ore=self.calculation["dailyStepOre"],
            job_stimulus_percent=self.calculation["jobStimulusPercent"],
            price_base_amount_ore=amounts.get(year, usual.price_base_amount_ore),
            approved=self.calculation_id,
        )


async def rules_in_force(connection: AsyncConnection, municipality: str, month: Month, today: date) -> RulesInForce:
    """A norm counts from its first day for every month that it is for, so that one that came late is not too late; how
    it is counted goes by the month's first day. Of two the newest."""
    wanted = {"municipality": municipality, "month": str(month), "first_day": month.first_day, "today": today}
    found = {row.kind: row for row in await connection.execute(_IN_FORCE, wanted)}
    norm, calculation = found.get(RuleKind.NORM.value), found.get(RuleKind.CALCULATION.value)
    return RulesInForce(
        norm=None if norm is None else approved_norm(norm.content),
        calculation=None if calculation is None else calculation.content,
        calculation_id=None if calculation is None else str(calculation.id),
    )


async def norm_name(connection: AsyncConnection, municipality: str, year: int) -> str:
    """The name of a municipality's next norm of the year: "riksnorm-2027-1281-1"."""
    counted = await connection.execute(_NAMED, {"municipality": municipality, "year": f"{year}-%"})
    return f"riksnorm-{year}-{municipality}-{counted.scalar_one() + 1}"


async def put_in_place(connection: AsyncConnection, municipality: str, made: RuleVersion) -> None:
    """What the approved version fills a table of its own with. The database holds each row against it."""
    match RuleKind(made.kind):
        case RuleKind.DELEGATION:
            rows = [{**_common(municipality, made), **_delegated(rule)} for rule in made.content["rules"]]
            await connection.execute(insert_into(DelegationRuleRow), rows)
        case RuleKind.COST_GUIDELINE:
            kind = made.content["cost"]
            rows = [{**_common(municipality, made), "kind": kind, **_guided(one)} for one in made.content["amounts"]]
            await connection.execute(insert_into(CostGuidelineRow), rows)
        case RuleKind.NORM | RuleKind.CALCULATION:
            pass


def _common(municipality: str, made: RuleVersion) -> dict[str, Any]:
    assert made.approved_at is not None  # noqa: S101 - only what was approved is put in place
    return {
        "id": new_id(),
        "municipality": municipality,
        "valid_from": made.valid_from,
        "proposed_by": made.proposed_by,
        "approved_by": made.approved_by,
        "approved_on": made.approved_at.astimezone(STOCKHOLM).date(),
        "source": made.source,
        "rule_version_id": made.id,
    }


def _delegated(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {"role": rule["role"], "kind": rule["kind"], "max_granted_ore": rule["maxGrantedOre"]}


def _guided(amount: Mapping[str, Any]) -> dict[str, Any]:
    return {"from_size": amount["fromSize"], "max_ore": amount["maxOre"]}
