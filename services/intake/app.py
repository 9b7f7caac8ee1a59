"""Intake: households, accounts, applications, register evidence. Used by the citizens' e-service and by registrars."""

from fastapi import FastAPI

from services.intake.accounts import api as accounts
from services.intake.accounts import problems as account_problems
from services.intake.accounts.receivers import account_compared
from services.intake.acts import STATED
from services.intake.applications import api as applications
from services.intake.applications import problems as application_problems
from services.intake.applications import reading
from services.intake.applications.arriving import LOOK_UP
from services.intake.applications.receivers import decision_made, decision_revoked, decision_undone, payment_ended
from services.intake.completions import api as completions
from services.intake.completions import problems as completion_problems
from services.intake.completions.receivers import completion_lapsed, completion_requested
from services.intake.conflicts import receivers as conflicts
from services.intake.evidence import api as evidence
from services.intake.evidence.again import ask_again_for_ever
from services.intake.evidence.jobs import look_up
from services.intake.households import api as households
from services.intake.households import problems as household_problems
from services.intake.in_force import api as in_force
from services.intake.progress.receivers import decision_explained, payment_sent
from services.intake.settings import Settings
from services.intake.start_check import own_settings
from services.intake.withdrawals import api as withdrawals
from services.intake.withdrawals import problems as withdrawal_problems
from services.intake.words import WORDS
from shared.problems import FactContradicted, Text
from shared.running import Service
from shared.web import build_app

SERVICE = Service(
    name="intake",
    title="Öppet bistånd – ansökan (intake)",
    description=Text(
        "Hushåll, konton, ansökningar och registerkontroller. För medborgarnas e-tjänst och för registratorer.",
        "Households, accounts, applications and register evidence. For the citizens' e-service and for registrars.",
    ),
    settings=Settings,
    states=STATED,
    checks=(own_settings,),
    routers=(
        households.router,
        accounts.router,
        applications.router,
        reading.router,
        completions.router,
        withdrawals.router,
        evidence.router,
        in_force.router,
    ),
    words=WORDS,
    problems={
        **household_problems.PROBLEMS,
        **account_problems.PROBLEMS,
        **application_problems.PROBLEMS,
        **completion_problems.PROBLEMS,
        **withdrawal_problems.PROBLEMS,
    },
    constraints={
        **household_problems.CONSTRAINTS,
        **account_problems.CONSTRAINTS,
        **application_problems.CONSTRAINTS,
        **completion_problems.CONSTRAINTS,
        "decision_explained_pkey": FactContradicted(),
        "payment_sent_pkey": FactContradicted(),
        **withdrawal_problems.CONSTRAINTS,
        **conflicts.CONSTRAINTS,
    },
    receivers={
        ("payout", "accountCompared"): account_compared,
        ("decision", "decisionMade"): decision_made,
        ("decision", "decisionRevoked"): decision_revoked,
        ("decision", "decisionUndone"): decision_undone,
        ("decision", "decisionExplained"): decision_explained,
        ("payout", "paymentSent"): payment_sent,
        ("decision", "completionRequested"): completion_requested,
        ("decision", "completionLapsed"): completion_lapsed,
        ("decision", "conflictDeclared"): conflicts.conflict_declared,
        ("payout", "paymentEnded"): payment_ended,
    },
    jobs={LOOK_UP: look_up},
    loops=(ask_again_for_ever,),
)


def build() -> FastAPI:
    return build_app(SERVICE)
