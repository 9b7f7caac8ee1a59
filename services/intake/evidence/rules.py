"""Register answers as they are frozen, shown and handed over: what the source said, unchanged (C10)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from services.intake.registers.rules import SeenIncome
from shared.months import Month

Income = Mapping[str, Any]
"""`{source, kind, label, amountOre, from, to, paidOn, status}`: öre, and days as text or None."""


def frozen_income(income: SeenIncome) -> dict[str, Any]:
    return {
        "source": income.source,
        "kind": income.kind,
        "label": income.label,
        "amountOre": income.amount_ore,
        "from": _written(income.period_from),
        "to": _written(income.period_to),
        "paidOn": _written(income.paid_on),
        "status": income.status.value,
    }


def counted_month(income: Income) -> Month | None:
    """The month that an income was paid in, as assistance counts incomes; None where the register gives no day."""
    day = income["paidOn"] or income["from"]
    return None if day is None else Month.of(date.fromisoformat(day))


def handed_over(row: Mapping[str, Any]) -> dict[str, Any]:
    """One person and block as decision gets it (docs/hand-overs.md): without the source's own words."""
    return {
        "evidenceId": str(row["id"]),
        "memberId": str(row["member_id"]),
        "block": row["block"],
        "verdict": row["verdict"],
        "reason": row["reason"],
        "askedAt": row["asked_at"].isoformat(),
        "incomes": [_without_label(income) for income in row["incomes"]],
    }


def newest(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The answer that counts of each person and block: that with the highest number."""
    counts: dict[Any, Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: int(row["number"])):
        counts[row["member_id"], row["block"]] = row
    return sorted(counts.values(), key=lambda row: (row["member_id"], row["block"]))


def tells_more(before: Sequence[Mapping[str, Any]], later: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a later answer says what nothing before it did. The same silence once more is not worth handing over."""
    known = {(row["member_id"], row["block"]): _said(row) for row in newest(before)}
    marked = any(row["protected"] for row in before)
    return any(
        _said(row) != known.get((row["member_id"], row["block"])) or (row["protected"] and not marked) for row in later
    )


def _said(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["verdict"], row["incomes"]


def _without_label(income: Income) -> dict[str, Any]:
    return {name: value for name, value in income.items() if name != "label"}


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
