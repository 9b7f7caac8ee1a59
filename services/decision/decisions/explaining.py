"""What the applicant is told of a decision: handed over to intake, where they read it (FL 32 and 33 §§).

It says all that the decision does, and the calculation line by line, in both languages. Payout gets none of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.explanation import line_in_words
from services.decision.calculations.left_out import left_out_in_words
from services.decision.calculations.lines import Line
from services.decision.calculations.texts import Language
from services.decision.decisions.making import Judged
from services.decision.decisions.purposes import PURPOSES, Purpose
from services.decision.decisions.tables import DecisionExplainedRow
from services.decision.decisions.wording import appeal
from services.decision.rejection_grounds.rules import as_logged
from shared.acts import Act
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.database import insert_into
from shared.handover.events import Event

ACT = "decisionExplained"
Words = dict[str, list[str]]


async def explain(act: Act, judged: Judged, decision_id: UUID, wording: Words) -> list[tuple[str, Event]]:
    """Kept under a name of its own, in the act's transaction. `wording`: the decision in words, {sv, en}. Returns what
    the caller hands over, with the decision itself."""
    document = _document(judged, decision_id, wording)
    subject = Subject("decision", str(decision_id), 1)
    decided, act.name = act.name, ACT
    try:
        statement = act.state(subject, Hands(), document)
        entry_id = await act.record(document, rule=as_logged(judged.draft.stated_grounds))
        row = {"document": document, "statement": statement, "entry_id": entry_id}
        await act.connection.execute(insert_into(DecisionExplainedRow), {"decision_id": decision_id, **row})
        return act.events(("intake",), statement, subject, document)
    finally:
        act.name = decided


def _document(judged: Judged, decision_id: UUID, wording: Words) -> dict[str, Any]:
    """The object that is stated and handed over (docs/hand-overs.md): no person, and of the account only nothing."""
    desk = judged.desk
    return {
        "salt": new_salt(),
        "decisionId": str(decision_id),
        "applicationId": str(desk.application_id),
        "caseNumber": desk.case_number,
        "householdId": str(desk.household_id),
        "declarationVersion": desk.declaration_version,
        "outcome": judged.draft.outcome.value,
        "grantedOre": judged.draft.granted_ore,
        "reasons": judged.draft.reasons,
        "grounds": [ground.told() for ground in judged.draft.stated_grounds],
        "text": wording,
        "appeal": {"sv": list(appeal("sv")), "en": list(appeal("en"))},
        "calculation": _calculation(judged.calculation),
        "lines": [_payment(line) for line in judged.line_columns],
    }


def _calculation(calculation: Calculation) -> dict[str, Any]:
    month = calculation.facts.month
    return {
        "normOre": calculation.norm_ore,
        "costsOre": calculation.costs_ore,
        "incomesOre": calculation.incomes_ore,
        "deficitOre": calculation.deficit_ore,
        "surplusOre": calculation.surplus_ore,
        "lines": [_line(line, line_in_words) for line in calculation.lines],
        "notCounted": [
            _line(line, lambda line, to: left_out_in_words(line, month, to)) for line in calculation.not_counted
        ],
    }


def _line(line: Line, in_words: Callable[[Line, Language], str]) -> dict[str, Any]:
    return {
        "kind": line.kind.value,
        "label": line.label.to_document(),
        "amountOre": line.amount_ore,
        "law": line.law,
        "text": {"sv": in_words(line, "sv"), "en": in_words(line, "en")},
    }


def _payment(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": line["number"],
        "purpose": PURPOSES[Purpose(line["purpose"])].to_document(),
        "amountOre": line["amount_ore"],
        "payOn": line["pay_on"].isoformat(),
    }
