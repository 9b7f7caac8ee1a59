"""What a handler does with a work item: looks at declared and seen, calculates, decides."""

from dataclasses import dataclass
from typing import Any

import httpx

from deploy.local.demo.claiming import Item
from deploy.local.demo.people import Person
from deploy.local.demo.registering import Household
from deploy.local.demo.town.case import Application, Kind
from deploy.local.demo.waiting import wait_for
from shared.months import Month

_CUT = "Hyran är över kommunens högsta godtagbara nivå."
BLOCKS = {"fk": "FK", "pm": "FK", "csn": "CSN", "so": "SO"}
"""Which block of a look-up each source answers in."""


@dataclass(frozen=True)
class Finding:
    """What the handler finds, as the applicant reads it, and the codes of what goes against them."""

    outcome: str
    reasons: str
    grounds: tuple[str, ...] = ()


NOT_COMPLETED = Finding("rejected", "De uppgifter som vi har bett om har inte kommit in.", ("notCompleted",))
BY_NORM = (
    Finding("granted", "Hushållet kan inte försörja sig på annat sätt."),
    Finding("partlyGranted", "Hyran beviljas till kommunens högsta godtagbara nivå.", ("costNotReasonable",)),
    Finding("rejected", "Hushållets inkomster överstiger normen och de skäliga kostnaderna.", ("incomesCover",)),
)
ABOVE_NORM = (
    Finding("granted", "Behovet behöver tillgodoses för en skälig levnadsnivå."),
    Finding("partlyGranted", "Behovet beviljas till vad som behövs för en skälig levnadsnivå.", ("costNotReasonable",)),
    Finding("rejected", "Behovet kan tillgodoses på annat sätt.", ("incomesCover",)),
)
"""In whole, in part, and not at all."""


def calculate(handler: Person, item: Item, household: Household) -> dict[str, Any]:
    path = f"/work-items/{item['id']}/calculations"
    return dict(handler.post("decision", path, calculation_body(item, household)))


def decide(handler: Person, item: Item, household: Household, calculation: dict[str, Any]) -> httpx.Response:
    """201 and the decision, or 202 and a proposal where the sum is above the handler's delegation."""
    path = f"/work-items/{item['id']}/decision"
    return handler.try_post("decision", path, _body(handler, item, household, calculation))


def calculation_body(item: Item, household: Household) -> dict[str, Any]:
    application = household.case.application(item["kind"], item["month"])
    return {
        "costs": _costs(household, application),
        "incomes": [*_declared(item), *_seen(item), *_shown_otherwise(item, household)],
        "members": _members(item, household),
        "jobStimulus": _job_stimulus(item, household, application),
        "others": household.case.others,
    }


def _body(handler: Person, item: Item, household: Household, calculation: dict[str, Any]) -> dict[str, Any]:
    application = household.case.application(item["kind"], item["month"])
    found = _finding(item, application, calculation)
    body = {
        "calculationId": calculation["id"],
        "outcome": found.outcome,
        "reasons": found.reasons,
        "grounds": found.grounds,
        "obstacles": [
            {"memberId": member, "code": adult.obstacle}
            for member, adult in zip(household.members, household.case.adults, strict=False)
        ],
        "lines": [] if found.outcome == "rejected" else [_line(handler, item, application, calculation["deficitOre"])],
    }
    if _unanswered(item):
        body["notVerifiableReason"] = (
            "Registret svarar inte; den sökandes uppgifter och kontoutdrag godtas tills vidare."
        )
    return body


def _finding(item: Item, application: Application, calculation: dict[str, Any]) -> Finding:
    if any(asked.get("endedBecause") == "lapsed" for asked in item["completionRequests"]):
        return NOT_COMPLETED
    whole, part, nothing = ABOVE_NORM if application.kind is Kind.ABOVE_NORM else BY_NORM
    if not calculation["deficitOre"]:
        return nothing
    return whole if calculation["deficitOre"] == calculation["appliedDeficitOre"] else part


