"""Payout: payment orders, releases, bank files and reports. The only service that can open an account."""

from fastapi import FastAPI

from services.payout.accounts import receivers as accounts
from services.payout.accounts.problems import PROBLEMS as ACCOUNT_PROBLEMS
from services.payout.acts import STATED
from services.payout.bank_days import api as bank_days
from services.payout.bank_days.problems import PROBLEMS as BANK_DAY_PROBLEMS
from services.payout.differences import api as differences
from services.payout.differences.measures import unacknowledged
from services.payout.differences.problems import CONSTRAINTS as DIFFERENCE_CONSTRAINTS
from services.payout.differences.problems import PROBLEMS as DIFFERENCE_PROBLEMS
from services.payout.evidence import api as evidence
from services.payout.facts import receivers as facts
from services.payout.limits import api as limits
from services.payout.limits.problems import PROBLEMS as LIMIT_PROBLEMS
from services.payout.limits.problems import OrderHeld
from services.payout.limits.rules import HoldReason
from services.payout.orders import api as orders
from services.payout.orders import receivers as decisions
from services.payout.orders import stopping
from services.payout.orders.measures import unfinished
from services.payout.orders.problems import PROBLEMS as ORDER_PROBLEMS
from services.payout.orders.problems import AboveGranted, DecisionRevoked, RenewalDiffers
from services.payout.releases import api as releases
from services.payout.releases.making import make_file
from services.payout.releases.problems import PROBLEMS as RELEASE_PROBLEMS
from services.payout.releases.problems import LogBehind, ReleasedBeforeRestore
from services.payout.releases.recovering import hold_lost_releases
from services.payout.releases.releasing import MAKE_FILE
from services.payout.reports import api as reports
from services.payout.reports.problems import PROBLEMS as REPORT_PROBLEMS
from services.payout.reports.reading import read_for_ever
from services.payout.rule_versions import api as rule_versions
from services.payout.settings import Settings
from services.payout.start_check import own_settings
from services.payout.stops import api as stops
from services.payout.stops import receivers as revocations
from services.payout.words import WORDS
from shared.problems import BrokenChain, DomainError, FactContradicted, ObjectNotAsAgreed, Text
from shared.rule_versions.problems import CONSTRAINTS as RULE_CONSTRAINTS
from shared.rule_versions.problems import PROBLEMS as RULE_PROBLEMS
from shared.running import Service
from shared.web import build_app

CONSTRAINTS: dict[str, DomainError] = {
    **DIFFERENCE_CONSTRAINTS,
    "difference_acknowledged_apart": BrokenChain("C1", "earlierHand"),
    "account_entry_number_once": FactContradicted(),
    "household_member_pkey": ObjectNotAsAgreed(),
    "household_representative_pkey": ObjectNotAsAgreed(),
    "line_renewal_number_once": FactContradicted(),
    "line_renewal_of_a_standing_decision": DecisionRevoked(),
    "line_version_pays_the_same": RenewalDiffers(),
    "line_version_stated": RenewalDiffers(),
    "decision_line_pkey": ObjectNotAsAgreed(),
    "payment_order_granted": AboveGranted(),
    "order_hand_account_decision_release": BrokenChain("C1", "earlierHand"),
    "order_hand_entry_decision_release": BrokenChain("C1", "entry"),
    "order_hand_own_case": BrokenChain("C2", "householdMember"),
    "payment_order_limit": OrderHeld(None, HoldReason.AMOUNT),
    "payment_order_household_month_limit": OrderHeld(None, HoldReason.HOUSEHOLD_MONTH),
    "release_order_log_whole": LogBehind(),
    "release_order_not_lost": ReleasedBeforeRestore(),
    "order_hand_conflict": BrokenChain("C2", "conflictOfInterest"),
    **RULE_CONSTRAINTS,
}

SERVICE = Service(
    name="payout",
    title="Öppet bistånd – utbetalning (payout)",
    description=Text(
        "Betalningsuppdrag, frisläppande, bankfiler och bankens återrapporter. För utbetalare och enhetschefer.",
        "Payment orders, releases, bank files and the bank's reports. For payers and unit heads.",
    ),
    settings=Settings,
    states=STATED,
    checks=(own_settings,),
    opens_boxes=True,
    routers=(
        orders.router,
        stopping.router,
        limits.router,
        releases.router,
        reports.router,
        bank_days.router,
        differences.router,
        stops.router,
        evidence.router,
        rule_versions.router,
    ),
    words=WORDS,
    problems={
        **ACCOUNT_PROBLEMS,
        **ORDER_PROBLEMS,
        **LIMIT_PROBLEMS,
        **RELEASE_PROBLEMS,
        **REPORT_PROBLEMS,
        **BANK_DAY_PROBLEMS,
        **DIFFERENCE_PROBLEMS,
        **RULE_PROBLEMS,
    },
    constraints=CONSTRAINTS,
    receivers={
        ("intake", "householdRegistered"): facts.household,
        ("intake", "householdChanged"): facts.household,
        ("intake", "accountEntered"): accounts.account_entered,
        ("intake", "applicationRegistered"): facts.application,
        ("intake", "completionRegistered"): facts.completion,
        ("decision", "decisionMade"): decisions.decision_made,
        ("decision", "lineRenewed"): decisions.line_renewed,
        ("decision", "decisionRevoked"): revocations.decision_revoked,
        ("decision", "conflictDeclared"): facts.conflict,
    },
    jobs={MAKE_FILE: make_file},
    loops=(read_for_ever,),
    recovered=hold_lost_releases,
    measures=(unfinished, unacknowledged),
)


def build() -> FastAPI:
    return build_app(SERVICE)
