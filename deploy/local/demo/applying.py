"""What the registers hold, and how each household applies: in its own sign-in, or on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from deploy.local.demo.people import CLIENT, Person
from deploy.local.demo.registering import Household
from deploy.local.demo.town.calendar import BENEFITS_PAID_ON
from deploy.local.demo.town.case import Adult, Application, Benefit, Case, Cost
from deploy.local.installation import Installation
from shared.months import Month

_SOURCES = ("fk", "pm", "csn", "so")


@dataclass(frozen=True)
class Applied:
    """An application that has come in, with its id and case number as intake gave them."""

    household: Household
    application: Application
    id: str
    case_number: str


def tell_registers(stack: Installation, case: Case, application: Application) -> None:
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


def apply(typist: Person, household: Household, application: Application) -> Applied:
    """In a couple both sign; on paper the typist says that both have."""
    body = {
        "householdId": household.id,
        "kind": application.kind.value,
        "month": str(application.month),
        "incomes": [
            {"memberId": household.members[income.member], "kind": income.kind, "amountOre": income.ore}
            for income in application.incomes
        ],
        "costs": stated(application.first_costs or application.costs),
        "attested": True,
    }
    first, *others = reversed(household.adults) if application.by_partner else household.adults
    made = (typist if application.paper else first).post("intake", "/applications", body)
    for other in others if not application.paper else ():
        other.post("intake", f"/applications/{made['id']}/signatures", {"attested": True})
    return Applied(household, application, made["id"], made["caseNumber"])


def stated(costs: Iterable[Cost]) -> list[dict[str, Any]]:
    return [{"kind": cost.kind, "amountOre": cost.applied_ore} for cost in costs]


def _held(adult: Adult, source: str, case: Case, month: Month) -> list[dict[str, Any]]:
    this_month, months = case.of_the_month.month, (month.plus(-2), month.plus(-1))
    held = [(benefit, paid) for benefit in adult.benefits if benefit.source == source for paid in months]
    return [_payment(benefit, paid, ore) for benefit, paid in held if (ore := benefit.paid_in(paid, this_month))]


def _payment(benefit: Benefit, paid: Month, ore: int) -> dict[str, Any]:
    return {
        "kind": benefit.kind,
        "amountOre": ore,
        "periodFrom": str(paid.first_day),
        "periodTo": str(paid.last_day),
        "paidOn": str(paid.first_day.replace(day=BENEFITS_PAID_ON)),
    }
