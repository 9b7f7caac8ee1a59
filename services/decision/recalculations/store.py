"""A decision with all that it can be made again from, in one statement."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.decisions.purposes import Purpose
from services.decision.decisions.rules import Outcome
from services.decision.norms.approved import approved_norm, norm_finder
from services.decision.norms.riksnorm import NormTable
from services.decision.recalculations.rules import StoredDecision, StoredLine
from services.decision.rejection_grounds.rules import StatedGround
from services.decision.rule_versions.store import APPROVED_NORM
from shared.auth.callers import Role

_FIND = text(f"""
    select d.id, d.case_number, d.household_id, d.month, d.outcome, d.reasons, d.grounds, d.decided_role, d.approved_by,
      d.decided_at, d.wording, d.document, de.entry as decision_entry,
      k.id as calculation_id, k.rules_version, k.norm_version, k.salt, k.document as calculation, k.explanation,
      {APPROVED_NORM} as norm,
      ke.entry as calculation_entry,
      (select coalesce(jsonb_agg(to_jsonb(l) order by l.number), '[]')
         from decision_line l where l.decision_id = d.id) as lines,
      array(select t.kind from ties_in_force(:person, d.household_id, d.application_id) t) as ties
    from decision d
    join calculation k on k.id = d.calculation_id
    join log_entry de on de.id = d.entry_id
    join log_entry ke on ke.id = k.entry_id
    where d.id = :id and d.municipality = :municipality""").bindparams(  # noqa: S608 - only our own words
    bindparam("person", type_=Text), bindparam("municipality", type_=Text)
)


async def find(connection: AsyncConnection, decision_id: UUID, municipality: str, person: str) -> Row[Any] | None:
    """A decision of the municipality with its calculation, their log entries, and the reader's ties."""
    parameters = {"id": decision_id, "municipality": municipality, "person": person}
    return (await connection.execute(_FIND, parameters)).first()


def norm_of(row: Row[Any]) -> Callable[[str], NormTable]:
    """Finds the norm that the calculation names."""
    return norm_finder(None if row.norm is None else approved_norm(row.norm))


def stored_decision(row: Row[Any]) -> StoredDecision:
    return StoredDecision(
        calculation=row.calculation,
        explanation=row.explanation,
        case_number=row.case_number,
        outcome=Outcome(row.outcome),
        lines=tuple(_line(line) for line in row.lines),
        reasons=row.reasons,
        grounds=tuple(map(StatedGround.from_document, row.grounds)),
        role=Role(row.decided_role),
        approved=row.approved_by is not None,
        decided_at=row.decided_at,
        wording=row.wording,
    )


def _line(line: dict[str, Any]) -> StoredLine:
    return StoredLine(Purpose(line["purpose"]), line["amount_ore"], date.fromisoformat(line["pay_on"]))
