"""From what a handler chooses, and what is known about the application, to the facts of a calculation."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.deviations import DeclaredIncome
from services.decision.calculations.evidence import Evidence
from services.decision.calculations.facts import CalculationFacts, Cost, Income, NormAdjustment, RuleSettings
from services.decision.calculations.guidelines import Guideline, guideline_for
from services.decision.calculations.household import Household, Member, MemberRole
from services.decision.calculations.income_kinds import INCOME_KINDS, IncomeKind
from services.decision.calculations.job_stimulus import Assisted, JobStimulus, qualified
from services.decision.calculations.known_incomes import KnownIncome
from services.decision.calculations.problems import FactProblem, FoundProblem, UnfitFacts
from services.decision.calculations.sources import DECLARED, HANDLER, Origin, RegisterBlock, Source
from services.decision.norms.price_base import price_base_amount
from services.decision.norms.riksnorm import NormTable
from services.decision.norms.stored import norm_for
from shared.months import Month


@dataclass(frozen=True, slots=True)
class CostChoice:
    """Öre approved of one kind of cost. One that was not applied for is the handler's own."""

    kind: CostKind
    approved_ore: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class IncomeChoice:
    """An income that is counted, and whose word for it is taken."""

    kind: IncomeKind
    member: str
    received_ore: int
    origin: Origin
    earned_before_ore: int = 0
    disregarded_ore: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MemberChoice:
    """How a member counts in the month."""

    member: str
    in_school: bool = False
    lunch_at_home: bool = True
    days: int | None = None
    in_common_costs: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """`others`: persons outside the household who share the home. `job_stimulus`: whose six months of income support
    the handler knows of. Costs of a kind without a choice are approved as they
    were applied for."""

    costs: tuple[CostChoice, ...] = ()
    incomes: tuple[IncomeChoice, ...] = ()
    members: tuple[MemberChoice, ...] = ()
    adjustments: tuple[NormAdjustment, ...] = ()
    others: int = 0
    job_stimulus: tuple[JobStimulus, ...] = ()


def facts_of(
    month: Month,
    members: Sequence[Mapping[str, Any]],
    applied: Mapping[CostKind, int],
    evidence: Evidence,
    choices: Choices,
    *,
    frozen: Mapping[tuple[str, RegisterBlock], str] | None = None,
    guidelines: Sequence[Guideline] = (),
    norm: NormTable | None = None,
    settings: RuleSettings | None = None,
    above_norm: bool = False,
    declared: Sequence[DeclaredIncome] = (),
    assisted: Sequence[Assisted] = (),
) -> CalculationFacts:
    """`members` are rows of a household object; `applied` is öre applied for by kind; `frozen` has the ids of the
    evidence by member and block; `guidelines`, `norm` and `settings` are those in force in the month, where a
    municipality has its own. In an application above the norm what was applied for are needs beside the norm, and the
    handler's own costs are the household's ordinary ones. `assisted`: months of income support by earlier decisions, of
    those whom the handler says nothing of. Raises NormMissing where no norm is stored for the month,
    UnfitFacts where a choice is about nobody in the household."""
    household = Household(_members(members, choices.members), choices.others)
    costs = _costs(applied, choices.costs, above_norm=above_norm)
    return CalculationFacts(
        month=month,
        norm=norm or norm_for(month),
        household=household,
        costs=tuple(_guided(cost, household, guidelines) for cost in costs),
        incomes=tuple(_income(choice, evidence, frozen or {}) for choice in choices.incomes),
        adjustments=choices.adjustments,
        settings=settings or usual_settings(month),
        above_norm=above_norm,
        known=tuple(_known(declared, evidence, frozen or {})),
        job_stimulus=(*choices.job_stimulus, *_earned(assisted, choices, month)),
    )


def _earned(assisted: Sequence[Assisted], choices: Choices, month: Month) -> Iterator[JobStimulus]:
    """What earlier decisions give, where it holds in the month."""
    members = {one.member for one in assisted} - {said.member for said in choices.job_stimulus}
    for member in sorted(members):
        held = qualified(one for one in assisted if one.member == member)
        if held is not None and held.holds_in(month):
            yield held


