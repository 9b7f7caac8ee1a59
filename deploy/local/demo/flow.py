"""How the month's money flowed, from what was needed to where each granted öre ended. Amounts are öre."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.local.demo.books import Line
from deploy.local.demo.report import Played


@dataclass(frozen=True)
class Place:
    """Where money is: `column` 0 what was applied for, 1 what was made of it, 2 where it ended."""

    name: str
    column: int
    sv: str
    en: str


PLACES = (
    Place("norm", 0, "Riksnorm", "National norm"),
    Place("costs", 0, "Sökta kostnader", "Costs applied for"),
    Place("needs", 0, "Sökt över norm", "Applied for above the norm"),
    Place("own", 1, "Egna inkomster räcker till", "Covered by own incomes"),
    Place("cut", 1, "Inte godtaget", "Not approved"),
    Place("granted", 1, "Beviljat", "Granted"),
    Place("paid", 2, "Betalt direkt", "Paid at the first try"),
    Place("paidAgain", 2, "Betalt på nytt", "Paid by a successor"),
    Place("returned", 2, "Kom tillbaka", "Came back"),
    Place("cancelled", 2, "Makulerat", "Cancelled"),
    Place("open", 2, "Ännu öppet", "Still open"),
)


@dataclass(frozen=True)
class Flow:
    source: str
    target: str
    ore: int


def flows(played: Played) -> list[Flow]:
    """Each öre of the norm and of what was applied for leaves for one place, and each granted one for another."""
    sums: dict[tuple[str, str], int] = {}
    for source, target, ore in _moves(played):
        sums[source, target] = sums.get((source, target), 0) + ore
    order = [place.name for place in PLACES]
    places = sorted(sums, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))
    return [Flow(*pair, sums[pair]) for pair in places if sums[pair]]


def faults(drawn: Sequence[Flow], granted_ore: int) -> list[str]:
    """What is granted comes from somewhere, and goes somewhere, to the öre."""
    came = sum(flow.ore for flow in drawn if flow.target == "granted")
    went = sum(flow.ore for flow in drawn if flow.source == "granted")
    if came == went == granted_ore and all(flow.ore > 0 for flow in drawn):
        return []
    return [f"{came} öre come to what is granted in the picture, and {went} leave it, of {granted_ore}"]


def _moves(played: Played) -> Iterator[tuple[str, str, int]]:
    calculations = {one["id"]: one for one in played.town.calculations.values()}
    for application, decided in played.decided:
        calculation = calculations[decided.said["calculationId"]]
        is_granted = decided.said["outcome"] != "rejected"
        yield from _needed(calculation, is_granted, above=application["kind"] == "aboveNorm")
        for line in decided.lines:
            yield "granted", _end(line), line.amount_ore


def _needed(calculation: dict[str, Any], is_granted: bool, *, above: bool) -> Iterator[tuple[str, str, int]]:
    """Incomes are set against the norm first, and what they leave of it is granted with the costs; or none of it."""
    need_ore, place = calculation["deficitOre"], "granted" if is_granted else "cut"
    source, kind = ("needs", "needBesideNorm") if above else ("costs", "reasonableCost")
    costs = [line for line in calculation["lines"] if line["kind"] == kind]
    approved = sum(line["amountOre"] for line in costs)
    norm, of_costs = 0 if above else calculation["normOre"], min(approved, need_ore)
    yield source, "cut", sum(line["facts"]["appliedOre"] for line in costs) - approved
    yield source, place, of_costs
    yield source, "own", approved - of_costs
    yield "norm", place, need_ore - of_costs
    yield "norm", "own", norm - (need_ore - of_costs)


def _end(line: Line) -> str:
    last = line.chain[-1] if line.chain else "received"
    if last == "settled":
        return "paid" if len(line.chain) == 1 else "paidAgain"
    return last if last in ("returned", "cancelled") else "open"
