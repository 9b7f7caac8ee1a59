"""What a decision rests on, read in one statement, and keeping the decision."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.decisions.tables import DecisionLineRow, DecisionRow
from services.decision.norms.approved import approved_norm
from services.decision.norms.riksnorm import NormTable
from services.decision.queues.protection import is_protected
from services.decision.queues.rules import CLAIMED_BY
from services.decision.rule_versions.store import APPROVED_NORM
from services.decision.work_items.desk import DESK
from shared.database import insert_into

_DELEGATED = "delegation_in_force(:municipality, {role}, desk.kind, :today)"

_GROUNDS = text(f"""
    with desk as ({DESK})
    select desk.*, k.id as calculation_id, k.household_version as calculated_version, k.calculated_by,
      k.declaration_version as calculated_declaration, e.document as calculated_with, k.document as calculation,
      k.explanation, {APPROVED_NORM} as norm,
      array(select t.kind from ties_in_force(k.calculated_by, desk.household_id, desk.application_id) t)
        as calculator_ties,
      (select r.ended_because from completion_request r where r.application_id = desk.application_id
        order by r.asked_at desc, r.id desc limit 1) is not distinct from 'lapsed' as completion_lapsed,
      d.id as delegation_id, d.max_granted_ore, u.id as approval_id, u.max_granted_ore as approval_ore
    from desk
    left join calculation k on k.id = :calculation and k.work_item_id = desk.id
    left join verification e on e.application_id = desk.application_id and e.version = k.verification_version
    left join lateral {_DELEGATED.format(role="cast(:roles as jsonb) ->> desk.queue")} d on true
    left join lateral {_DELEGATED.format(role="'unitHead'")} u on true""").bindparams(  # noqa: S608 - only our own words
    bindparam("person", type_=Text), bindparam("roles", type_=Text), bindparam("municipality", type_=Text)
)

_FIND = text(f"""
    select d.*, {is_protected("d.application_id", "d.household_id")} as protected,
      (select jsonb_agg(to_jsonb(l) order by l.number) from decision_line l where l.decision_id = d.id) as lines,
      (select jsonb_build_object('outcome', r.outcome, 'revokedAt', r.revoked_at, 'reason', r.reason)
         from revocation r where r.decision_id = d.id) as revocation,
      (select coalesce(jsonb_agg(jsonb_build_object('foundAt', a.found_at, 'deviations', a.document -> 'deviations',
                                                    'conclusion', c.said)
                                 order by a.verification_version), '[]')
         from late_answer a
         left join lateral (
           select jsonb_build_object('conclusion', n.conclusion, 'reason', n.reason, 'concludedAt', n.concluded_at) said
             from late_answer_conclusion n
            where n.decision_id = a.decision_id and n.verification_version >= a.verification_version
            order by n.verification_version limit 1) c on true
        where a.decision_id = d.id) as late_answers,
      (select coalesce(jsonb_agg(jsonb_build_object('receivedAt', i.received_at, 'conclusion', c.said)
                                 order by i.received_at), '[]')
         from work_item i
         left join lateral (
           select jsonb_build_object('conclusion', n.conclusion, 'reason', n.reason, 'concludedAt', n.concluded_at) said
             from late_completion_conclusion n where n.work_item_id = i.id) c on true
        where i.decision_id = d.id and i.task = 'lateCompletion') as late_completions,
      array(select t.kind from ties_in_force(:person, d.household_id, d.application_id) t) as ties
    from decision d
    where d.id = :id and d.municipality = :municipality""").bindparams(  # noqa: S608 - only our own words
    bindparam("person", type_=Text)
)


@dataclass(frozen=True, slots=True)
class Delegation:
    """The rule in force for the role and kind of application. Öre."""

    id: UUID
    max_granted_ore: int


@dataclass(frozen=True, slots=True)
class Grounds:
    """The calculation as it was stored, who made it, with which household version, which register answers and which
    version of what was declared, and the delegation in force: to whoever holds the item, and to a unit head who
    approves. `norm`: the table that the calculation names, where that is one of the municipality's own.
    `completion_lapsed`: the applicant let the day of the latest request for completion pass."""

    calculation_id: UUID
    calculation: Mapping[str, Any]
    explanation: Mapping[str, Any]
    household_version: int
    verification: Mapping[str, Any]
    declaration_version: int
    calculated_by: str
    calculator_ties: tuple[str, ...]
    delegation: Delegation | None
    approval: Delegation | None
    norm: NormTable | None = None
    completion_lapsed: bool = False


async def read_grounds(
    connection: AsyncConnection, desk_parameters: Mapping[str, Any], calculation_id: UUID, today: date
) -> Row[Any] | None:
    """The desk's row with the calculation's and the delegation's columns. The calculation is only found on its own
    work item."""
    roles = json.dumps({queue.value: role.value for queue, role in CLAIMED_BY.items()})
    parameters = {**desk_parameters, "calculation": calculation_id, "today": today, "roles": roles}
    return (await connection.execute(_GROUNDS, parameters)).first()


def grounds_of(row: Row[Any]) -> Grounds | None:
    """None where there is no such calculation of this work item."""
    if row.calculation_id is None:
        return None
    return Grounds(
        calculation_id=row.calculation_id,
        calculation=row.calculation,
        explanation=row.explanation,
        household_version=row.calculated_version,
        verification=row.calculated_with,
        declaration_version=row.calculated_declaration,
        calculated_by=row.calculated_by,
        calculator_ties=tuple(row.calculator_ties),
        delegation=None if row.delegation_id is None else Delegation(row.delegation_id, row.max_granted_ore),
        approval=None if row.approval_id is None else Delegation(row.approval_id, row.approval_ore),
        norm=None if row.norm is None else approved_norm(row.norm),
        completion_lapsed=row.completion_lapsed,
    )


async def add(connection: AsyncConnection, decision: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> None:
    """The decision first: a line is checked against it."""
    await connection.execute(insert_into(DecisionRow), dict(decision))
    if lines:
        await connection.execute(insert_into(DecisionLineRow), [dict(line) for line in lines])


async def find(connection: AsyncConnection, decision_id: UUID, municipality: str, person: str) -> Row[Any] | None:
    """A decision of the municipality, with its lines and the reader's ties to the household."""
    parameters = {"id": decision_id, "municipality": municipality, "person": person}
    return (await connection.execute(_FIND, parameters)).first()