def _costs(household: Household, application: Application) -> list[dict[str, Any]]:
    """Only what is cut is assessed by itself. Above the norm every need is, and the ordinary costs are the handler's
    own knowledge of the household."""
    if application.kind is not Kind.ABOVE_NORM:
        cut = [cost for cost in application.costs if cost.approved_ore < cost.applied_ore]
        return [{"kind": one.kind, "approvedOre": one.approved_ore, "reason": _CUT} for one in cut]
    needs = [
        {"kind": need.kind, "approvedOre": need.approved_ore, "reason": "Bedömt efter intyg och kostnadsförslag."}
        for need in application.costs
    ]
    ordinary = household.case.of_the_month.costs
    return needs + [{"kind": cost.kind, "approvedOre": cost.approved_ore} for cost in ordinary]


def _declared(item: Item) -> list[dict[str, Any]]:
    return [
        {
            "kind": income["kind"],
            "memberId": income["memberId"],
            "receivedOre": income["amountOre"],
            "source": "declared",
        }
        for income in item["incomes"]
    ]


def _job_stimulus(item: Item, household: Household, application: Application) -> list[dict[str, Any]]:
    """Whose six months of income support lie before what the system has decided."""
    working = dict.fromkeys(household.members[one.member] for one in application.incomes if one.stimulus)
    qualified_from = str(Month.parse(item["month"]).plus(-9))
    return [
        {"memberId": member, "qualifiedFrom": qualified_from, "reason": "Enligt beslut i det tidigare systemet."}
        for member in working
    ]


def _seen(item: Item) -> list[dict[str, Any]]:
    """What the registers show as paid in the control month, the month before the application's (M−1)."""
    return [
        {
            "kind": income["kind"],
            "memberId": answer["memberId"],
            "receivedOre": income["amountOre"],
            "source": "register",
        }
        for answer in item["evidence"]
        if answer["verdict"] == "answered"
        for income in answer["incomes"]
        if income["kind"] and str(income["paidOn"]).startswith(str(_control_month(item)))
    ]


def _shown_otherwise(item: Item, household: Household) -> list[dict[str, Any]]:
    """What a register that does not answer would have shown, by the bank statement that the household brings."""
    silent = {(answer["memberId"], answer["block"]) for answer in item["evidence"] if not _answers(answer)}
    this_month = household.case.of_the_month.month
    return [
        {
            "kind": benefit.income,
            "memberId": member,
            "receivedOre": benefit.paid_in(_control_month(item), this_month),
            "source": "handler",
            "reason": "Enligt kontoutdrag, eftersom registret inte svarar.",
        }
        for member, adult in zip(household.members, household.case.adults, strict=False)
        for benefit in adult.benefits
        if (member, BLOCKS[benefit.source]) in silent and not benefit.hidden
    ]


def _members(item: Item, household: Household) -> list[dict[str, Any]]:
    """Children who count in another way than most: school youth, and who has lunch away from home."""
    found, first_day = [], Month.parse(item["month"]).first_day
    children = household.members[len(household.case.adults) :]
    for member, child in zip(children, household.case.children, strict=True):
        in_school = child.born.replace(year=child.born.year + 18) <= first_day
        if in_school or not child.lunch_at_home:
            found.append({"memberId": member, "inSchool": in_school, "lunchAtHome": child.lunch_at_home})
    return found


def _control_month(item: Item) -> Month:
    return Month.parse(item["month"]).plus(-1)


def _answers(answer: dict[str, Any]) -> bool:
    return bool(answer["verdict"] != "notVerifiable")


def _unanswered(item: Item) -> bool:
    """Also where a register's answer holds something that the handler cannot make out."""
    told = any(deviation["kind"] == "notVerifiable" for deviation in item["deviations"])
    return told or not all(map(_answers, item["evidence"]))


def _line(handler: Person, item: Item, application: Application, amount_ore: int) -> dict[str, Any]:
    above = application.kind is Kind.ABOVE_NORM
    return {
        "accountId": payable(handler, item["id"]),
        "purpose": "otherLivingCosts" if above else "incomeSupport",
        "amountOre": amount_ore,
        "payOn": application.pay_on.isoformat(),
    }


def payable(handler: Person, item_id: str, version: int = 1) -> str:
    """The id of the account that can be paid to, once decision has heard of this version of it: what intake hands over
    may come after the work item did."""
    found: list[str] = []

    def is_there() -> bool:
        accounts = handler.get("decision", f"/work-items/{item_id}")["accounts"]
        known = [one for one in accounts if one["status"] == "payable" and one["accountVersion"] >= version]
        found[:] = [str(one["accountId"]) for one in known]
        return bool(found)

    wait_for("the account to be payable", is_there)
    return found[0]
