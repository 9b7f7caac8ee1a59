"""The month in figures, as `report.json` has them: docs/demonstration.md says what each key means."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from deploy.local.demo import bank_files
from deploy.local.demo.attempts.kept import Attempt
from deploy.local.demo.auditing import Verified
from deploy.local.demo.books import Books, Decided, Line
from deploy.local.demo.progress import Phase
from deploy.local.demo.town.case import Case
from deploy.local.demo.working import Town

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LEAST_ATTEMPTS = 25
OUTCOMES, VERDICTS = ("granted", "partlyGranted", "rejected"), ("answered", "nothingHeld", "notVerifiable")
KINDS, BLOCKS = ("new", "renewal", "aboveNorm"), ("AF", "CSN", "FK", "SKV", "SO", "TNS", "MIV")
ENDS = ("settled", "returned", "cancelled")
"""Öre that are neither of these are still open (C6)."""
IN_A_FILE = frozenset({"sent", "settled", "returned", "rejected", "unknown"})


@dataclass(frozen=True)
class Played:
    """All that came of the month. `payment_files` and `bookings` are this month's, as the bank had and gave them."""

    seed: int
    month: str
    cases: tuple[Case, ...]
    town: Town
    books: Books
    attempts: list[Attempt]
    log: Verified
    story: list[dict[str, Any]]
    payment_files: list[bytes]
    bookings: list[bytes]
    evidence: bytes
    phases: list[Phase]
    cpu_seconds: dict[str, float]

    @property
    def applications(self) -> list[dict[str, Any]]:
        """This month's."""
        return [one for one in self.books.applications.values() if one["month"] == self.month]

    @property
    def decided(self) -> list[tuple[dict[str, Any], Decided]]:
        """The decision that holds, of each application of the month."""
        made = ((one, self.books.decisions.get(one["id"], [])) for one in self.applications)
        return [(one, decisions[-1]) for one, decisions in made if decisions]

    @property
    def lines(self) -> list[Line]:
        return [line for _, decided in self.decided for line in decided.lines]

    @property
    def orders(self) -> list[dict[str, Any]]:
        """Every order of the month, also those of decisions that were revoked."""
        ids = {one["id"] for one in self.applications}
        return [order for order in self.books.orders if order["applicationId"] in ids]


