"""Approving a proposal: everything is judged anew, as it is known now, and then the decision is made."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.decision.approvals import store
from services.decision.approvals.problems import ProposalEnded, ProposalStale
from services.decision.approvals.rules import (
    EarlierHands,
    ProposalStatus,
    Stale,
    choice_of,
    hindered,
    pays_the_same,
)
from services.decision.decisions import store as decisions
from services.decision.decisions.http_problems import (
    AboveDeficit,
    AboveDelegation,
    AccountNotPayable,
    CalculationStale,
    DecisionUnfit,
)
from services.decision.decisions.issuing import Deciders, issue
from services.decision.decisions.making import Judged, judge
from services.decision.decisions.outputs import DecisionOut
from services.decision.facts.kinds import OWN_CASE
from services.decision.work_items.desk import Desk, laid_out
from services.decision.work_items.rules import broken_by
from shared.acts import Act
from shared.auth.callers import Role
from shared.problems import DomainError, NotFound


async def find(act: Act, proposal_id: UUID, *, lock: bool = False) -> Row[Any]:
    """A proposal of the municipality. Raises NotFound, or BrokenChain where it is about the caller's own case."""
    act.about(proposalId=proposal_id)
    row = await store.find(act.connection, proposal_id, act.municipality, act.person, lock=lock)
    if row is None:
        raise NotFound
    act.about(caseNumber=row.case_number, householdId=row.household_id, workItemId=row.work_item_id)
    if broken := broken_by(OWN_CASE & set(row.ties)):
        raise broken
    return row


async def find_live(act: Act, proposal_id: UUID) -> Row[Any]:
    """Locked until the act is done. Raises ProposalEnded, too."""
    row = await find(act, proposal_id, lock=True)
    if row.ended_at is not None:
        raise ProposalEnded
    return row


async def approve(act: Act, proposal: Row[Any]) -> DecisionOut:
    """Raises BrokenChain, ProposalStale or AboveDelegation."""
    first = act.running.persons.same().first
    earlier = EarlierHands(first(proposal.proposed_by), first(proposal.calculated_by))
    if broken := hindered(act.person, earlier, proposal.ties):
        raise broken
    judged = await _judged_anew(act, proposal)
    allowed = judged.grounds.approval
    if allowed is None or not judged.within(allowed):
        raise AboveDelegation(None if allowed is None else allowed.max_granted_ore)
    by = Deciders(proposal.proposed_by, approved_by=act.person, proposal_id=proposal.id)
    made, _ = await issue(act, judged, allowed, by)
    entry_id = await act.record(rule=str(allowed.id), decisionId=made.id)
    await store.end(act.connection, proposal, ProposalStatus.APPROVED, by=act.person, now=act.now, entry_id=entry_id)
    return made


async def _judged_anew(act: Act, proposal: Row[Any]) -> Judged:
    """By the facts and rules that are known now; the person is who proposed. Raises ProposalStale."""
    today = act.running.clock.today()
    of_proposer = {
        "item": proposal.work_item_id,
        "person": proposal.proposed_by,
        "now": act.now,
        "municipality": act.municipality,
    }
    row = await decisions.read_grounds(act.connection, of_proposer, proposal.calculation_id, today)
    grounds = None if row is None else decisions.grounds_of(row)
    if row is None or grounds is None:
        raise NotFound
    desk = _desk(row, proposal)
    if desk.ties:
        raise ProposalStale(Stale.OTHER_HANDS)
    try:
        judged = judge(desk, grounds, choice_of(dict(proposal._mapping)), today)
    except (CalculationStale, AccountNotPayable, DecisionUnfit, AboveDeficit) as error:
        raise ProposalStale(_changed(error)) from error
    if not pays_the_same(proposal.lines, judged.travelling_lines):
        raise ProposalStale(Stale.ACCOUNT_CHANGED)
    return judged


def _desk(row: Row[Any], proposal: Row[Any]) -> Desk:
    """The item as it would lie on the proposer's desk now, under the claim that it was proposed under."""
    return laid_out(row, Role(proposal.proposed_role), proposal.claim_id, proposal.proposed_at)


def _changed(error: DomainError) -> Stale:
    if isinstance(error, CalculationStale):
        return Stale(error.because)
    if isinstance(error, AccountNotPayable):
        return Stale.ACCOUNT_CHANGED
    late = isinstance(error, DecisionUnfit) and any(found["fault"] == "payDay" for found in error.faults)
    return Stale.PAY_DAY if late else Stale.EVIDENCE_CHANGED
