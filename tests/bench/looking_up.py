"""The registers' part: how long a household of two adults takes against one person."""

import time
from itertools import chain

from tests.bench.calls import call
from tests.bench.chains import Chains, Household, application, wait_for
from tests.bench.figures import Figure

MONTH = "2026-08"
REGISTERS_TAKE = 0.5
"""Seconds that the registers take for an answer, for whoever is asked about."""


def measure(chains: Chains, households: list[Household], rounds: int) -> list[Figure]:
    """Paper applications: all adults have signed when it is typed in."""
    alone = [household for household in households if len(household.applicants) == 1][:rounds]
    couples = [household for household in households if len(household.applicants) == 2][:rounds]
    for household in (*alone, *couples):
        _slow_down(chains, household)
    took = {
        household.id: _look_up(chains, household) for household in chain.from_iterable(zip(alone, couples, strict=True))
    }
    one, two = [took[household.id] for household in alone], [took[household.id] for household in couples]
    ratio = [long / short for short, long in zip(sorted(one), sorted(two), strict=True)]
    return [
        Figure("look-up, one person", "s", one),
        Figure("look-up, two adults", "s", two),
        Figure("look-up, two adults to one", "ratio", ratio, "at most 1.2"),
    ]


def _slow_down(chains: Chains, household: Household) -> None:
    for place, adult in enumerate(household.applicants):
        holds = {
            "personalNumber": adult.made_up.number.digits,
            "faults": [{"kind": "delay", "seconds": REGISTERS_TAKE}],
        }
        call("PUT", f"{chains.stack.urls['registers']}/persons/slow-{household.id}-{place}", holds)


def _look_up(chains: Chains, household: Household) -> float:
    start = time.monotonic()
    made = chains.registrar.post("intake", "/applications", application(household, MONTH))["id"]

    def is_verified() -> bool:
        return chains.registrar.get("intake", f"/applications/{made}")["status"] not in ("received", "verifying")

    wait_for("the registers", is_verified, pause=0.05)
    return time.monotonic() - start
