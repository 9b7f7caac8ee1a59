"""What came of it, in figures that must add up, and as a page that a person reads."""

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from defusedxml.ElementTree import fromstring

from deploy.local.demo.attempts.kept import Attempt

PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
ENDS = ("settled", "returned", "cancelled")
LEAST_ATTEMPTS = 25


@dataclass
class Month:
    """One month's figures. Amounts are öre."""

    households: int
    applications: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    granted_ore: int = 0
    orders: list[dict[str, Any]] = field(default_factory=list)

    def payments(self) -> dict[str, int]:
        ended = {state: sum(_ore(order) for order in self.orders if order["state"] == state) for state in ENDS}
        total = sum(map(_ore, self.orders))
        return {
            "instructions": len(self.orders),
            "totalOre": total,
            **{f"{state}Ore": ore for state, ore in ended.items()},
            "openOre": total - sum(ended.values()),
        }


def _ore(order: Mapping[str, Any]) -> int:
    return int(order["amountOre"])


def figures(
    month: Month, attempts: Sequence[Attempt], entries: int, files: Mapping[str, str], seconds: float
) -> dict[str, Any]:
    """`report.json`."""
    return {
        "households": month.households,
        "applications": {name: month.applications[name] for name in ("eService", "paper")},
        "verdicts": {name: month.verdicts[name] for name in ("answered", "nothingHeld", "notVerifiable")},
        "decisions": {name: month.decisions[name] for name in ("granted", "partlyGranted", "rejected")},
        "payments": month.payments(),
        "chain": {"attempts": len(attempts), "refused": sum(attempt.refused for attempt in attempts)},
        "attempts": [asdict(attempt) for attempt in attempts],
        "controlLog": {"entries": entries, "verified": True},
        "files": dict(files),
        "seconds": round(seconds, 1),
    }


def faults(month: Month, attempts: Sequence[Attempt], payment_file: bytes) -> list[str]:
    """What does not add up, in words; empty where all does."""
    payments, (count, total) = month.payments(), _in_the_file(payment_file)
    found = [
        (sum(month.applications.values()) != month.households, "not every household has applied once"),
        (sum(month.decisions.values()) != month.households, "not every application is decided"),
        (payments["totalOre"] != month.granted_ore, "what is ordered is not what was granted"),
        (payments["settledOre"] != payments["totalOre"] or payments["openOre"] != 0, "not every öre is settled"),
        (
            (count, total) != (payments["instructions"], payments["totalOre"]),
            "the bank got another sum than was ordered",
        ),
        (any(not attempt.refused for attempt in attempts), "an attempt to break the chain was let through"),
        (len(attempts) < LEAST_ATTEMPTS, "not all attempts were made"),
    ]
    return [words for wrong, words in found if wrong]


def _in_the_file(payment_file: bytes) -> tuple[int, int]:
    """(instructions, sum in öre) of a pain.001 file, counted instruction by instruction."""
    document: ET.Element = fromstring(payment_file)
    amounts = [amount.text or "" for amount in document.iter(f"{PAIN}InstdAmt")]
    return len(amounts), sum(int(text.replace(".", "")) for text in amounts)
