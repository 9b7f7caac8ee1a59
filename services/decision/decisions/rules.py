"""Whether a drafted decision agrees with its calculation (C3) and says what it has to say (C10, FL 32 §).

The decision's hands, delegation and limits are not judged here. All amounts are öre."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.deviations import Deviation, departures
from services.decision.calculations.evidence import Evidence
from services.decision.calculations.income_kinds import INCOME_KINDS
from services.decision.calculations.not_counted import declared_untaken
from services.decision.calculations.sources import RegisterBlock, Verdict
from services.decision.decisions.problems import Fault, FoundFault, UnfitDecision
from services.decision.obstacles.registration import ObstacleList, obstacle_list
from services.decision.rejection_grounds.listed import NEWEST, GroundList, RejectionGround
from services.decision.rejection_grounds.rules import StatedGround, ground_faults


class Outcome(StrEnum):
    GRANTED = "granted"
    PARTLY_GRANTED = "partlyGranted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment that the decision orders: to whom, for what, how many öre, and when."""

    payee: str
    purpose: str
    amount_ore: int
    pay_on: date


@dataclass(frozen=True, slots=True)
class Justification:
    """Why the decision rests on what a register has not answered about a member, or departs from what it answered."""

    member: str
    block: RegisterBlock
    text: str


@dataclass(frozen=True, slots=True)
class DraftDecision:
    """`reasons`: the motivation that the person reads. `obstacles`: (member, code), one for each adult. `grounds`: why
    it is not a full grant, by the words of `ground_list`; `lapsed`: whether the applicant let the day of the latest
    request for completion pass."""

    outcome: Outcome
    lines: tuple[PaymentLine, ...]
    obstacles: tuple[tuple[str, str], ...]
    reasons: str = ""
    justifications: tuple[Justification, ...] = ()
    grounds: tuple[RejectionGround, ...] = ()
    ground_list: GroundList = NEWEST
    lapsed: bool = False

    @property
    def stated_grounds(self) -> tuple[StatedGround, ...]:
        return tuple(StatedGround(code, self.ground_list) for code in self.grounds)

    @property
    def granted_ore(self) -> int:
        return sum(line.amount_ore for line in self.lines)


def check_outcome(
    calculation: Calculation, draft: DraftDecision, evidence: Evidence, known: ObstacleList | None = None
) -> None:
    """Raises UnfitDecision with every fault; returns where the decision may be made as far as these rules go."""
    faults = outcome_faults(calculation, draft, evidence, known or obstacle_list())
    if faults:
        raise UnfitDecision(faults)


def outcome_faults(
    calculation: Calculation, draft: DraftDecision, evidence: Evidence, known: ObstacleList
) -> tuple[FoundFault, ...]:
    return (
        *_amounts(calculation, draft),
        *_reasons(draft),
        *_grounds(calculation, draft),
        *_obstacles(calculation, draft, known),
        *_left_out(calculation),
        *_evidence(calculation, evidence),
        *_justified(calculation, draft, evidence),
    )


def _amounts(calculation: Calculation, draft: DraftDecision) -> Iterator[FoundFault]:
    if any(line.amount_ore <= 0 or not line.payee.strip() or not line.purpose.strip() for line in draft.lines):
        yield FoundFault(Fault.BAD_LINE)
    if draft.outcome is Outcome.REJECTED:
        if draft.lines:
            yield FoundFault(Fault.LINES_WITH_REJECTION)
        return
    if not calculation.deficit_ore:
        yield FoundFault(Fault.NOTHING_TO_GRANT)
    if draft.granted_ore > calculation.deficit_ore:
        yield FoundFault(Fault.ABOVE_WHAT_IS_SHORT)
    whole_ore = calculation.applied_deficit_ore
    if draft.outcome is Outcome.GRANTED and draft.granted_ore != whole_ore:
        yield FoundFault(Fault.NOT_THE_WHOLE_NEED)
    if draft.outcome is Outcome.PARTLY_GRANTED and not 0 < draft.granted_ore < whole_ore:
        yield FoundFault(Fault.NOT_A_PART)


def _reasons(draft: DraftDecision) -> Iterator[FoundFault]:
    """A decision that goes wholly or partly against the applicant is never without reasons (FL 32 §)."""
    if draft.outcome is not Outcome.GRANTED and not draft.reasons.strip():
        yield FoundFault(Fault.REASONS_MISSING)


def _grounds(calculation: Calculation, draft: DraftDecision) -> Iterator[FoundFault]:
    granted = draft.outcome is Outcome.GRANTED
    yield from ground_faults(draft.grounds, calculation, draft.ground_list, granted=granted, lapsed=draft.lapsed)


def _obstacles(calculation: Calculation, draft: DraftDecision, known: ObstacleList) -> Iterator[FoundFault]:
    adults = [adult.ref for adult in calculation.facts.household.adults]
    registered = Counter(member for member, _ in draft.obstacles)
    for adult in adults:
        if registered[adult] != 1:
            yield FoundFault(Fault.OBSTACLE_MISSING, adult)
    for member, code in draft.obstacles:
        if member not in adults:
            yield FoundFault(Fault.NOT_AN_ADULT, member)
        if code not in known.codes:
            yield FoundFault(Fault.OBSTACLE_UNKNOWN, member)


def _left_out(calculation: Calculation) -> Iterator[FoundFault]:
    """What was declared is counted, or left out with a word of why."""
    for line in declared_untaken(calculation.not_counted):
        yield FoundFault(Fault.DECLARED_LEFT_OUT, f"{line.member}/{line.item}")


def _evidence(calculation: Calculation, evidence: Evidence) -> Iterator[FoundFault]:
    if evidence.month != calculation.facts.month:
        yield FoundFault(Fault.OTHER_MONTH)
    for adult in calculation.facts.household.adults:
        if adult.ref not in evidence.members:
            yield FoundFault(Fault.ADULT_WITHOUT_EVIDENCE, adult.ref)


def _justified(calculation: Calculation, draft: DraftDecision, evidence: Evidence) -> Iterator[FoundFault]:
    said = {(said.member, said.block) for said in draft.justifications if said.text.strip()}
    for member, block in sorted(_open_questions(calculation, evidence) - said):
        yield FoundFault(Fault.UNJUSTIFIED_NOT_VERIFIABLE, f"{member}/{block}")
    for row in departures(calculation.facts.incomes, evidence):
        if (row.member, row.block) not in said and not _said_on_the_line(calculation, row):
            yield FoundFault(Fault.UNJUSTIFIED_DEPARTURE, f"{row.member}/{row.block}")


def _open_questions(calculation: Calculation, evidence: Evidence) -> set[tuple[str, RegisterBlock]]:
    """What the decision rests on without an answer: blocks that were to be asked, those that could have answered for
    a counted income, and the figures that are marked so."""
    found = set(evidence.not_verifiable())
    for income in calculation.facts.incomes:
        block = INCOME_KINDS[income.kind].block
        asked = block is not None and income.member in evidence.members
        if block is not None and asked and evidence.verdict(income.member, block) is Verdict.NOT_VERIFIABLE:
            found.add((income.member, block))
    for line in calculation.not_verifiable:
        adults = (adult.ref for adult in calculation.facts.household.adults)
        if line.source.block is not None:
            found |= {(member, line.source.block) for member in ([line.member] if line.member else adults)}
    return found


def _said_on_the_line(calculation: Calculation, row: Deviation) -> bool:
    """A reason on the income itself says why it is not what the register answered."""
    return any(
        income.reason and income.reason.strip()
        for income in calculation.facts.incomes
        if (income.member, income.kind) == (row.member, row.income)
    )
