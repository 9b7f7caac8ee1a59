"""Calculating the need of the household whose work item one holds."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import ConfigDict, Field

from services.decision import examples
from services.decision.amounts import TotalOre
from services.decision.calculations import earlier_decisions, store
from services.decision.calculations.calculation import Calculation
from services.decision.calculations.drafting import facts_of, usual_settings
from services.decision.calculations.examples import CALCULATED
from services.decision.calculations.guidelines import Guideline
from services.decision.calculations.http_problems import CalculationUnfit, NoNorm
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.inputs import CalculationIn
from services.decision.calculations.job_stimulus import Assisted
from services.decision.calculations.lines import Line, LineKind
from services.decision.calculations.problems import UnfitFacts
from services.decision.calculations.rules import calculate
from services.decision.calculations.sources import FigureStatus, Origin, RegisterBlock, Source, Verdict
from services.decision.claims import store as claims
from services.decision.claims.rules import lease_end
from services.decision.facts.kinds import ApplicationKind
from services.decision.guidelines.store import in_force
from services.decision.norms.problems import NormMissing
from services.decision.rule_versions.store import RulesInForce, rules_in_force
from services.decision.settings import settings_of
from services.decision.work_items.desk import Desk, held_desk, refuse_other_hands
from services.decision.work_items.rules import applied_costs, declared_of
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.canonical import new_salt
from shared.ids import new_id
from shared.months import Month

router = act_router(tags=["beräkningar / calculations"])

Calculating = Annotated[Act, Depends(ActBy("calculationMade", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER))]


class Words(Output):
    sv: str
    en: str


class LineSource(Output):
    """Varifrån beloppet kommer, och vad registret svarade. / Where it comes from, and what the register answered."""

    origin: Origin
    block: RegisterBlock | None = None
    verdict: Verdict | None = None
    evidence_id: UUID | None = None


class LineOut(Output):
    """`amountOre` läggs till behovet: kostnader är positiva, inkomster negativa. / What the line adds to the need."""

    kind: LineKind
    label: Words
    amount_ore: Annotated[int, Field(examples=[436000])]
    rule: Annotated[str, Field(examples=["personalCostsSingle"])]
    version: Annotated[str, Field(examples=["riksnorm-2026-2"])]
    law: Annotated[str, Field(examples=["SoL 12 kap. 7 §"])]
    facts: Annotated[
        dict[str, int | str],
        Field(description="Det regeln räknade med. / What the rule used.", examples=[{"age": 36, "ageDay": "lastDay"}]),
    ]
    source: LineSource
    status: FigureStatus
    member_id: UUID | None = None
    item: str | None = None
    reason: str | None = None


class Explanation(Output):
    """En rad för varje steg. / A line for each step."""

    sv: list[str]
    en: list[str]


class CalculationOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [CALCULATED]})

    id: UUID
    work_item_id: UUID
    household_version: Annotated[int, Field(examples=[1])]
    declaration_version: Annotated[
        int,
        Field(
            description="Vilken version av den sökandes uppgifter som räknades; 1 är ansökan själv. / Which version of "
            "what the applicant declared was calculated; 1 is the application itself.",
            examples=[1],
        ),
    ]
    month: Month
    norm_version: Annotated[str, Field(examples=["riksnorm-2026-2"])]
    rules_version: Annotated[str, Field(examples=["calculation-3"])]
    lines: list[LineOut]
    not_counted: Annotated[
        list[LineOut],
        Field(
            description="Inkomster och delar av dem som inte räknas; `amountOre` är vad som lämnas utanför. / Incomes "
            "and parts of them that do not count; `amountOre` is what is left out."
        ),
    ]
    norm_ore: TotalOre
    costs_ore: TotalOre
    incomes_ore: TotalOre
    not_counted_ore: Annotated[TotalOre, Field(description="Det som inte räknas. / What does not count.")]
    deficit_ore: Annotated[TotalOre, Field(description="Underskott: det mesta som kan beviljas. / The most to grant.")]
    surplus_ore: TotalOre
    applied_deficit_ore: Annotated[
        TotalOre,
        Field(description="Underskottet om allt sökt hade godtagits. / Had all that was applied for been approved."),
    ]
    explanation: Explanation
    lease_ends_at: Annotated[datetime, Field(examples=["2026-11-23T10:30:00+01:00"])]


@router.post(
    "/work-items/{workItemId}/calculations", status_code=201, summary="Räkna fram behovet / Calculate the need"
)
async def calculate_need(work_item_id: examples.WorkItemId, body: CalculationIn, act: Calculating) -> CalculationOut:
    """Riksnorm + skäliga kostnader − inkomster, rad för rad, och vilka inkomster som inte räknas och varför. I en
    ansökan över norm är det sökta behov vid sidan av normen, vart och ett med skäl; normens underskott prövas i
    månadens ansökan. Sparas oförändrad och kan räknas om när som helst (C13). Den som räknar har del i beslutet (C1).
    Flyttar fram tiden du har ärendet.

    The norm + reasonable costs − incomes, line by line, and which incomes do not count and why. In an application above
    the norm what is applied for are needs beside the norm, each with a reason; what is short by the norm is decided in
    the month's own application. Kept as it is, to be calculated again at any time (C13). Who calculates has a hand in
    the decision (C1). Renews the claim."""
    desk = await held_desk(act, work_item_id)
    refuse_other_hands(desk)
    guidelines = await in_force(act.connection, act.municipality, desk.month)
    rules = await rules_in_force(act.connection, act.municipality, desk.month, act.running.clock.today())
    assisted = await _assisted(act, desk, body)
    calculation = _calculated(desk, body, guidelines, rules, assisted)
    calculation_id, salt = new_id(), new_salt()
    entry_id = await act.record(
        store.logged(calculation_id, calculation, salt),
        rule=calculation.facts.settings.version,
        calculationId=calculation_id,
    )
    stored = {
        "id": calculation_id,
        "work_item_id": desk.id,
        "household_id": desk.household_id,
        "household_version": desk.household_version,
        "verification_version": desk.verification_version,
        "declaration_version": desk.declaration_version,
        "calculated_by": act.person,
        "entry_id": entry_id,
    }
    await store.add(act.connection, calculation, salt, act.now, stored)
    ends = max(desk.lease_ends_at, lease_end(act.now, settings_of(act.running).claim_lease_seconds))
    await claims.renew(act.connection, desk.claim_id, ends)
    return _out(calculation_id, desk, calculation, ends)


async def _assisted(act: Act, desk: Desk, body: CalculationIn) -> tuple[Assisted, ...]:
    """Earlier months of income support of the adults with wages, of whom nothing else is said."""
    said = {held.member_id for held in body.job_stimulus}
    working = {str(one.member_id) for one in body.incomes if one.kind is IncomeKind.WAGE and one.member_id not in said}
    persons = act.running.persons.same()
    keys = {
        key: member["memberId"]
        for member in desk.members
        if member["memberId"] in working.intersection(desk.adults)
        for key in persons.all_of(member["person"])
    }
    if not keys:
        return ()
    return await earlier_decisions.income_support_of(act.connection, act.municipality, keys, desk.month)


def _calculated(
    desk: Desk,
    body: CalculationIn,
    guidelines: tuple[Guideline, ...],
    rules: RulesInForce,
    assisted: tuple[Assisted, ...],
) -> Calculation:
    applied = applied_costs(desk.declaration["costs"])
    try:
        facts = facts_of(
            desk.month,
            desk.members,
            applied,
            desk.evidence,
            body.choices(),
            frozen=desk.frozen,
            guidelines=guidelines,
            norm=rules.norm,
            settings=rules.settings(usual_settings(desk.month), desk.month.year),
            above_norm=desk.kind is ApplicationKind.ABOVE_NORM,
            declared=declared_of(desk.declaration["incomes"]),
            assisted=assisted,
        )
        return calculate(facts)
    except NormMissing as error:
        raise NoNorm(str(error.month)) from error
    except UnfitFacts as error:
        raise CalculationUnfit.of(error) from error


def _out(calculation_id: UUID, desk: Desk, calculation: Calculation, lease_ends_at: datetime) -> CalculationOut:
    explained = store.explanations(calculation)
    return CalculationOut(
        id=calculation_id,
        work_item_id=desk.id,
        household_version=desk.household_version,
        declaration_version=desk.declaration_version,
        month=calculation.facts.month,
        norm_version=calculation.facts.norm.version,
        rules_version=calculation.facts.settings.version,
        lines=[_line(line) for line in calculation.lines],
        not_counted=[_line(line) for line in calculation.not_counted],
        not_counted_ore=calculation.not_counted_ore,
        norm_ore=calculation.norm_ore,
        costs_ore=calculation.costs_ore,
        incomes_ore=calculation.incomes_ore,
        deficit_ore=calculation.deficit_ore,
        surplus_ore=calculation.surplus_ore,
        applied_deficit_ore=calculation.applied_deficit_ore,
        explanation=Explanation(sv=explained["sv"], en=explained["en"]),
        lease_ends_at=lease_ends_at,
    )


def _line(line: Line) -> LineOut:
    return LineOut(
        kind=line.kind,
        label=Words(sv=line.label.sv, en=line.label.en),
        amount_ore=line.amount_ore,
        rule=line.rule,
        version=line.version,
        law=line.law,
        facts=dict(line.facts),
        source=_source(line.source),
        status=line.status,
        member_id=None if line.member is None else UUID(line.member),
        item=line.item,
        reason=line.reason,
    )


def _source(source: Source) -> LineSource:
    evidence_id = None if source.evidence is None else UUID(source.evidence)
    return LineSource(origin=source.origin, block=source.block, verdict=source.verdict, evidence_id=evidence_id)
