"""Every request that was an act, as it was recorded, against the entries of the log: one each."""

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.kernel_problems import KERNEL_PROBLEMS
from shared.problems import Refusal
from tests.harness.routes import listed
from tests.harness.whole_month.traces import CHAIN, Left

TRACED_READS = frozenset(
    {
        *("householdRead", "accountsRead", "applicationRead", "evidenceRead"),
        *("workItemRead", "decisionRead", "decisionRecalculated", "proposalRead"),
        *("orderRead", "releaseRead", "fileHandedOut", "bankDayRead"),
    }
)
"""Reading what is of one case, protected or the bank's is an act. Lists of what there is to do are not."""

PROPOSED = 202
ALSO = {
    "decisionMade": ("decisionExplained",),
    "decisionApproved": ("decisionMade", "decisionExplained"),
    "applicationCompleted": ("completionRegistered",),
}
"""Acts that are more than one: a decision is explained as it is made, who approves a proposal makes it, and payout is
told apart that there is a completion."""

Act = tuple[str, str, str]


def request_faults(databases: Mapping[str, Left], record: Path) -> list[str]:
    """By service, act and outcome: how many requests there were, and how many entries that persons left."""
    asked, logged = Counter(_asked(record)), Counter(_logged(databases))
    perhaps = Counter((service, act, "refused") for service, act, outcome in asked.elements() if outcome == "perhaps")
    return [
        f"{' '.join(act)}: {asked[act]} requests, {logged[act]} entries"
        for act in sorted(asked.keys() | logged.keys())
        if act[2] != "perhaps" and not asked[act] <= logged[act] <= asked[act] + perhaps[act]
    ]


def _asked(record: Path) -> Iterator[Act]:
    seen = set()
    outcomes = {service: _outcomes(service) for service in CHAIN}
    for line in record.read_text().splitlines():
        call = json.loads(line)
        act = _act_of(call)
        key = call["requestHeaders"].get("idempotency-key")
        if act is None or (key is not None and (call["service"], key) in seen):
            continue
        outcome = _outcome(call, outcomes[call["service"]])
        if outcome is None:
            continue
        seen.add((call["service"], key))
        if call["method"] == "POST" or _is_traced(act, call["url"]):
            named = _named(act, call)
            yield call["service"], named, outcome
            if outcome == "done":
                yield from ((call["service"], also, outcome) for also in ALSO.get(named, ()))


def _named(act: str, call: Mapping[str, Any]) -> str:
    """As the log names it, where the answer tells that the act came to something else than it might have."""
    if call["status"] == PROPOSED:
        return "decisionProposed"
    waits = act == "applicationWithdrawn" and json.loads(b64decode(call["body"])).get("awaitsOthers")
    return "withdrawalSaid" if waits else act


def _is_traced(act: str, url: str) -> bool:
    """Of lists, that of protected persons' proposals alone (C8)."""
    return act in TRACED_READS or (act == "proposalsListed" and "queue=protected" in url)


def _outcome(call: Mapping[str, Any], of_problems: Mapping[str, str]) -> str | None:
    if call["status"] in (200, 201, PROPOSED):
        return "done"
    if call["status"] < 400:
        return None
    problem = json.loads(b64decode(call["body"])).get("type", "")
    return of_problems.get(problem.rsplit("/", 1)[-1])


def _outcomes(service: str) -> dict[str, str]:
    """Problems that tell of a refused attempt at the chain; "perhaps" where another error is told in the same way."""
    tables = [KERNEL_PROBLEMS, import_module(f"services.{service}.app").SERVICE.problems]
    told = [(problem.slug, issubclass(error, Refusal)) for table in tables for error, problem in table.items()]
    others = {slug for slug, is_refusal in told if not is_refusal}
    return {slug: "perhaps" if slug in others else "refused" for slug, is_refusal in told if is_refusal}


def _act_of(call: Mapping[str, Any]) -> str | None:
    path = call["url"].split("://", 1)[-1].partition("/")[2].partition("?")[0]
    for line in listed():
        if (line.service, line.method) == (call["service"], call["method"]) and _matches(line.path, f"/{path}"):
            return line.act if line.act != "–" and call["service"] in CHAIN else None
    return None


def _matches(template: str, path: str) -> bool:
    parts, given = template.split("/"), path.split("/")
    return len(parts) == len(given) and all(a == b or a.startswith("{") for a, b in zip(parts, given, strict=True))


def _logged(databases: Mapping[str, Left]) -> Iterator[Act]:
    """What persons did, but for what is a part of a larger act of theirs."""
    for service in CHAIN:
        for entry in databases[service].entries.values():
            if entry["actor"]["service"] is None and entry["act"] != "orderReleased":
                yield service, entry["act"], entry["outcome"]
