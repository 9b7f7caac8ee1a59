"""The sentences that entries are told in."""

import re
from pathlib import Path

import pytest

from services.audit.stories.texts import ACTS, ROLES, tell
from shared.auth.callers import Role
from shared.controllog.entries import Actor
from tests.harness.control_logs import an_entry

GLOSSARY = Path(__file__).parents[3] / "docs" / "glossary.md"


def test_every_act_of_the_glossary_has_a_sentence() -> None:
    acts = GLOSSARY.read_text().split("## Acts in the control log")[1].split("\n## ")[0]
    assert sorted(ACTS) == sorted(re.findall(r"`(\w+)`", acts))


def test_every_role_has_a_word() -> None:
    assert set(ROLES) == {role.value for role in Role if role is not Role.SERVICE}


@pytest.mark.parametrize("act", ACTS)
def test_every_sentence_can_be_turned(act: str) -> None:
    refused = tell(an_entry(act, outcome="refused", rule="C1", reason="broken payment chain"))
    assert re.fullmatch(r"Nekat \(C1: broken payment chain\): .+ inte( .+)? av utbetalare\.", refused.sv)
    assert re.fullmatch(r"Refused \(C1: broken payment chain\): .+ (was|were) not .+ by a payer\.", refused.en)


@pytest.mark.parametrize(
    ("actor", "act", "sv", "en"),
    [
        (
            Actor(role="payer", person="hK3vQ0bq7sXk2mT9uYpWaA"),
            "orderReleased",
            "Utbetalningen frisläpptes av utbetalare.",
            "The payment was released by a payer.",
        ),
        (
            Actor(role="service", service="payout"),
            "orderReady",
            "Betalningsuppdraget blev klart (systemet, utbetalning).",
            "The payment order was found ready (the system, payout).",
        ),
        (
            Actor(role="service", service="decision"),
            "decisionMade",
            "Utbetalning tog emot uppgiften från beslut: beslutet fattades.",
            "Payout was told by decision: the decision was made.",
        ),
        (
            Actor(role="service", service="decision"),
            "decisionStopped",
            "Beslutets utbetalningar stoppades av utbetalning på begäran av beslut.",
            "The decision's payments were stopped by payout at the request of decision.",
        ),
        (Actor(role="newRole"), "newAct", "newAct gjordes av newRole.", "newAct was done by newRole."),
    ],
)
def test_it_says_who_and_what(actor: Actor, act: str, sv: str, en: str) -> None:
    told = tell(an_entry(act, actor=actor))
    assert (told.sv, told.en) == (sv, en)


def test_what_another_service_told_can_be_refused() -> None:
    sender = Actor(role="service", service="decision")
    told = tell(an_entry("decisionMade", actor=sender, outcome="refused", rule="C4", reason="statement refused"))
    assert told.sv == "Utbetalning nekade uppgiften från beslut: beslutet fattades (C4: statement refused)."


def test_why_an_application_was_not_granted_is_told_with_its_law() -> None:
    rule = "incomesCover (SoL 12 kap. 1 §)"
    told = tell(an_entry("decisionExplained", rule=rule))
    assert told.sv == f"Beslutet förklarades för den sökande: {rule}, av utbetalare."
    assert told.en == f"The decision was explained to the applicant: {rule}, by a payer."
    assert "incomesCover" not in tell(an_entry("decisionMade", rule=rule)).sv
