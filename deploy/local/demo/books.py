"""The month as the services tell it when it is over: read anew through their APIs, whatever was answered on the way."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from deploy.local.demo import paying
from deploy.local.demo.people import Person, Staff
from deploy.local.demo.pool import waiting
from deploy.local.demo.town.calendar import LATER, MONDAY
from deploy.local.demo.working import Town, all_at_once

REVOKED = "stopped"


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
    """A decision with its lines. `said` is the decision as it is read."""

    said: dict[str, Any]
    lines: tuple[Line, ...]

    @property
    def revoked(self) -> bool:
        """In time: what it granted was never paid."""
        revocation = self.said["revocation"]
        return bool(revocation and revocation["outcome"] == REVOKED)


@dataclass(frozen=True)
class Books:
    """`applications` by id as intake lists them; `decisions` by application id, oldest first; `verdicts` by application
    id, as (block, verdict) for each adult and block; `queues`: how many still wait; `bank_days`: the month as payout
    reconciles it with the bank; `differences`: what does not agree with the bank."""

    applications: dict[str, dict[str, Any]]
    decisions: dict[str, list[Decided]]
    orders: list[dict[str, Any]]
    verdicts: dict[str, list[tuple[str, str]]]
    queues: dict[str, int]
    bank_days: dict[str, Any]
    differences: list[dict[str, Any]]

    def of_household(self, household_id: str) -> list[dict[str, Any]]:
        return [one for one in self.applications.values() if one["householdId"] == household_id]


def read(staff: Staff, town: Town) -> Books:
    orders = paying.orders(staff.unit_head)
    by_decision: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for order in orders:
        by_decision[order["decisionId"]].append(order)
    decisions: dict[str, list[Decided]] = defaultdict(list)
    for said in _decisions(staff, town.decisions | by_decision.keys()):
        decisions[said["applicationId"]].append(Decided(said, _lines(said, by_decision[said["id"]])))
    for of_one in decisions.values():
        of_one.sort(key=lambda decided: str(decided.said["decidedAt"]))
    applications = _applications(staff.registrars[0], town)
    return Books(
        applications={one["id"]: one for one in applications},
        decisions=decisions,
        orders=orders,
        verdicts=_verdicts(staff, [one["id"] for one in applications]),
        queues=waiting(staff.unit_head),
        bank_days=staff.unit_head.get("payout", "/bank-days", **{"from": str(MONDAY), "to": str(LATER)})["total"],
        differences=paying.every_page(staff.unit_head, "payout", "/bank-differences"),
    )


def _applications(registrar: Person, town: Town) -> list[dict[str, Any]]:
    """Those of protected households are in no list, and read one by one."""
    listed = paying.every_page(registrar, "intake", "/applications")
    closed = {one["id"] for one in town.applications} - {one["id"] for one in listed}
    return listed + [dict(registrar.get("intake", f"/applications/{one}")) for one in sorted(closed)]


def _decisions(staff: Staff, ids: Collection[str]) -> list[dict[str, Any]]:
    heads = staff.unit_heads
    return all_at_once(lambda one: heads[hash(one) % len(heads)].get("decision", f"/decisions/{one}"), sorted(ids))


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
