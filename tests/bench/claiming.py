"""Claims by many at once, from a short queue and from a long one."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from threading import Barrier

from deploy.local.stack import Stack
from deploy.sandbox.persons import staff
from tests.bench.calls import Person
from tests.bench.figures import Figure
from tests.bench.processes import used
from tests.harness.pools import Pool, analyze, fill

CLAIMERS = 32
MUNICIPALITIES = ("1262", "1264")
"""Others than that of the chains: each measurement has a pool of its own."""
REASON = {"reason": "Jag känner den sökande."}


def measure(stack: Stack, rounds: int, sizes: Sequence[int], again: int = 0) -> list[Figure]:
    """Each of the sizes in turn, the pool growing in between."""
    where = MUNICIPALITIES[again]
    people = [Person(stack, staff(100 + place), ("economySecretary",), where) for place in range(CLAIMERS)]
    database, filled, slowest, figures = stack.databases["decision"], 0, [], []
    for size in sizes:
        fill(database.runtime_dsn, Pool(first=filled + 1, last=size, municipality=where))
        filled = size
        analyze(database.owner_dsn)
        _round(people)
        start = used(stack)
        made = [_round(people) for _ in range(rounds)]
        cpu = used(stack).since(start).cpu
        slowest.append([_p95(seconds) * 1000 for seconds, _ in made])
        each = (cpu["decision"] + cpu["postgres"]) * 1000 / (rounds * CLAIMERS)
        figures += [
            Figure(f"claims, {size} waiting", "claims/s", [CLAIMERS / wall for _, wall in made]),
            Figure(f"claims, {size} waiting, p95", "ms", slowest[-1]),
            Figure(f"a claim handed back, {size} waiting", "ms CPU of decision and postgres", [each]),
        ]
    ratio = [long / short for short, long in zip(sorted(slowest[0]), sorted(slowest[-1]), strict=True)]
    return [*figures, Figure("claims, p95, long queue to short", "ratio", ratio, "at most 1.2")]


def _round(people: list[Person]) -> tuple[list[float], float]:
    """Everybody claims at the same moment, and then hands back. Returns how long each claim took, and all of them."""
    gate = Barrier(len(people))

    def claim(person: Person) -> tuple[str, float, float]:
        assert person.token
        gate.wait()
        begun = time.monotonic()
        taken = person.post("decision", "/claims", {"queue": "renewals"})
        return taken["claimId"], begun, time.monotonic()

    with ThreadPoolExecutor(len(people)) as pool:
        made = list(pool.map(claim, people))
        for person, (claim_id, _, _) in zip(people, made, strict=True):
            pool.submit(person.post, "decision", f"/claims/{claim_id}/release", REASON)
    took = [ended - begun for _, begun, ended in made]
    return took, max(ended for _, _, ended in made) - min(begun for _, begun, _ in made)


def _p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1]
