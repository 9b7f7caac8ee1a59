"""Who approves, and what a stored proposal chose."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.decision.approvals.problems import PROBLEMS, ProposalStale
from services.decision.approvals.rules import (
    EarlierHands,
    ProposalStatus,
    Stale,
    choice_of,
    hindered,
    pays_the_same,
    status_of,
)
from services.decision.calculations.sources import RegisterBlock
from services.decision.decisions.drafting import LineChoice
from services.decision.decisions.purposes import Purpose
from services.decision.decisions.rules import Justification, Outcome
from services.decision.facts.kinds import OWN_CASE, TieKind
from services.decision.rejection_grounds.listed import RejectionGround

ACCOUNT = UUID(int=1)
PERSONS = st.sampled_from(["a", "b", "c"])
LINE = {
    "number": 1,
    "accountId": str(ACCOUNT),
    "accountVersion": 2,
    "purpose": "incomeSupport",
    "amountOre": 3_100_000,
    "payOn": "2026-12-01",
}


@given(approver=PERSONS, proposed=PERSONS, calculated=PERSONS, ties=st.frozensets(st.sampled_from(TieKind)))
def test_who_approves_has_no_other_part_whatsoever(
    approver: str, proposed: str, calculated: str, ties: frozenset[TieKind]
) -> None:
    broken = hindered(approver, EarlierHands(proposed, calculated), ties)

    free = not ties and approver not in (proposed, calculated)
    assert (broken is None) == free
    if broken is not None:
        assert broken.rule == ("C2" if ties & OWN_CASE else "C1")


@pytest.mark.parametrize(
    ("earlier", "act"),
    [(EarlierHands("me", "other"), "decisionProposed"), (EarlierHands("other", "me"), "calculationMade")],
)
def test_the_earlier_act_is_named(earlier: EarlierHands, act: str) -> None:
    broken = hindered("me", earlier, ())

    assert broken is not None
    assert broken.earlier_act == act


def test_a_proposal_waits_until_it_has_ended() -> None:
    assert status_of(None) is ProposalStatus.AWAITING_APPROVAL
    assert status_of("returned") is ProposalStatus.RETURNED


def test_what_was_proposed_is_what_is_judged_again() -> None:
    choice = choice_of(
        {
            "outcome": "partlyGranted",
            "lines": [LINE],
            "grounds": [{"code": "aboveGuideline", "list": "rejection-grounds-1"}],
            "obstacles": [{"memberId": "m", "code": "noObstacle"}],
            "reasons": "Skäl.",
            "justifications": [{"memberId": "m", "block": "SO", "text": "Kassan svarar inte."}],
        }
    )

    assert (choice.outcome, choice.reasons, choice.obstacles) == (
        Outcome.PARTLY_GRANTED,
        "Skäl.",
        (("m", "noObstacle"),),
    )
    assert choice.grounds == (RejectionGround.ABOVE_GUIDELINE,)
    assert choice.lines == (LineChoice(ACCOUNT, Purpose.INCOME_SUPPORT, 3_100_000, date(2026, 12, 1)),)
    assert choice.justifications == (Justification("m", RegisterBlock.SO, "Kassan svarar inte."),)


def test_a_new_version_of_the_account_is_not_what_was_proposed() -> None:
    assert pays_the_same([LINE], [dict(LINE)])
    assert not pays_the_same([LINE], [{**LINE, "accountVersion": 3}])
    assert not pays_the_same([LINE], [])


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_stale_says_what_to_do(language: str) -> None:
    said = PROBLEMS[ProposalStale].document({"because": Stale.OTHER_HANDS.value}, language)["detail"]

    assert ("en annan del" in said) or ("another part" in said)
    assert ("Lämna tillbaka det" in said) or ("Return it" in said)
