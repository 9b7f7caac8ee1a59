"""What is frozen of an answer, and what of it decision gets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.intake.evidence.asking import Question
from services.intake.evidence.rules import frozen_income, handed_over, newest
from services.intake.registers.client import LookUp
from services.intake.registers.rules import BlockAnswer
from shared.canonical import digest, digest_bytes, new_salt
from shared.ids import new_id


def frozen_evidence(question: Question, found: LookUp) -> list[dict[str, Any]]:
    """A row for each block, with the salted digest of what it says."""
    return [_frozen(question, found, found.answers[block]) for block in sorted(found.answers)]


def _frozen(question: Question, found: LookUp, answer: BlockAnswer) -> dict[str, Any]:
    row = {
        "id": new_id(),
        "application_id": question.application_id,
        "member_id": question.member_id,
        "number": question.number,
        "block": answer.block.value,
        "verdict": answer.verdict.value,
        "reason": None if answer.reason is None else answer.reason.value,
        "detail": answer.detail,
        "incomes": [frozen_income(income) for income in answer.incomes],
    }
    salt = new_salt()
    said = {**handed_over({**row, "asked_at": found.asked_at}), "detail": answer.detail, "salt": salt}
    return {**row, "salt": salt, "digest": digest(said)}


def answer_document(question: Question, found: LookUp, evidence: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the control log has the digest of: the raw answer and each block, by their digests."""
    return {
        "salt": new_salt(),
        "questionId": str(question.id),
        "number": question.number,
        "correlationId": str(found.correlation_id),
        "askedAt": found.asked_at.isoformat(),
        "answeredAt": found.answered_at.isoformat(),
        "rawDigest": digest_bytes(found.raw),
        "evidence": {row["block"]: row["digest"] for row in evidence},
    }


def answer_row(question: Question, found: LookUp, document: dict[str, Any]) -> dict[str, Any]:
    return {
        "application_id": question.application_id,
        "member_id": question.member_id,
        "number": question.number,
        "question_id": question.id,
        "correlation_id": found.correlation_id,
        "asked_at": found.asked_at,
        "answered_at": found.answered_at,
        "protected": found.protected,
        "raw": found.raw,
        "document": document,
    }


def verified_document(application: Mapping[str, Any], evidence: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The object that is stated and handed over (docs/hand-overs.md): each block's newest answer. `protected`: some
    answer, also an earlier one, marks an adult so."""
    rows = list(evidence)
    return {
        "salt": new_salt(),
        "applicationId": str(application["id"]),
        "caseNumber": application["case_number"],
        "householdId": str(application["household_id"]),
        "householdVersion": application["household_version"],
        "protected": any(row["protected"] for row in rows),
        "incomes": application["incomes"],
        "costs": application["costs"],
        "evidence": [handed_over(row) for row in newest(rows)],
    }