def figures(played: Played, files: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    attempts = played.attempts
    return {
        "seed": played.seed,
        "month": played.month,
        "households": len(played.cases),
        "householdsBy": _households(played.cases),
        "applications": {name: _count(played, "channel", name) for name in ("eService", "paper")},
        "applicationsBy": _applications(played),
        "verdicts": _verdicts(played, BLOCKS),
        "verdictsByBlock": {block: _verdicts(played, (block,)) for block in BLOCKS},
        "decisions": {name: _outcomes(played)[name] for name in OUTCOMES},
        "granted": _granted(played),
        "daysToDecision": _days(played),
        "norm": _norm(played),
        "payments": _payments(played),
        "paymentsBy": _ends(played),
        "bank": _bank(played),
        "completions": _completions(played),
        "lateAnswers": _late_answers(played),
        "recalculations": _recalculations(played),
        "workItems": _work_items(played),
        "chain": {"attempts": len(attempts), "refused": sum(attempt.refused for attempt in attempts)},
        "attempts": [asdict(attempt) for attempt in attempts],
        "controlLog": {"entries": played.log.total, "verified": True, "refused": played.log.refused},
        "controlLogBy": {name: _acts(acts) for name, acts in played.log.acts.items()},
        "files": dict(files),
        "phases": [{"name": phase.name, "seconds": round(phase.seconds, 1)} for phase in played.phases],
        "cpuSeconds": played.cpu_seconds,
        "seconds": round(seconds, 1),
    }


def faults(played: Played) -> list[str]:
    """What does not add up in the sums, in words; empty where all does."""
    payments, sent = _payments(played), [order for order in played.orders if order["state"] in IN_A_FILE]
    in_files = bank_files.instructed(played.payment_files)
    out = bank_files.booked(played.bookings, bank_files.DEBIT)
    back = bank_files.booked(played.bookings, bank_files.CREDIT)
    left = [order for order in sent if order["state"] in ("settled", "returned")]
    returned = [order for order in sent if order["state"] == "returned"]
    found = [
        (payments["totalOre"] != sum(_granted_ore(played)), "what is ordered is not what was granted"),
        (payments["totalOre"] != sum(payments[f"{end}Ore"] for end in (*ENDS, "open")), "the ends do not make the sum"),
        (in_files != _counted(sent), "the bank got other payments than were sent"),
        (out != _counted(left), "the bank booked other payments than were settled"),
        (back != _counted(returned), "other payments came back than are returned"),
        (not played.books.bank_days["balanced"], "payout's own reconciliation with the bank does not balance"),
        (bool(played.books.differences), "payout lists differences with the bank"),
        (
            _reconciled(played) != (in_files.ore, out.ore, back.ore),
            "payout reconciles other sums than are in the files",
        ),
        (any(not attempt.refused for attempt in played.attempts), "an attempt to break the chain was let through"),
        (len(played.attempts) < LEAST_ATTEMPTS, "not all attempts were made"),
    ]
    return [words for wrong, words in found if wrong]


def _reconciled(played: Played) -> tuple[int, int, int]:
    """Released, booked and returned, by what the bank booked."""
    sums = played.books.bank_days["due"]["byBookings"]
    return sums["releasedOre"], sums["bookedOre"], sums["returnedOre"]


def _counted(orders: Sequence[Mapping[str, Any]]) -> bank_files.Counted:
    return bank_files.Counted(len(orders), sum(int(order["amountOre"]) for order in orders))


def _households(cases: Iterable[Case]) -> dict[str, Any]:
    cases = list(cases)
    sizes = Counter(case.size for case in cases)
    return {
        "kind": {
            "single": sum(not case.couple for case in cases),
            "couple": sum(case.couple for case in cases),
            "withChildren": sum(bool(case.children) for case in cases),
            "sharingAHome": sum(bool(case.others) for case in cases),
            "protected": sum(case.protected for case in cases),
        },
        "size": {str(size): sizes[size] for size in sorted(sizes)},
        "persons": sum(case.size for case in cases),
    }


def _count(played: Played, key: str, value: str) -> int:
    return sum(one[key] == value for one in played.applications)


def _applications(played: Played) -> dict[str, dict[str, int]]:
    """By kind: how many, and what was decided."""
    by_kind = {kind: Counter[str]() for kind in KINDS}
    for application, decided in played.decided:
        by_kind[application["kind"]][decided.said["outcome"]] += 1
    return {
        kind: {
            "received": _count(played, "kind", kind),
            **{name: found[name] for name in OUTCOMES},
            "withdrawn": sum(one["kind"] == kind and one["status"] == "withdrawn" for one in played.applications),
        }
        for kind, found in by_kind.items()
    }


def _verdicts(played: Played, blocks: Iterable[str]) -> dict[str, int]:
    wanted = set(blocks)
    rows = (row for one in played.applications for row in played.books.verdicts[one["id"]])
    found = Counter(verdict for block, verdict in rows if block in wanted)
    return {name: found[name] for name in VERDICTS}


def _outcomes(played: Played) -> Counter[str]:
    return Counter(decided.said["outcome"] for _, decided in played.decided)


def _granted_ore(played: Played) -> list[int]:
    return [decided.said["grantedOre"] for _, decided in played.decided]


def _granted(played: Played) -> dict[str, int]:
    """Of the month's own applications, those above the norm left out, the middle one of what was granted."""
    own = [
        decided.said["grantedOre"]
        for one, decided in played.decided
        if one["kind"] != "aboveNorm" and decided.said["outcome"] != "rejected"
    ]
    return {"totalOre": sum(_granted_ore(played)), "medianOre": int(median(own))}


def _days(played: Played) -> dict[str, float]:
    """Calendar days from arrival to the decision that holds."""
    days = [
        (_day(decided.said["decidedAt"]) - _day(application["receivedAt"])).days
        for application, decided in played.decided
    ]
    return {"median": float(median(days)), "mean": round(sum(days) / len(days), 1), "most": max(days)}


def _day(moment: str) -> Any:
    return datetime.fromisoformat(moment).astimezone(STOCKHOLM).date()


def _norm(played: Played) -> dict[str, int]:
    """Lines of the norm in the month's calculations, by how sure their amounts are."""
    lines = [
        line["status"]
        for calculation in played.town.calculations.values()
        if calculation["month"] == played.month
        for line in calculation["lines"]
        if line["source"]["origin"] == "norm"
    ]
    return {
        "lines": len(lines),
        "official": lines.count("official"),
        "notConfirmed": len(lines) - lines.count("official"),
    }


def _payments(played: Played) -> dict[str, int]:
    """Every granted öre by where it ended. `instructions` and `instructedOre` are what the bank got in all files."""
    last = [(line.chain[-1] if line.chain else "received", line.amount_ore) for line in played.lines]
    total = sum(ore for _, ore in last)
    ended = {end: sum(ore for state, ore in last if state == end) for end in ENDS}
    sent = bank_files.instructed(played.payment_files)
    return {
        "instructions": sent.number,
        "totalOre": total,
        **{f"{end}Ore": ore for end, ore in ended.items()},
        "openOre": total - sum(ended.values()),
        "instructedOre": sent.ore,
    }


def _ends(played: Played) -> dict[str, Any]:
    """Orders by the state that they are in, and what became of those that failed."""
    states = Counter(order["state"] for order in played.orders)
    chains = [line.chain for _, decisions in _all_decided(played) for line in decisions.lines]
    failed = ("rejected", "returned", "cancelled")
    return {
        "state": dict(sorted(states.items())),
        "failed": {
            state: {
                "orders": sum(chain.count(state) for chain in chains),
                "withSuccessor": sum(state in chain[:-1] for chain in chains),
            }
            for state in failed
        },
        "releases": len(played.payment_files),
    }


def _bank(played: Played) -> dict[str, Any]:
    released, booked, returned = _reconciled(played)
    return {
        "balanced": played.books.bank_days["balanced"],
        "releasedOre": released,
        "bookedOre": booked,
        "returnedOre": returned,
        "differences": len(played.books.differences),
    }


def _all_decided(played: Played) -> list[tuple[dict[str, Any], Decided]]:
    return [(one, decided) for one in played.applications for decided in played.books.decisions.get(one["id"], [])]


def _work_items(played: Played) -> dict[str, Any]:
    taken = Counter(played.town.work_items.values())
    return {
        "taken": dict(sorted(taken.items())),
        "waiting": dict(sorted(played.books.queues.items())),
        "handedBack": played.town.acts["handedBack"],
        "proposals": played.town.acts["proposed"],
        "proposalsReturned": played.town.acts["proposalReturned"],
    }


def _completions(played: Played) -> dict[str, int]:
    """Requests to complete, and how they ended."""
    ends = Counter(end for completed in played.books.completed.values() for end in completed.requests)
    return {"asked": ends.total(), "answered": ends["answered"], "lapsed": ends["lapsed"]}


def _late_answers(played: Played) -> dict[str, int]:
    decided = [decided for _, decided in _all_decided(played)]
    return {"differed": sum(one.late for one in decided), "concluded": sum(one.concluded for one in decided)}


def _recalculations(played: Played) -> dict[str, int]:
    """Every decision of the run, those for last month and those that were revoked among them (C13)."""
    made = [decided for of_one in played.books.decisions.values() for decided in of_one]
    return {"decisions": len(made), "same": sum(bool(decided.again["same"]) for decided in made)}


def _acts(acts: Counter[tuple[str, str]]) -> dict[str, Any]:
    done = {act: count for (act, outcome), count in sorted(acts.items()) if outcome != "refused"}
    refused = {act: count for (act, outcome), count in sorted(acts.items()) if outcome == "refused"}
    return {"entries": acts.total(), "acts": done, "refused": refused}
