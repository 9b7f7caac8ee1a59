"""Claims by many at once, from a short queue and from a long one."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import quantiles
from threading import Barrier

from deploy.local.stack import Stack
from deploy.sandbox.persons import staff
from tests.bench.calls import Person
from tests.bench.figures import Figure
from tests.bench.processes import used
from tests.harness.pools import Pool, analyze, fill

CLAIMERS = 32
ROUNDS = 15
"""Short as they are: the slowest of so few claims differs a good deal from one round to the next."""
MUNICIPALITIES = (("1262", "1260"), ("1264", "1261"))
"""Others than that of the chains: each pool has one of its own."""
REASON = {"reason": "Jag känner den sökande."}


@dataclass
class _Queue:
    """A pool, who claims from it, and what that took: the slowest claims (p95, ms), claims a second, CPU (s)."""

    size: int
    people: list[Person]
    slowest: list[float] = field(default_factory=list)
    speed: list[float] = field(default_factory=list)
    cpu: float = 0

    @classmethod
    def filled(cls, stack: Stack, size: int, where: str) -> "_Queue":
        fill(stack.databases["decision"].runtime_dsn, Pool(last=size, municipality=where))
        return cls(size, [Person(stack, staff(100 + at), ("economySecretary",), where) for at in range(CLAIMERS)])

    def measure(self, stack: Stack) -> None:
        start = used(stack)
        seconds, wall = _round(self.people)
        cpu = used(stack).since(start).cpu
        self.slowest.append(_p95(seconds) * 1000)
        self.speed.append(CLAIMERS / wall)
        self.cpu += cpu["decision"] + cpu["postgres"]

    def figures(self) -> list[Figure]:
        each = self.cpu * 1000 / (len(self.speed) * CLAIMERS)
        return [
            Figure(f"claims, {self.size} waiting", "claims/s", self.speed),
            Figure(f"claims, {self.size} waiting, p95", "ms", self.slowest),
            Figure(f"a claim handed back, {self.size} waiting", "ms CPU of decision and postgres", [each]),
        ]


def measure(stack: Stack, sizes: tuple[int, int], again: int = 0) -> list[Figure]:
    """Both sizes in turn, so that what a claim meets otherwise, such as all that was handed back, is the same."""
    pairs = zip(sizes, MUNICIPALITIES[again], strict=True)
    short, long = (_Queue.filled(stack, size, where) for size, where in pairs)
    analyze(stack.databases["decision"].owner_dsn)
    for queue in (short, long):
        _round(queue.people)
    for _ in range(ROUNDS):
        short.measure(stack)
        long.measure(stack)
    ratio = [mine / other for mine, other in zip(long.slowest, short.slowest, strict=True)]
    name = "claims, p95, long queue to short"
    return [*short.figures(), *long.figures(), Figure(name, "ratio", ratio, "at most 1.2")]


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
