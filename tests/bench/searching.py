"""What auditors wait for: searches in the copy of the control logs, and proofs."""

import time
from collections.abc import Iterator

from deploy.local.stack import Stack
from tests.bench.calls import Person
from tests.bench.figures import Figure
from tests.bench.processes import used

RARE = "householdChanged"
"""An act that nobody has done here: whoever looks for it has to know that it is nowhere."""


def measure(stack: Stack, auditor: Person, rounds: int) -> list[Figure]:
    """One search of each kind a round."""
    figures = []
    for name, path in _searches(auditor):
        auditor.get("audit", path)
        start = used(stack).cpu
        took = [_timed(auditor, path) for _ in range(rounds)]
        cpu = {process: seconds - start[process] for process, seconds in used(stack).cpu.items()}
        each = (cpu["audit"] + cpu["postgres"]) * 1000 / rounds
        figures.append(Figure(f"search, {name}", "ms", took))
        figures.append(Figure(f"search, {name}", "ms CPU of audit and postgres", [each]))
    return figures


def _searches(auditor: Person) -> Iterator[tuple[str, str]]:
    """(name, path) of each."""
    made = auditor.get("audit", "/control-log?act=decisionMade&service=decision&limit=1")["items"][0]
    case, household, actor = made["subjects"]["caseNumber"], made["subjects"]["householdId"], made["actor"]["person"]
    yield "the first page", "/control-log"
    yield "a case", f"/control-log?caseNumber={case}&limit=100"
    yield "a household", f"/control-log?householdId={household}"
    yield "an actor", f"/control-log?actor={actor}"
    yield "an act", "/control-log?act=decisionMade"
    yield "an act that nobody did", f"/control-log?act={RARE}"
    yield "an actor's act that they did not do", f"/control-log?actor={actor}&act={RARE}"
    yield "what was refused", "/control-log?outcome=refused"
    yield "a service's refusals on a day", "/control-log?service=payout&outcome=refused&from=2026-11-23T00:00:00Z"
    yield "a day", "/control-log?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z"
    yield "the hundredth page", "/control-log?page=100&limit=100"
    yield "a proof", f"/control-log/{made['id']}/proof"


def _timed(auditor: Person, path: str) -> float:
    begun = time.monotonic()
    auditor.get("audit", path)
    return (time.monotonic() - begun) * 1000