def usual_settings(month: Month) -> RuleSettings:
    """Those of a municipality that has approved none of its own."""
    return RuleSettings(price_base_amount_ore=price_base_amount(month.year))


def _members(members: Sequence[Mapping[str, Any]], chosen: Sequence[MemberChoice]) -> tuple[Member, ...]:
    known = {str(member["memberId"]) for member in members}
    unknown = [place for place, choice in enumerate(chosen) if choice.member not in known]
    if unknown:
        raise UnfitFacts(tuple(FoundProblem(FactProblem.UNKNOWN_MEMBER, f"members[{place}]") for place in unknown))
    choices = {choice.member: choice for choice in chosen}
    return tuple(_member(member, choices.get(member["memberId"])) for member in members)


def _member(member: Mapping[str, Any], choice: MemberChoice | None) -> Member:
    counted = choice or MemberChoice(member["memberId"])
    return Member(
        ref=member["memberId"],
        role=MemberRole.CHILD if member["role"] == "child" else MemberRole.ADULT,
        birth_date=date.fromisoformat(member["birthDate"]),
        in_school=counted.in_school,
        lunch_at_home=counted.lunch_at_home,
        days=counted.days,
        in_common_costs=counted.in_common_costs,
    )


def _guided(cost: Cost, household: Household, guidelines: Sequence[Guideline]) -> Cost:
    """By the household's own members: what is applied for in a shared home is its own part of the cost."""
    return replace(cost, guideline=guideline_for(cost.kind, household.sharing, guidelines))


def _costs(
    applied: Mapping[CostKind, int], chosen: Iterable[CostChoice], *, above_norm: bool = False
) -> tuple[Cost, ...]:
    """Every cost that was applied for is there, so that a decision grants in full only what was asked for in full."""
    choices = {choice.kind: choice for choice in chosen}
    asked = tuple(
        replace(_asked(kind, ore, choices.get(kind)), beside_norm=above_norm) for kind, ore in applied.items()
    )
    added = tuple(
        Cost(kind, choice.approved_ore, choice.approved_ore, HANDLER, choice.reason)
        for kind, choice in choices.items()
        if kind not in applied
    )
    return (*asked, *added)


def _asked(kind: CostKind, applied_ore: int, choice: CostChoice | None) -> Cost:
    if choice is None:
        return Cost(kind, applied_ore, applied_ore, DECLARED)
    return Cost(kind, applied_ore, choice.approved_ore, DECLARED, choice.reason)


def _income(choice: IncomeChoice, evidence: Evidence, frozen: Mapping[tuple[str, RegisterBlock], str]) -> Income:
    return Income(
        kind=choice.kind,
        member=choice.member,
        received_ore=choice.received_ore,
        source=_source(choice, evidence, frozen),
        earned_before_ore=choice.earned_before_ore,
        disregarded_ore=choice.disregarded_ore,
        reason=choice.reason,
    )


def _source(choice: IncomeChoice, evidence: Evidence, frozen: Mapping[tuple[str, RegisterBlock], str]) -> Source:
    """With what the register that answers for such incomes said about the member, where there is one (C10). That the
    register says it can only be chosen where it does: the rules look at the verdict."""
    block = INCOME_KINDS[choice.kind].block
    if block is None or choice.member not in evidence.members:
        return Source(choice.origin)
    return Source(choice.origin, block, evidence.verdict(choice.member, block), frozen.get((choice.member, block)))


def _known(
    declared: Iterable[DeclaredIncome], evidence: Evidence, frozen: Mapping[tuple[str, RegisterBlock], str]
) -> Iterator[KnownIncome]:
    """All that was declared and all that the registers show, in whichever month."""
    yield from (KnownIncome(row.kind, row.member, row.amount_ore, DECLARED) for row in declared if row.amount_ore)
    for answer in evidence.answers:
        evidence_id = frozen.get((answer.member, answer.block))
        source = Source(Origin.REGISTER, answer.block, answer.verdict, evidence_id)
        for income in answer.incomes:
            if income.amount_ore:
                yield KnownIncome(income.kind, answer.member, income.amount_ore, source, income.month)
