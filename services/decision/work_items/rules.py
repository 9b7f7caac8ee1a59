"""What was declared and what the registers answered, in the form that the calculation's rules compare.

`rows` are those of an `applicationVerified` object (docs/hand-overs.md), in a form that was checked on arrival."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.deviations import DeclaredIncome
from services.decision.calculations.evidence import INCOME_BLOCKS, Evidence, RegisterAnswer, SeenIncome
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.sources import RegisterBlock, Verdict
from services.decision.facts.kinds import OWN_CASE, TieKind
from services.decision.work_items.register_kinds import income_kind
from shared.months import Month
from shared.problems import BrokenChain

Row = Mapping[str, Any]
"""A row of the object, with the field names that it travels with."""


def evidence_of(month: Month, adults: Iterable[str], rows: Iterable[Row]) -> Evidence:
    """Of two answers about the same the later counts. An adult whom nobody asked about is in it all the same, and so
    is a block that somebody was asked by."""
    answers = tuple(_answer(member, block, row) for (member, block), row in _latest(rows).items())
    members = dict.fromkeys([*adults, *(answer.member for answer in answers)])
    blocks = dict.fromkeys([*INCOME_BLOCKS, *sorted(answer.block for answer in answers)])
    return Evidence(month, tuple(members), answers, tuple(blocks))


def counted_month(income: Row) -> Month | None:
    """The month that an income was paid in, as assistance counts incomes; None where the register gives no day."""
    day = income.get("paidOn") or income.get("from")
    return None if day is None else Month.of(date.fromisoformat(day))


def frozen_ids(rows: Iterable[Row]) -> dict[tuple[str, RegisterBlock], str]:
    """Under which id intake has frozen each answer, where it says so."""
    return {place: row["evidenceId"] for place, row in _latest(rows).items() if "evidenceId" in row}


def declared_of(rows: Iterable[Row]) -> tuple[DeclaredIncome, ...]:
    """A kind that the rules do not know is some other income."""
    return tuple(
        DeclaredIncome(row["memberId"], income_kind(row["kind"]) or IncomeKind.OTHER, row["amountOre"]) for row in rows
    )


def applied_costs(rows: Iterable[Row]) -> dict[CostKind, int]:
    """Öre applied for by kind. A kind that the rules do not know is some other cost."""
    sums: dict[CostKind, int] = {}
    for row in rows:
        kind = CostKind(row["kind"]) if row["kind"] in set(CostKind) else CostKind.OTHER
        sums[kind] = sums.get(kind, 0) + int(row["amountOre"])
    return sums


def broken_by(ties: Iterable[str]) -> BrokenChain | None:
    """What a person's ties to a household break: their own case (C2) or a hand in it (C1); None where they have none.

    One's own case comes first, as TieKind has them, since no new version of anything frees from it."""
    found = set(ties)
    for kind in TieKind:
        if kind.value in found:
            return BrokenChain("C2" if kind in OWN_CASE else "C1", kind.value)
    return None


def newest_rows(rows: Iterable[Row]) -> dict[tuple[str, str], Row]:
    """The answer that counts, by member and block."""
    return {(member, block.value): row for (member, block), row in _latest(rows).items()}


def _latest(rows: Iterable[Row]) -> dict[tuple[str, RegisterBlock], Row]:
    latest: dict[tuple[str, RegisterBlock], Row] = {}
    for row in sorted(rows, key=lambda row: str(row["askedAt"])):
        if row["block"] in RegisterBlock.__members__:
            latest[row["memberId"], RegisterBlock(row["block"])] = row
    return latest


def _answer(member: str, block: RegisterBlock, row: Row) -> RegisterAnswer:
    """What was seen beside what could not be read does not make the block answered, and so is not compared with."""
    verdict = Verdict.of(row["verdict"])
    seen = [_seen(income) for income in row.get("incomes", [])]
    known = tuple(income for income in seen if income is not None)
    if verdict is Verdict.ANSWERED and len(known) == len(seen):
        return RegisterAnswer(member, block, verdict, known)
    if verdict is Verdict.NOTHING_HELD and not seen:
        return RegisterAnswer(member, block, verdict)
    return RegisterAnswer(member, block, Verdict.NOT_VERIFIABLE)


def _seen(income: Row) -> SeenIncome | None:
    """None for an unknown code, or without a day."""
    kind, month = income_kind(income["kind"]), counted_month(income)
    if kind is None or month is None:
        return None
    return SeenIncome(kind, month, income["amountOre"], income["status"] == "planned")
