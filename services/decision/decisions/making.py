"""Judging a decision before it is made: everything that can be refused is refused here, before a row is written."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.rules import recalculate
from services.decision.calculations.store import explanations
from services.decision.completions.problems import LooksPersonal
from services.decision.decisions.drafting import (
    DecisionChoice,
    PayableAccount,
    draft_of,
    late_or_past,
    unpayable,
)
from services.decision.decisions.http_problems import (
    AccountNotPayable,
    CalculationStale,
    impossible_pay_day,
    unfit,
)
from services.decision.decisions.problems import UnfitDecision
from services.decision.decisions.rules import DraftDecision, check_outcome
from services.decision.decisions.store import Delegation, Grounds
from services.decision.decisions.wording import Decided, WordedLine, wording
from services.decision.norms.approved import norm_finder
from services.decision.work_items.desk import Desk
from services.decision.work_items.rules import evidence_of
from shared.auth.callers import Role
from shared.persons import LOOKS_PERSONAL


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision that agrees with this calculation and with all that is known; by whom it may be made is another
    question."""

    desk: Desk
    grounds: Grounds
    choice: DecisionChoice
    calculation: Calculation
    draft: DraftDecision

    def within(self, delegation: Delegation) -> bool:
        return self.draft.granted_ore <= delegation.max_granted_ore

    @property
    def line_columns(self) -> list[dict[str, Any]]:
        """Numbered from 1 in the order they were given; the account version is its newest."""
        versions = {account.id: account.version for account in self.desk.accounts}
        return [
            {
                "number": number,
                "account_id": line.account,
                "account_version": versions[line.account],
                "purpose": line.purpose.value,
                "amount_ore": line.amount_ore,
                "pay_on": line.pay_on,
            }
            for number, line in enumerate(self.choice.lines, 1)
        ]

    @property
    def travelling_lines(self) -> list[dict[str, Any]]:
        """The lines in the form that they are handed over and proposed in."""
        return [_travelling(line) for line in self.line_columns]

    @property
    def content(self) -> dict[str, Any]:
        """What it says, by column, whether it is decided or proposed."""
        desk, grounds, draft = self.desk, self.grounds, self.draft
        return {
            "work_item_id": desk.id,
            "household_id": desk.household_id,
            "household_version": desk.household_version,
            "calculation_id": grounds.calculation_id,
            "calculated_by": grounds.calculated_by,
            "deficit_ore": self.calculation.deficit_ore,
            "outcome": draft.outcome.value,
            "granted_ore": draft.granted_ore,
            "reasons": draft.reasons,
            "grounds": [ground.to_document() for ground in draft.stated_grounds],
            "obstacles": [{"memberId": member, "code": code} for member, code in draft.obstacles],
            "justifications": [
                {"memberId": one.member, "block": one.block.value, "text": one.text} for one in draft.justifications
            ],
        }

    def columns(self, at: datetime, approved: Role | None) -> dict[str, Any]:
        """The content with what else a decision says, by column of its row; who made it and its statement are not in
        it. `approved`: in which role somebody approved it."""
        desk = self.desk
        return {
            **self.content,
            "application_id": desk.application_id,
            "case_number": desk.case_number,
            "kind": desk.kind.value,
            "month": str(desk.month),
            "verification_version": desk.verification_version,
            "wording": self.wording(at, approved),
            "decided_role": desk.role.value,
            "decided_at": at,
        }

    def document(self, decision_id: UUID, at: datetime, salt: str) -> dict[str, Any]:
        """The object that is stated and handed over (docs/hand-overs.md): no reasons, no person, no register answer."""
        desk = self.desk
        return {
            "salt": salt,
            "decisionId": str(decision_id),
            "applicationId": str(desk.application_id),
            "caseNumber": desk.case_number,
            "householdId": str(desk.household_id),
            "householdVersion": desk.household_version,
            "kind": desk.kind.value,
            "month": str(desk.month),
            "declarationVersion": desk.declaration_version,
            "outcome": self.draft.outcome.value,
            "grantedOre": self.draft.granted_ore,
            "decidedAt": at.isoformat(),
            "lines": self.travelling_lines,
        }

    def wording(self, at: datetime, approved: Role | None) -> dict[str, list[str]]:
        lines = tuple(WordedLine(line.purpose, line.amount_ore, line.pay_on) for line in self.choice.lines)
        decided = Decided(
            case_number=self.desk.case_number,
            outcome=self.draft.outcome,
            calculation=self.calculation,
            lines=lines,
            reasons=self.draft.reasons,
            grounds=self.draft.stated_grounds,
            role=self.desk.role,
            approved=approved,
            decided_at=at,
        )
        return {"sv": list(wording(decided, "sv")), "en": list(wording(decided, "en"))}


def _travelling(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": line["number"],
        "accountId": str(line["account_id"]),
        "accountVersion": line["account_version"],
        "purpose": line["purpose"],
        "amountOre": line["amount_ore"],
        "payOn": line["pay_on"].isoformat(),
    }


def judge(desk: Desk, grounds: Grounds, choice: DecisionChoice, today: date) -> Judged:
    """Raises CalculationStale, AccountNotPayable, DecisionUnfit, AboveDeficit or LooksPersonal."""
    calculation = _calculation(desk, grounds)
    _refuse_personal_numbers(choice, calculation)
    draft = draft_of(choice, calculation, desk.evidence, today, lapsed=grounds.completion_lapsed)
    try:
        check_outcome(calculation, draft, desk.evidence)
    except UnfitDecision as error:
        raise unfit(error) from error
    _check_lines(desk, choice, today)
    return Judged(desk, grounds, choice, calculation, draft)


def _refuse_personal_numbers(choice: DecisionChoice, calculation: Calculation) -> None:
    """The applicant reads these words with intake. Raises LooksPersonal."""
    basis = (held.reason for held in calculation.facts.job_stimulus)
    written = (choice.reasons, *(line.reason for line in calculation.lines), *basis)
    if any(LOOKS_PERSONAL.search(words) for words in written if words):
        raise LooksPersonal


def _calculation(desk: Desk, grounds: Grounds) -> Calculation:
    """Made again from its facts, to the öre and the word (C13). A decision never rests on what cannot be."""
    if grounds.household_version != desk.household_version:
        raise CalculationStale("householdChanged")
    if evidence_of(desk.month, desk.adults, grounds.verification["evidence"]).changed_in(desk.evidence):
        raise CalculationStale("evidenceChanged")
    if grounds.declaration_version != desk.declaration_version:
        raise CalculationStale("declarationChanged")
    if grounds.calculator_ties:
        raise CalculationStale("otherHands")
    again = recalculate(dict(grounds.calculation), norm_finder(grounds.norm))
    if again.to_document() != grounds.calculation or explanations(again) != grounds.explanation:
        raise CalculationStale("rulesChanged")
    return again


def _check_lines(desk: Desk, choice: DecisionChoice, today: date) -> None:
    if impossible := late_or_past(choice.lines, today):
        raise impossible_pay_day(impossible)
    accounts: dict[UUID, PayableAccount] = {
        account.id: PayableAccount(account.version, account.status) for account in desk.accounts
    }
    if refused := unpayable(choice.lines, accounts):
        raise AccountNotPayable(list(refused))
