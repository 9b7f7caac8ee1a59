"""A month's payments of a large city at once: release, bank file, and the file's way to the bank."""

from collections.abc import Sequence
from dataclasses import dataclass

from deploy.local.stack import Stack
from tests.bench import copied_chains
from tests.bench.chains import MOST_IN_A_RELEASE, Chains, wait_for
from tests.bench.figures import Figure
from tests.bench.processes import Used, memory_mb, used

MUNICIPALITIES = ("1263", "1265")
"""Others than that of the chains, whose payers would have all of these in their lists."""
FIRST_HOUSEHOLD = 20_000
TEMPLATES = 6
"""Households of each shape, whose payments came to be ready over HTTP."""


def measure(stack: Stack, count: int, again: int = 0) -> list[Figure]:
    """`count` payments, all released by one payer, as many in a release as there may be."""
    chains = Chains(stack, MUNICIPALITIES[again], FIRST_HOUSEHOLD + again * TEMPLATES)
    made = chains.register(TEMPLATES)
    chains.until_ready(made)
    copied_chains.fill(stack, [household.id for household in made], again * count, count - TEMPLATES)
    chains.quiet()
    return _figures(_release(chains, count), count, memory_mb(stack)["payout, at most"])


@dataclass(frozen=True)
class _Steps:
    """What was used until all are released, and until the bank has all files."""

    released: Used
    sent: Used


def _release(chains: Chains, count: int) -> _Steps:
    ids = chains.ready()
    assert len(ids) == count, f"{len(ids)} payments are ready, and not {count}"
    start = used(chains.stack)
    releases = [chains.release(ids[at : at + MOST_IN_A_RELEASE]) for at in range(0, count, MOST_IN_A_RELEASE)]
    released = used(chains.stack)
    waiting = list(releases)
    wait_for("the bank to have all files", lambda: _all_are_sent(chains, waiting), pause=1)
    sent = used(chains.stack)
    left = [one for one in releases if not chains.are(one, "sent")]
    assert not left, "a payment was left out of its file"
    return _Steps(released.since(start), sent.since(start))


def _all_are_sent(chains: Chains, waiting: list[str]) -> bool:
    """Takes those that are sent out of `waiting`, and asks of each no more often than it must."""
    while waiting and chains.is_sent(waiting[-1]):
        waiting.pop()
    return not waiting


def _figures(steps: _Steps, count: int, memory: float) -> list[Figure]:
    name = f"{count} payments"
    return [
        Figure(f"{name} released", "s", [steps.released.wall]),
        Figure(f"{name} released, and in files at the bank", "s", [steps.sent.wall], "30"),
        *(Figure(f"{name} released and filed: {each}", "s CPU", [steps.sent.cpu[each]]) for each in _WORKING),
        Figure(f"memory: payout, at most, with {name}", "MB", [memory]),
    ]


_WORKING: Sequence[str] = ("payout", "postgres", "intake", "decision", "audit")
