"""What the person reads: the outcome, why, and how to appeal (FL 31–33, 43–44 §§)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.decision.calculations.facts import CalculationFacts
from services.decision.calculations.household import Household, Member, MemberRole
from services.decision.calculations.rules import calculate
from services.decision.decisions.purposes import PURPOSES, Purpose
from services.decision.decisions.rules import Outcome
from services.decision.decisions.wording import Decided, WordedLine, wording
from services.decision.norms.stored import norm_for
from services.decision.rejection_grounds.listed import NEWEST, RejectionGround
from services.decision.rejection_grounds.rules import StatedGround
from shared.auth.callers import Role
from shared.months import Month

MONTH = Month(2026, 12)
CALCULATION = calculate(
    CalculationFacts(MONTH, norm_for(MONTH), Household((Member("a", MemberRole.ADULT, date(1990, 2, 2)),)))
)
DECIDED = Decided(
    case_number="EB-2026-000123",
    outcome=Outcome.GRANTED,
    calculation=CALCULATION,
    lines=(WordedLine(Purpose.INCOME_SUPPORT, CALCULATION.deficit_ore, date(2026, 11, 27)),),
    reasons="Hushållet kan inte försörja sig.",
    role=Role.ECONOMY_SECRETARY,
    decided_at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC),
)


def test_it_says_what_was_decided_and_what_is_paid_when() -> None:
    said = "\n".join(wording(DECIDED, "sv")).replace("\u00a0", " ")

    assert "Beslut om ekonomiskt bistånd för december 2026, ärende EB-2026-000123." in said
    assert "Din ansökan beviljas." in said
    assert "Du får 5 220,00 kr." in said
    assert "Försörjningsstöd: 5 220,00 kr betalas ut tidigast 2026-11-27." in said
    assert "Skäl: Hushållet kan inte försörja sig." in said


def test_the_day_is_the_day_in_sweden() -> None:
    assert "Beslutat 2026-11-23 av en ekonomisekreterare" in wording(DECIDED, "sv")[1]


def test_what_was_approved_says_who_decided_and_who_proposed() -> None:
    approved = replace(DECIDED, approved=Role.UNIT_HEAD)

    assert wording(approved, "sv")[1] == (
        "Beslutat 2026-11-23 av en enhetschef på socialnämndens uppdrag, efter förslag av en ekonomisekreterare."
    )
    assert "by a unit head on behalf of the social welfare board, as proposed by an" in wording(approved, "en")[1]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_decision_shows_its_calculation_and_how_to_appeal(language: str) -> None:
    lines = wording(DECIDED, "sv" if language == "sv" else "en")

    calculation = CALCULATION.explanation("sv" if language == "sv" else "en")
    assert set(calculation) <= set(lines)
    appeal = "\n".join(lines[lines.index(calculation[-1]) + 1 :])
    assert "SoL 35 kap. 1 §" in appeal
    assert "FL 43 §" in appeal
    assert "FL 44 §" in appeal
    assert ("tre veckor" in appeal) or ("three weeks" in appeal)


def test_a_rejection_pays_nothing_and_says_so() -> None:
    lines = wording(replace(DECIDED, outcome=Outcome.REJECTED, lines=()), "sv")

    assert "Din ansökan avslås." in lines
    assert not any("betalas ut" in line or line.startswith("Du får") for line in lines[:6])


def test_both_languages_say_as_much() -> None:
    assert len(wording(DECIDED, "sv")) == len(wording(DECIDED, "en"))
    assert not set(wording(DECIDED, "sv")) & set(wording(DECIDED, "en"))


def test_every_purpose_has_a_name() -> None:
    assert set(PURPOSES) == set(Purpose)


def test_what_goes_against_the_applicant_says_its_ground_and_law_before_the_reasons() -> None:
    ground = StatedGround(RejectionGround.INCOMES_COVER, NEWEST)
    rejected = replace(DECIDED, outcome=Outcome.REJECTED, lines=(), grounds=(ground,))
    sv, en = wording(rejected, "sv"), wording(rejected, "en")
    said = "Grund: Hushållets inkomster täcker det behov som kan godtas. (SoL 12 kap. 1 §)"
    assert sv.index(said) < sv.index(f"Skäl: {DECIDED.reasons}")
    assert "Ground: The household's incomes cover the need that can be approved. (SoL 12 kap. 1 §)" in en
