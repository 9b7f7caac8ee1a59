"""`make bench`: what things cost here, with every control on, on a stack of its own.

    python -m tests.bench [--size small|usual|large] [--grown CASES] [--replicas N] [--data FOLDER]

CPU is the operating system's account of each process, so it says more than the clock on a machine that others use too;
the load generator is this process, and its share is told apart. Compare ratios within a run, not times between
machines. With --grown everything is measured, then so many ended cases are added with ten log entries each, and
everything is measured again, beside what it was before. With --replicas each service is so many processes. Ends by
itself.
"""

import argparse
import platform
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from deploy.local.stack import Part, Stack
from deploy.local.warden import ROOT
from deploy.sandbox.persons import staff
from tests.bench import claiming, control_log, looking_up, releasing, searching, submitting
from tests.bench.calls import MUNICIPALITY, Person
from tests.bench.chains import MOST_HOUSEHOLDS, Chains
from tests.bench.figures import Figure, Grown, show, show_growth, write
from tests.bench.growing.grown import grow
from tests.bench.processes import memory_mb

MUNICIPALITIES = (MUNICIPALITY, "1266")
"""Whose chains are measured: the second time, what was sent in before still waits in the first one. Its auditors have
most of the ended cases to search in."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """`chains` a round, `pools` that wait while many claim, `payments` that are released at once, `acts` a round and
    `entries` of the control log."""

    rounds: int
    chains: int
    pools: tuple[int, int]
    payments: int
    acts: int
    entries: int


SIZES = {
    "small": Size(rounds=1, chains=6, pools=(100, 300), payments=30, acts=50, entries=300),
    "usual": Size(rounds=3, chains=60, pools=(1_000, 100_000), payments=1_000, acts=300, entries=20_000),
    "large": Size(rounds=3, chains=1_000, pools=(1_000, 100_000), payments=10_000, acts=1_000, entries=100_000),
}


def main() -> None:
    options = _options()
    size, file = SIZES[options.size], options.data / "bench.json"
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, _stack(folder, options.replicas) as stack:
        figures = measure(stack, size)
        show(figures, _machine())
        write(file, _machine(), figures)
        if options.grown:
            sizes = grow(stack, options.grown, _tell)
            grown = measure(stack, size, again=1)
            show_growth(figures, grown, sizes, f"{_machine()}, {options.grown} cases more")
            write(file, _machine(), figures, Grown(options.grown, grown, sizes))
    print(f"As JSON: {file}")


def _stack(folder: str, replicas: int) -> Stack:
    return Stack(Path(folder), parts=[Part.WHOLE] * replicas)


def measure(stack: Stack, size: Size, again: int = 0) -> list[Figure]:
    """All rows, the lightest load first. `again`: how often everything was measured here before."""
    chains = Chains(stack, MUNICIPALITIES[again], again * MOST_HOUSEHOLDS)
    _tell("whole chains …")
    figures = chains.measure(size.rounds, size.chains)
    _tell("look-ups …")
    figures += looking_up.measure(chains, chains.registered, max(2, size.rounds))
    chains.at_rest()
    _tell("sending in …")
    figures += submitting.measure(stack, chains.registered)
    figures.append(submitting.chain_in_bare_inserts(figures))
    chains.quiet()
    _tell("claims …")
    figures += claiming.measure(stack, size.pools, again)
    chains.quiet()
    _tell("release and file …")
    figures += releasing.measure(stack, size.payments, again)
    _tell("the control log …")
    figures += control_log.measure(stack, chains.auditor, size.rounds, size.acts, size.entries)
    _tell("searches …")
    figures += searching.measure(stack, Person(stack, staff(2), ("auditor",)), max(2, size.rounds))
    return figures + [Figure(f"memory: {name}", "MB", [used]) for name, used in memory_mb(stack).items()]


def _tell(what: str) -> None:
    Console(stderr=True).print(f"[dim]{what}[/dim]")


def _machine() -> str:
    cores = Path("/proc/cpuinfo").read_text().count("processor\t:")
    return f"{cores} cores, {platform.machine()}, Python {platform.python_version()}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="usual", help="how much is measured (default: usual)")
    parser.add_argument("--grown", type=_cases, default=0, help="measure again after so many ended cases (thousands)")
    parser.add_argument("--replicas", type=int, choices=range(1, 6), default=1, help="processes of each service")
    parser.add_argument("--data", type=Path, default=ROOT / ".local" / "bench", help="folder for bench.json")
    return parser.parse_args()


def _cases(text: str) -> int:
    count = int(text)
    if count < 0 or count % 1000:
        raise argparse.ArgumentTypeError("whole thousands")
    return count


if __name__ == "__main__":
    main()
