"""What the registers hold, and how each household applies: in its own sign-in, or on paper."""

from deploy.local.demo.people import CLIENT, Person
from deploy.local.demo.registering import Household
from deploy.local.demo.scenario import Case
from deploy.local.stack import Stack
from shared.months import Month

REASONABLE_WAIT = 60.0


def tell_registers(stack: Stack, case: Case, month: Month) -> None:
    """Every adult is known to the registers. The applicant has what the case says, paid in the month before."""
    control_month = month.plus(-1)
    for place, adult in enumerate(case.people.adults):
        payment = {
            "kind": "BOB",
            "label": "Bostadsbidrag",
            "amountOre": case.benefit_ore,
            "periodFrom": str(control_month.first_day),
            "periodTo": str(control_month.last_day),
            "paidOn": str(control_month.first_day),
        }
        body = {
            "personalNumber": adult.number.digits,
            "jobSeeker": True,
            "fk": [payment] if place == 0 and case.benefit_ore else [],
            "faults": [{"kind": "unavailable", "block": "FK", "source": "FK"}] if case.silent_register else [],
        }
        CLIENT.put(f"{stack.urls['registers']}/persons/h{case.index}-{place}", json=body).raise_for_status()


def apply(typist: Person, household: Household, kind: str, month: Month) -> str:
    """The application's id. In a couple both sign; on paper the typist says that both have."""
    case = household.case
    body = {
        "householdId": household.id,
        "kind": kind,
        "month": str(month),
        "incomes": [{"memberId": household.members[0], "kind": "wage", "amountOre": case.wage_ore}]
        if case.wage_ore
        else [],
        "costs": [{"kind": "housing", "amountOre": case.housing_ore}, {"kind": "electricity", "amountOre": 45_000}],
        "attested": True,
    }
    if case.paper:
        return str(typist.post("intake", "/applications", body)["id"])
    made = household.applicant.post("intake", "/applications", body)
    if household.co_applicant is not None:
        household.co_applicant.post("intake", f"/applications/{made['id']}/signatures", {"attested": True})
    return str(made["id"])
