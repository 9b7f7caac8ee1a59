"""What the registers hold, and how each household applies: in its own sign-in, or on paper."""

from collections.abc import Iterable
from typing import Any

from deploy.local.demo.people import CLIENT, Person
from deploy.local.demo.registering import Household
from deploy.local.demo.town.calendar import BENEFITS_PAID_ON
from deploy.local.demo.town.case import Adult, Application, Benefit, Case, Cost, Story
from deploy.local.stack import Stack
from shared.months import Month

_SOURCES = ("fk", "pm", "csn", "so")


def tell_registers(stack: Stack, case: Case, application: Application) -> None:
    """Every adult is known to the registers, with what was paid to them in the two months before. Only in the month's
    own applications does a register fail."""
    this_month = application.month == case.of_the_month.month
    for place, adult in enumerate(case.adults):
        body = {
            "personalNumber": adult.person.number.digits,
            "jobSeeker": adult.obstacle.startswith("unemployed"),
            "capital": {"assessmentYear": 2026, "amountKronor": 1_140} if adult.capital and this_month else None,
            "faults": [adult.fault] if adult.fault and this_month else [],
            **{source: _held(adult, source, case, application.month) for source in _SOURCES},
        }
        CLIENT.put(f"{stack.urls['registers']}/persons/h{case.index}-{place}", json=body).raise_for_status()


def apply(typist: Person, household: Household, application: Application) -> dict[str, Any]:
    """As intake registered it. In a couple both sign; on paper the typist says that both have."""
    body = {
        "householdId": household.id,
        "kind": application.kind.value,
        "month": str(application.month),
        "incomes": [
            {"memberId": household.members[income.member], "kind": income.kind, "amountOre": income.ore}
            for income in application.incomes
        ],
        "costs": stated(application.first_costs if _has_to_complete(household, application) else application.costs),
        "attested": True,
    }
    if application.paper:
        return dict(typist.post("intake", "/applications", body))
    first, *others = reversed(household.adults) if application.by_partner else household.adults
    made = first.post("intake", "/applications", body)
    for other in others:
        other.post("intake", f"/applications/{made['id']}/signatures", {"attested": True})
    return dict(made)


def complete(household: Household, application_id: str) -> None:
    """With all costs."""
    body = {
        "text": "Här är det som saknades.",
        "costs": stated(household.case.of_the_month.costs),
        "attested": True,
    }
    household.applicant.post("intake", f"/applications/{application_id}/completions", body)


def stated(costs: Iterable[Cost]) -> list[dict[str, Any]]:
    return [{"kind": cost.kind, "amountOre": cost.applied_ore} for cost in costs]


def _has_to_complete(household: Household, application: Application) -> bool:
    return household.case.story is Story.COMPLETES and application is household.case.of_the_month


def _held(adult: Adult, source: str, case: Case, month: Month) -> list[dict[str, Any]]:
    benefits = [benefit for benefit in adult.benefits if benefit.source == source]
    months = (month.plus(-2), month.plus(-1))
    return [_payment(benefit, paid, case.of_the_month.month) for benefit in benefits for paid in months]


def _payment(benefit: Benefit, paid: Month, this_month: Month) -> dict[str, Any]:
    return {
        "kind": benefit.kind,
        "amountOre": benefit.paid_in(paid, this_month),
        "periodFrom": str(paid.first_day),
        "periodTo": str(paid.last_day),
        "paidOn": str(paid.first_day.replace(day=BENEFITS_PAID_ON)),
    }
