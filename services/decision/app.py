"""Decision: queues and claims, calculations, decisions. Used by economy secretaries, social workers and unit heads."""

from fastapi import FastAPI

from services.decision.acts import STATED
from services.decision.approvals import api as approvals
from services.decision.approvals import problems as approval_problems
from services.decision.calculations import api as calculations
from services.decision.calculations import http_problems as calculation_problems
from services.decision.claims import api as claims
from services.decision.claims import problems as claim_problems
from services.decision.completions import api as completions
from services.decision.completions import problems as completion_problems
from services.decision.completions.watching import watch_completions_for_ever
from services.decision.conclusions import problems as conclusion_problems
from services.decision.conflicts import api as conflicts
from services.decision.conflicts import problems as conflict_problems
from services.decision.decisions import api as decisions
from services.decision.decisions import http_problems as decision_problems
from services.decision.facts.receivers import RECEIVERS
from services.decision.in_force import api as in_force
from services.decision.late_answers import api as late_answers
from services.decision.late_answers import problems as late_answer_problems
from services.decision.late_completions import api as late_completions
from services.decision.late_completions import problems as late_completion_problems
from services.decision.payments import api as payments
from services.decision.payments import problems as payment_problems
from services.decision.payments.watching import watch_for_ever
from services.decision.queues import api as queues
from services.decision.queues.measures import count_decisions, waiting
from services.decision.recalculations import api as recalculations
from services.decision.revocations import api as revocations
from services.decision.revocations import problems as revocation_problems
from services.decision.rule_versions import api as rule_versions
from services.decision.settings import Settings
from services.decision.withdrawals import problems as withdrawal_problems
from services.decision.words import WORDS
from services.decision.work_items import api as work_items
from shared.problems import Busy, Text
from shared.rule_versions import problems as rule_problems
from shared.running import Service
from shared.web import build_app

SERVICE = Service(
    name="decision",
    title="Öppet bistånd – beslut (decision)",
    description=Text(
        "Köer, ärenden, beräkningar och beslut om ekonomiskt bistånd. För ekonomisekreterare, socialsekreterare och "
        "enhetschefer. Ingen väljer ärende, och ingen ser namn, personnummer eller kontonummer här.",
        "Queues, work items, calculations and decisions on social assistance. For economy secretaries, social workers "
        "and unit heads. Nobody chooses a case, and no name, personal number or account number is shown here.",
    ),
    settings=Settings,
    states=STATED,
    routers=(
        queues.router,
        claims.router,
        work_items.router,
        completions.router,
        calculations.router,
        decisions.router,
        recalculations.router,
        approvals.router,
        conflicts.router,
        revocations.router,
        payments.router,
        late_answers.router,
        late_completions.router,
        in_force.router,
        rule_versions.router,
    ),
    words=WORDS,
    problems={
        **claim_problems.PROBLEMS,
        **completion_problems.PROBLEMS,
        **withdrawal_problems.PROBLEMS,
        **calculation_problems.PROBLEMS,
        **decision_problems.PROBLEMS,
        **revocation_problems.PROBLEMS,
        **approval_problems.PROBLEMS,
        **payment_problems.PROBLEMS,
        **rule_problems.PROBLEMS,
        **conclusion_problems.PROBLEMS,
        **late_answer_problems.PROBLEMS,
        **late_completion_problems.PROBLEMS,
    },
    constraints={
        **claim_problems.CONSTRAINTS,
        **completion_problems.CONSTRAINTS,
        **withdrawal_problems.CONSTRAINTS,
        **calculation_problems.CONSTRAINTS,
        **decision_problems.CONSTRAINTS,
        **approval_problems.CONSTRAINTS,
        **conflict_problems.CONSTRAINTS,
        **revocation_problems.CONSTRAINTS,
        **payment_problems.CONSTRAINTS,
        **rule_problems.CONSTRAINTS,
        "rule_version_norm_name": Busy(),
        "decision_delegation_in_force": Busy(),
        **late_answer_problems.CONSTRAINTS,
        **late_completion_problems.CONSTRAINTS,
    },
    receivers=RECEIVERS,
    loops=(watch_for_ever, watch_completions_for_ever),
    measures=(waiting,),
    counted=count_decisions,
)


def build() -> FastAPI:
    return build_app(SERVICE)
