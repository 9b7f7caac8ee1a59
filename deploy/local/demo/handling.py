"""What a handler does with a work item: looks at declared and seen, calculates, decides."""

from typing import Any

from deploy.local.demo.people import Person
from deploy.local.demo.scenario import Case
from shared.months import Month

OBSTACLE = "unemployedNoBenefit"


def take_all(handlers: tuple[Person, ...], queue: str, cases: dict[str, Case], pay_on: str) -> list[dict[str, Any]]:
    """Free handlers take the next one, in turn, until the queue is empty. `cases` by household id."""
    decisions: list[dict[str, Any]] = []
    while True:
        taken = [decided for handler in handlers if (decided := take_next(handler, queue, cases, pay_on))]
        if not taken:
            return decisions
        decisions += taken


def take_next(handler: Person, queue: str, cases: dict[str, Case], pay_on: str) -> dict[str, Any] | None:
    claim = handler.call("POST", "decision", "/claims", json={"queue": queue})
    if claim.status_code == 204:
        return None
    return decide(handler, handler.answer(claim, 201)["workItemId"], cases, pay_on)


def decide(handler: Person, work_item: str, cases: dict[str, Case], pay_on: str) -> dict[str, Any]:
    item = handler.get("decision", f"/work-items/{work_item}")
    case = cases[item["householdId"]]
    calculation = handler.post("decision", f"/work-items/{work_item}/calculations", calculation_body(item, case))
    body = decision_body(item, case, calculation, pay_on)
    return dict(handler.post("decision", f"/work-items/{work_item}/decision", body))


def calculation_body(item: dict[str, Any], case: Case) -> dict[str, Any]:
    costs = []
    if case.approved_housing_ore is not None:
        reduced = "Hyran överstiger kommunens högsta godtagbara hyra."
        costs.append({"kind": "housing", "approvedOre": case.approved_housing_ore, "reason": reduced})
    return {"costs": costs, "incomes": [*_declared(item), *_seen(item)]}


def _declared(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "kind": income["kind"],
            "memberId": income["memberId"],
            "receivedOre": income["amountOre"],
            "source": "declared",
        }
        for income in item["incomes"]
    ]


def _seen(item: dict[str, Any]) -> list[dict[str, Any]]:
    """What the registers show as paid in the control month, the month before the application's (M−1)."""
    control_month = Month.parse(item["month"]).plus(-1)
    return [
        {
            "kind": income["kind"],
            "memberId": answer["memberId"],
            "receivedOre": income["amountOre"],
            "source": "register",
        }
        for answer in item["evidence"]
        for income in answer["incomes"]
        if income["kind"] and str(income["paidOn"]).startswith(str(control_month))
    ]


def decision_body(item: dict[str, Any], case: Case, calculation: dict[str, Any], pay_on: str) -> dict[str, Any]:
    need = calculation["deficitOre"]
    outcome = "rejected" if need == 0 else "partlyGranted" if case.approved_housing_ore is not None else "granted"
    reasons = {
        "granted": "Hushållet kan inte försörja sig på annat sätt.",
        "partlyGranted": "Hyran beviljas till kommunens högsta godtagbara nivå.",
        "rejected": "Hushållets inkomster överstiger normen och de skäliga kostnaderna.",
    }
    body = {
        "calculationId": calculation["id"],
        "outcome": outcome,
        "reasons": reasons[outcome],
        "obstacles": [
            {"memberId": member["memberId"], "code": OBSTACLE}
            for member in item["members"]
            if member["role"] != "child"
        ],
        "lines": [] if outcome == "rejected" else [_line(item, need, pay_on)],
    }
    if any(answer["verdict"] == "notVerifiable" for answer in item["evidence"]):
        body["notVerifiableReason"] = (
            "Registret svarar inte; den sökandes uppgifter och kontoutdrag godtas tills vidare."
        )
    return body


def _line(item: dict[str, Any], amount_ore: int, pay_on: str) -> dict[str, Any]:
    (account,) = (account for account in item["accounts"] if account["status"] == "payable")
    return {
        "accountId": account["accountId"],
        "purpose": "incomeSupport",
        "amountOre": amount_ore,
        "payOn": pay_on,
    }
