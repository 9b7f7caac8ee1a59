"""A decision as staff read it. Amounts are öre."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.decision import examples
from services.decision.amounts import TotalOre
from services.decision.calculations.api import Words
from services.decision.calculations.sources import RegisterBlock
from services.decision.conclusions.rules import Conclusion
from services.decision.decisions.purposes import Purpose
from services.decision.decisions.rules import Outcome
from services.decision.facts.kinds import ApplicationKind
from services.decision.rejection_grounds.listed import RejectionGround
from services.decision.rejection_grounds.rules import StatedGround
from services.decision.revocations.rules import StopOutcome
from services.decision.work_items.outputs import DeviationOut
from shared.api_models import Output
from shared.auth.callers import Role
from shared.money import PositiveOre
from shared.months import Month


class LineOut(Output):
    number: Annotated[int, Field(examples=[1])]
    account_id: UUID
    account_version: Annotated[int, Field(examples=[1])]
    purpose: Purpose
    amount_ore: PositiveOre
    pay_on: Annotated[date, Field(examples=["2026-11-27"])]


class ObstacleOut(Output):
    member_id: UUID
    code: Annotated[str, Field(examples=["unemployedNoBenefit"])]


class JustificationOut(Output):
    member_id: UUID
    block: RegisterBlock
    text: str


class GroundOut(Output):
    """Varför det inte är ett fullt bifall, som den sökande läser det. / Why it is not a full grant, as it is read."""

    code: Annotated[RejectionGround, Field(description="Grunden. / The ground.", examples=["aboveGuideline"])]
    law: Annotated[str, Field(examples=["SoL 12 kap. 1 och 7 §§"])]
    text: Words


class Wording(Output):
    """Beslutet på vanlig svenska och engelska, med hur man överklagar (FL 33 §). / In plain words, with how to
    appeal."""

    sv: list[str]
    en: list[str]


class RevokedOut(Output):
    """Att beslutet är återkallat, och om pengarna hann stoppas. / That it is revoked, and whether in time."""

    outcome: StopOutcome
    revoked_at: Annotated[datetime, Field(examples=["2026-11-24T09:12:00+01:00"])]
    reason: str


class ConcludedOut(Output):
    """Vad som blev av det. / What came of it."""

    conclusion: Conclusion
    reason: str
    concluded_at: Annotated[datetime, Field(examples=["2026-11-25T10:12:00+01:00"])]


class LateAnswerOut(Output):
    """Att ett register som inte hade svarat när beslutet fattades har svarat sedan, och annat än det som räknades. /
    That a register which had not answered when the decision was made has since, and otherwise than what was counted."""

    found_at: Annotated[datetime, Field(examples=["2026-11-24T04:30:00Z"])]
    deviations: list[DeviationOut]
    conclusion: ConcludedOut | None = None


class LateCompletionOut(Output):
    """Att den sökande kompletterade medan beslutet fattades. / That the applicant completed the application while the
    decision was made."""

    received_at: Annotated[datetime, Field(examples=["2026-11-23T09:05:10Z"])]
    conclusion: ConcludedOut | None = None


class DecisionOut(Output):
    """`delegationRuleId`: den delegation som beslutet vilar på. `approvedRole` och `proposalId`: den som godkände, när
    beslutet var över `decidedRole`s delegation. / The delegation that the decision rests on; who approved what was
    above the delegation of `decidedRole`."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.DECIDED]})

    id: UUID
    work_item_id: UUID
    application_id: UUID
    household_id: UUID
    household_version: Annotated[int, Field(examples=[1])]
    case_number: Annotated[str, Field(examples=["EB-2026-000123"])]
    kind: ApplicationKind
    month: Month
    calculation_id: UUID
    delegation_rule_id: UUID
    outcome: Outcome
    granted_ore: TotalOre
    reasons: str
    grounds: list[GroundOut]
    obstacles: list[ObstacleOut]
    justifications: list[JustificationOut]
    lines: list[LineOut]
    decided_at: Annotated[datetime, Field(examples=["2026-11-23T10:05:00+01:00"])]
    decided_role: Role
    approved_role: Role | None = None
    proposal_id: UUID | None = None
    wording: Wording
    revocation: RevokedOut | None = None
    late_answers: Annotated[list[LateAnswerOut], Field(default_factory=list)]
    late_completions: Annotated[list[LateCompletionOut], Field(default_factory=list)]


def grounds_out(stored: list[dict[str, str]]) -> list[GroundOut]:
    return [GroundOut.model_validate(StatedGround.from_document(said).told()) for said in stored]


def decision_out(stored: dict[str, Any], lines: list[dict[str, Any]]) -> DecisionOut:
    """`stored`: columns of a decision's row by name; `lines`: of its lines'."""
    own = {name: stored[name] for name in DecisionOut.model_fields if name in stored}
    told = {
        "month": Month.parse(stored["month"]),
        "grounds": grounds_out(stored["grounds"]),
        "obstacles": [ObstacleOut(member_id=said["memberId"], code=said["code"]) for said in stored["obstacles"]],
        "justifications": [JustificationOut.model_validate(said) for said in stored["justifications"]],
        "lines": [LineOut(**{name: line[name] for name in LineOut.model_fields}) for line in lines],
        "approved_role": Role.UNIT_HEAD if stored["approved_by"] else None,
        "wording": Wording(**stored["wording"]),
        "late_answers": [LateAnswerOut.model_validate(found) for found in stored.get("late_answers") or []],
        "late_completions": [LateCompletionOut.model_validate(one) for one in stored.get("late_completions") or []],
        "revocation": RevokedOut.model_validate(revoked) if (revoked := stored.get("revocation")) else None,
    }
    return DecisionOut(**{**own, **told})
