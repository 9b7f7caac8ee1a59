"""A proposal as unit heads read it. Amounts are öre."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.decision import examples
from services.decision.amounts import TotalOre
from services.decision.approvals.rules import ProposalStatus, status_of
from services.decision.calculations.api import Explanation
from services.decision.decisions.outputs import GroundOut, JustificationOut, LineOut, ObstacleOut, grounds_out
from services.decision.decisions.rules import Outcome
from services.decision.facts.kinds import ApplicationKind
from services.decision.queues.rules import Queue
from shared.api_models import Output
from shared.auth.callers import Role
from shared.months import Month

CaseNumber = Annotated[str, Field(examples=[examples.CASE_NUMBER])]
Moment = Annotated[datetime, Field(examples=["2026-11-23T10:05:00+01:00"])]


class ProposedOut(Output):
    """Beslutet väntar på enhetschefen. / The decision waits for the unit head."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.PROPOSED]})

    proposal_id: UUID
    work_item_id: UUID
    status: ProposalStatus


class ProposalListed(Output):
    proposal_id: UUID
    queue: Queue
    case_number: CaseNumber
    kind: ApplicationKind
    month: Month
    granted_ore: TotalOre
    proposed_at: Moment
    proposed_role: Role


class Proposals(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.PROPOSALS]})

    items: list[ProposalListed]
    page: int
    limit: int
    has_more: Annotated[bool, Field(description="Det finns fler efter dessa. / There are more after these.")]


class ProposalOut(Output):
    """`explanation` är beräkningen i ord; `decisionId` finns när det är godkänt. / The calculation in words; the
    decision once it is approved."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.PROPOSAL_READ]})

    proposal_id: UUID
    status: ProposalStatus
    work_item_id: UUID
    application_id: UUID
    household_id: UUID
    household_version: Annotated[int, Field(examples=[1])]
    case_number: CaseNumber
    kind: ApplicationKind
    month: Month
    queue: Queue
    calculation_id: UUID
    deficit_ore: TotalOre
    explanation: Explanation
    outcome: Outcome
    granted_ore: TotalOre
    reasons: str
    grounds: list[GroundOut]
    obstacles: list[ObstacleOut]
    justifications: list[JustificationOut]
    lines: list[LineOut]
    proposed_at: Moment
    proposed_role: Role
    ended_at: Moment | None = None
    return_reason: str | None = None
    decision_id: UUID | None = None


class ReturnOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.RETURNED]})

    proposal_id: UUID
    status: ProposalStatus
    ended_at: Moment


def listed_out(row: Any) -> ProposalListed:
    return ProposalListed(
        proposal_id=row.id,
        queue=Queue(row.queue),
        case_number=row.case_number,
        kind=ApplicationKind(row.kind),
        month=Month.parse(row.month),
        granted_ore=row.granted_ore,
        proposed_at=row.proposed_at,
        proposed_role=Role(row.proposed_role),
    )


def proposal_out(stored: Mapping[str, Any]) -> ProposalOut:
    """`stored`: columns of the row that `store.find` reads, by name."""
    own = {name: stored[name] for name in ProposalOut.model_fields if name in stored}
    told = {
        "proposal_id": stored["id"],
        "status": status_of(stored["ended_because"]),
        "month": Month.parse(stored["month"]),
        "explanation": Explanation.model_validate(stored["explanation"]),
        "grounds": grounds_out(stored["grounds"]),
        "obstacles": [ObstacleOut.model_validate(said) for said in stored["obstacles"]],
        "justifications": [JustificationOut.model_validate(said) for said in stored["justifications"]],
        "lines": [LineOut.model_validate(line) for line in stored["lines"]],
    }
    return ProposalOut(**{**own, **told})
