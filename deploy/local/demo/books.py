"""The month as the services tell it when it is over: read anew through their APIs, whatever was answered on the way."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from deploy.local.demo import auditing, completing, paying
from deploy.local.demo.applying import Applied
from deploy.local.demo.claiming import waiting
from deploy.local.demo.people import Person, Staff
from deploy.local.demo.town.calendar import LATER, MONDAY
from deploy.local.demo.waiting import wait_for_all
from deploy.local.demo.working import Town, all_at_once

REVOKED, PAID = "stopped", "settled"
DECIDING = frozenset({"calculationMade", "decisionProposed", "decisionMade", "decisionApproved"})
CONCLUDED = "lateAnswerConcluded"


@dataclass(frozen=True)
class Line:
    """A granted line with the orders that were made for it, in the order of its versions."""

    amount_ore: int
    orders: tuple[dict[str, Any], ...]

    @property
    def chain(self) -> tuple[str, ...]:
        return tuple(str(order["state"]) for order in self.orders)


@dataclass(frozen=True)
class Decided:
    """A decision with its lines. `said` is the decision as it is read, `again` what comes of making it again (C13)."""

    said: dict[str, Any]
    lines: tuple[Line, ...]
    again: dict[str, Any]

    @property
    def revoked(self) -> bool:
        """In time: what it granted was never paid."""
        revocation = self.said["revocation"]
        return bool(revocation and revocation["outcome"] == REVOKED)

    @property
    def late(self) -> int:
        """How many late answers differ from what was counted."""
        return len(self.said["lateAnswers"])

    @property
    def concluded(self) -> int:
        """How many of them somebody has looked into."""
        return sum(answer["conclusion"] is not None for answer in self.said["lateAnswers"])


@dataclass(frozen=True)
class Completed:
    """What an applicant reads of the requests to complete: how each of them stands, and which version of what was
    declared the decision rests on."""

    requests: tuple[str, ...]
    rests_on: int | None


@dataclass(frozen=True)
class Hands:
    """Pseudonyms: who calculated, decided or approved, and who concluded the late answer to it."""

    decided: frozenset[str]
    concluded: frozenset[str]


@dataclass(frozen=True)
class Books:
    """`applications` by id as intake lists them; `decisions` by application id, oldest first; `verdicts` by application
    id, as (block, verdict) for each adult and block; `queues`: how many still wait; `bank_days`: the month as payout
    reconciles it with the bank; `differences`: what does not agree with the bank; `completed`: of who was asked for
    something, and `hands`: of who got a late answer, both by application id."""

    applications: dict[str, dict[str, Any]]
    decisions: dict[str, list[Decided]]
    orders: list[dict[str, Any]]
    verdicts: dict[str, list[tuple[str, str]]]
    queues: dict[str, int]
    bank_days: dict[str, Any]
    differences: list[dict[str, Any]]
    completed: dict[str, Completed]
    hands: dict[str, Hands]

    def of_household(self, household_id: str) -> list[dict[str, Any]]:
        return [one for one in self.applications.values() if one["householdId"] == household_id]


def read(staff: Staff, town: Town) -> Books:
    orders = paying.orders(staff.unit_head)
    decisions = _decided(staff, town, orders)
    applications = _applications(staff.registrars[0], town, {o["applicationId"] for o in orders if o["state"] == PAID})
    return Books(
        applications={one["id"]: one for one in applications},
        decisions=decisions,
        orders=orders,
        verdicts=_verdicts(staff, [one["id"] for one in applications]),
        queues=waiting(staff.unit_head),
        bank_days=staff.unit_head.get("payout", "/bank-days", **{"from": str(MONDAY), "to": str(LATER)})["total"],
        differences=staff.unit_head.every_page("payout", "/bank-differences"),
        completed={one.id: _completed(one) for one in town.with_story(*completing.ASKED)},
        hands={
            one.id: _hands(staff.auditor, one)
            for one in town.applications.values()
            if any(made.concluded for made in decisions.get(one.id, []))
        },
    )


def _applications(registrar: Person, town: Town, paid: Collection[str]) -> list[dict[str, Any]]:
    """When intake has heard which of them are decided, and which are paid."""
    found: list[dict[str, Any]] = []

    def not_heard() -> list[str]:
        found[:] = _listed(registrar, town)
        return town.who(one["id"] for one in found if not _has_heard(one, town.decided_on, paid))

    wait_for_all("intake to hear what was decided and what is paid", not_heard)
    return found


def _has_heard(application: dict[str, Any], decided_on: Collection[str], paid: Collection[str]) -> bool:
    if application["id"] in paid:
        return bool(application["status"] == "paid")
    return application["id"] not in decided_on or application["status"] in ("decided", "paid", "closed")


def _listed(registrar: Person, town: Town) -> list[dict[str, Any]]:
    """Those of protected households are in no list, and read one by one."""
    listed = registrar.every_page("intake", "/applications")
    closed = town.applications.keys() - {one["id"] for one in listed}
    return listed + [dict(registrar.get("intake", f"/applications/{one}")) for one in sorted(closed)]


def _decided(staff: Staff, town: Town, orders: list[dict[str, Any]]) -> dict[str, list[Decided]]:
    """Every decision that was answered or that an order rests on, by application id, oldest first."""
    by_decision: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for order in orders:
        by_decision[order["decisionId"]].append(order)
    ids = sorted(town.decisions | by_decision.keys())
    said = all_at_once(lambda one: staff.unit_head.get("decision", f"/decisions/{one}"), ids)
    again = all_at_once(lambda one: staff.auditor.get("decision", f"/decisions/{one}/recalculation"), ids)
    made = (Decided(one, _lines(one, by_decision[one["id"]]), other) for one, other in zip(said, again, strict=True))
    found: dict[str, list[Decided]] = defaultdict(list)
    for decided in sorted(made, key=lambda one: str(one.said["decidedAt"])):
        found[decided.said["applicationId"]].append(decided)
    return dict(found)


def _completed(applied: Applied) -> Completed:
    told = applied.household.applicant.get("intake", f"/applications/{applied.id}")
    rests_on = [decision["declarationVersion"] for decision in told["decisions"]]
    return Completed(tuple(one["waiting"] for one in told["completionRequests"]), next(iter(rests_on), None))


def _hands(auditor: Person, applied: Applied) -> Hands:
    """As the auditors' copy of the log has them, when it has come that far."""
    auditing.wait_until_told(auditor, applied, "decision", CONCLUDED)
    return Hands(auditing.hands_in(auditor, applied, DECIDING), auditing.hands_in(auditor, applied, (CONCLUDED,)))


def _lines(said: dict[str, Any], orders: list[dict[str, Any]]) -> tuple[Line, ...]:
    return tuple(
        Line(
            line["amountOre"],
            tuple(
                sorted(
                    (one for one in orders if one["line"] == line["number"]), key=lambda one: int(one["lineVersion"])
                )
            ),
        )
        for line in said["lines"]
    )


def _verdicts(staff: Staff, applications: list[str]) -> dict[str, list[tuple[str, str]]]:
    reader = staff.social_workers[0]

    def rows(application: str) -> list[tuple[str, str]]:
        items = reader.get("intake", f"/applications/{application}/evidence")["items"]
        newest = {(row["memberId"], row["block"]): row for row in sorted(items, key=lambda row: str(row["askedAt"]))}
        return [(row["block"], row["verdict"]) for row in newest.values()]

    return dict(zip(applications, all_at_once(rows, applications), strict=True))
