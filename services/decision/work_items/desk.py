"""A work item as it lies on the desk of whoever holds it: all that is known of it now, read in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, bindparam, text

from services.decision.calculations.evidence import Evidence
from services.decision.calculations.sources import RegisterBlock
from services.decision.claims.problems import ClaimNeeded, OtherTask
from services.decision.facts.kinds import OWN_CASE, AccountStatus, ApplicationKind, HouseholdRole
from services.decision.queues.roles import act_as
from services.decision.queues.rules import Queue, Task
from services.decision.withdrawals.problems import ApplicationWithdrawn
from services.decision.work_items import rules
from shared import tracing
from shared.acts import Act
from shared.auth.callers import Role
from shared.months import Month
from shared.problems import NotFound

DESK = """
    select w.id, w.task, w.decision_id, w.line, w.application_id, w.household_id, w.case_number, w.queue, w.kind,
      w.month, w.received_at, w.traceparent,
      c.id as claim_id, c.lease_ends_at, v.document as verification, v.version as verification_version,
      coalesce(s.number, 1) as declaration_version, coalesce(s.document, v.document) as declaration,
      h.version as household_version, h.document as household,
      exists (select from claim b where b.work_item_id = w.id and b.person = :person
                 and b.ended_because = 'withdrawn') as withdrawn_while_held,
      array(select t.kind from ties_in_force(:person, w.household_id, w.application_id) t) as ties,
      (select coalesce(jsonb_agg(to_jsonb(n) order by n.account_id), '[]') from (
         select distinct on (e.account_id) e.account_id, e.account_version, e.holder_member_id,
                account_status(e.account_id, e.account_version, e.household_id) as status
         from account_entry e where e.household_id = w.household_id
         order by e.account_id, e.account_version desc, e.number) n) as accounts
    from work_item w
    cross join lateral (select n.version, n.document from verification n
                         where n.application_id = w.application_id order by n.version desc limit 1) v
    cross join lateral (select n.version, n.document from household_version n
                         where n.household_id = w.household_id order by n.version desc limit 1) h
    left join lateral (select n.number, n.document from completion n
                        where n.application_id = w.application_id order by n.number desc limit 1) s on true
    left join claim c on c.id = w.claim_id and c.person = :person and c.ended_at is null and c.lease_ends_at > :now
    where w.id = :item and w.municipality = :municipality"""
"""The household, the accounts, what is declared and the register answers are those of their newest versions, whatever
the application was made with."""

_DESK = text(DESK).bindparams(bindparam("person", type_=Text))


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the household in its newest version. Nothing here can tell which account it is."""

    id: UUID
    version: int
    holder_member_id: str
    status: AccountStatus


@dataclass(frozen=True, slots=True)
class Desk:
    """`household` and `verification` are objects as docs/hand-overs.md has them, and `declaration` the one that has the
    newest `incomes` and `costs`: the verification is version 1, a completion a later one. `decision_id`: what a
    payment, a late answer or completion is about; `line`: decision and number, where the task is a payment."""

    id: UUID
    application_id: UUID
    household_id: UUID
    household_version: int
    case_number: str
    queue: Queue
    kind: ApplicationKind
    month: Month
    received_at: datetime
    claim_id: UUID
    lease_ends_at: datetime
    role: Role
    household: Mapping[str, Any]
    verification: Mapping[str, Any]
    verification_version: int
    declaration: Mapping[str, Any]
    declaration_version: int
    accounts: tuple[Account, ...]
    ties: frozenset[str]
    task: Task
    decision_id: UUID | None
    line: tuple[UUID, int] | None

    @property
    def members(self) -> list[Mapping[str, Any]]:
        return list(self.household["members"])

    @property
    def adults(self) -> list[str]:
        return [member["memberId"] for member in self.members if member["role"] != HouseholdRole.CHILD]

    @property
    def frozen(self) -> dict[tuple[str, RegisterBlock], str]:
        return rules.frozen_ids(self.verification["evidence"])

    @property
    def evidence(self) -> Evidence:
        return rules.evidence_of(self.month, self.adults, self.verification["evidence"])


async def held_desk(act: Act, work_item_id: UUID, *tasks: Task) -> Desk:
    """The work item, for who holds it. Raises as `desk_of` does."""
    parameters = desk_parameters(act, work_item_id)
    return desk_of(act, (await act.connection.execute(_DESK, parameters)).first(), *tasks)


def desk_parameters(act: Act, work_item_id: UUID) -> dict[str, Any]:
    act.about(workItemId=work_item_id)
    return {"item": work_item_id, "person": act.person, "now": act.now, "municipality": act.municipality}


def desk_of(act: Act, row: Row[Any] | None, *tasks: Task) -> Desk:
    """`tasks`: those that it may be, an application unless given. Raises NotFound, RoleMissing, ClaimNeeded, OtherTask,
    ApplicationWithdrawn where that ended the claim,
    or BrokenChain where it has turned out to be the holder's own case. A hand that the holder has got since the claim
    keeps them from working, not from seeing what to hand back."""
    if row is None:
        raise NotFound
    act.about(caseNumber=row.case_number, applicationId=row.application_id, householdId=row.household_id)
    tracing.link(row.traceparent)
    role = act_as(act, Queue(row.queue))
    if row.claim_id is None:
        raise ApplicationWithdrawn if row.withdrawn_while_held else ClaimNeeded
    if broken := rules.broken_by(OWN_CASE & set(row.ties)):
        raise broken
    if Task(row.task) not in (tasks or (Task.APPLICATION,)):
        raise OtherTask(row.task)
    return laid_out(row, role, row.claim_id, row.lease_ends_at)


def laid_out(row: Row[Any], role: Role, claim_id: UUID, lease_ends_at: datetime) -> Desk:
    """The row as a desk, for who works on it in this role under this claim. What they may is asked before."""
    return Desk(
        id=row.id,
        application_id=row.application_id,
        household_id=row.household_id,
        household_version=row.household_version,
        case_number=row.case_number,
        queue=Queue(row.queue),
        kind=ApplicationKind(row.kind),
        month=Month.parse(row.month),
        received_at=row.received_at,
        claim_id=claim_id,
        lease_ends_at=lease_ends_at,
        role=role,
        household=row.household,
        verification=row.verification,
        verification_version=row.verification_version,
        declaration=row.declaration,
        declaration_version=row.declaration_version,
        accounts=tuple(map(_account, row.accounts)),
        ties=frozenset(row.ties),
        task=Task(row.task),
        decision_id=row.decision_id,
        line=None if row.line is None else (row.decision_id, row.line),
    )


def refuse_other_hands(desk: Desk) -> None:
    """Raises BrokenChain where the holder registered what the payment would rest on (C1)."""
    if broken := rules.broken_by(desk.ties):
        raise broken


def _account(row: Mapping[str, Any]) -> Account:
    return Account(
        UUID(row["account_id"]), row["account_version"], row["holder_member_id"], AccountStatus(row["status"])
    )
