"""Every route says who may call it, and every name of the field is in the glossary."""

from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from services.decision.approvals.rules import ProposalStatus
from services.decision.calculations.sources import Verdict
from services.decision.completions.rules import RequestEnd
from services.decision.conclusions.rules import Conclusion
from services.decision.decisions.rules import Outcome
from services.decision.facts.kinds import TieKind
from services.decision.payments.rules import Failure, Rest
from services.decision.queues.rules import Queue, Task
from services.decision.revocations.rules import StopOutcome
from services.decision.rule_versions.kinds import RuleKind
from services.intake.accounts.rules import AccountStatus
from services.intake.applications.rules import Channel, Kind, Status
from services.intake.completions.rules import Missing, Waiting
from services.intake.progress.rules import PaymentState, StepKind, WaitsFor
from services.payout.limits.rules import HoldReason, LimitKind
from services.payout.orders.states import OrderState
from services.payout.rule_versions.rules import RuleKind as LimitRuleKind
from shared.acts import ActRoute
from shared.auth.callers import Role
from shared.openapi import described_routes, who_may_call
from shared.rule_versions.rules import RuleVersionStatus

ROOT = Path(__file__).parents[2]
SERVICES = ("intake", "decision", "payout", "audit")
OPEN = {"/v1/api-info"}
"""Routes that anybody may call: they tell nothing of anyone."""


def app(service: str) -> FastAPI:
    built = import_module(f"services.{service}.app").build()
    assert isinstance(built, FastAPI)
    return built


def routes(service: str) -> list[tuple[str, APIRoute]]:
    found = described_routes(app(service))
    assert len(found) > 1, "a list of none would pass every test"
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_is_an_act_that_says_who_may_do_it(service: str) -> None:
    unguarded = [
        path
        for path, route in routes(service)
        if path not in OPEN and (who_may_call(route) is None or not isinstance(route, ActRoute))
    ]
    assert unguarded == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_administrator_and_the_auditor_have_no_part_in_the_chain(service: str) -> None:
    """Neither may do anything that acts in the three services of the chain; the auditor only reads. A rule that the
    administrator proposes counts for nothing until a unit head approves it."""
    for path, route in routes(service):
        allowed = who_may_call(route)
        if allowed is not None and service != "audit" and "POST" in (route.methods or ()):
            proposes = allowed.name == "ruleVersionProposed"
            assert not allowed.roles & {Role.AUDITOR, *([] if proposes else [Role.ADMINISTRATOR])}, path


@pytest.mark.parametrize(
    "names",
    [
        Role,
        Kind,
        Channel,
        Status,
        AccountStatus,
        Queue,
        Verdict,
        Outcome,
        StopOutcome,
        Task,
        Failure,
        Rest,
        Conclusion,
        OrderState,
        LimitKind,
        HoldReason,
        ProposalStatus,
        TieKind,
        RuleKind,
        LimitRuleKind,
        RuleVersionStatus,
        Missing,
        RequestEnd,
        Waiting,
        WaitsFor,
        StepKind,
        PaymentState,
    ],
    ids=lambda names: names.__name__,
)
def test_every_name_of_the_field_is_in_the_glossary(names: type[StrEnum]) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    assert [name.value for name in names if f"`{name.value}`" not in glossary] == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_act_of_a_route_is_in_the_glossary(service: str) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    acts = {allowed.name for _, route in described_routes(app(service)) if (allowed := who_may_call(route))}
    assert acts
    assert [act for act in sorted(acts) if f"`{act}`" not in glossary] == []
