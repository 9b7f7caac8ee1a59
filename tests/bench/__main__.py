"""`make bench`: what things cost here, with every control on, on a stack of its own.

    python -m tests.bench [--size small|usual|large] [--data FOLDER]

CPU is the operating system's account of each process, so it says more than the clock on a machine that others use too;
the load generator is this process, and its share is told apart. Compare
ratios within a run, not times between machines. Ends by itself.
"""

import argparse
import platform
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from deploy.local.stack import Stack
from deploy.local.warden import ROOT
from tests.bench import claiming, control_log, looking_up, releasing, submitting
from tests.bench.chains import Chains
from tests.bench.figures import Figure, show, write
from tests.bench.processes import memory_mb


@dataclass(frozen=True, kw_only=True)
class Size:
    """`chains` a round, `pools` that wait while many claim, `payments` that are released at once, `acts` a round and
    `entries` of the control log."""

    rounds: int
    chains: int
    pools: tuple[int, ...]
    payments: int
    acts: int
    entries: int


SIZES = {
    "small": Size(rounds=1, chains=6, pools=(100, 300), payments=30, acts=50, entries=300),
    "usual": Size(rounds=3, chains=60, pools=(1_000, 100_000), payments=1_000, acts=300, entries=20_000),
    "large": Size(rounds=5, chains=1_000, pools=(1_000, 100_000), payments=10_000, acts=1_000, entries=100_000),
}


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Stack(Path(folder)) as stack:
        figures = measure(stack, SIZES[options.size])
    file = options.data / "bench.json"
    show(figures, _machine())
    write(figures, _machine(), file)
    print(f"As JSON: {file}")


def measure(stack: Stack, size: Size) -> list[Figure]:
    """All rows, the lightest load first."""
    console, chains = Console(stderr=True), Chains(stack)
    console.print("[dim]whole chains …[/dim]")
    figures = chains.measure(size.rounds, size.chains)
    console.print("[dim]look-ups …[/dim]")
    figures += looking_up.measure(chains, chains.registered, max(2, size.rounds))
    console.print("[dim]sending in …[/dim]")
    figures += submitting.measure(stack, chains.registered)
    chains.quiet()
    console.print("[dim]claims …[/dim]")
    figures += claiming.measure(stack, size.rounds, size.pools)
    chains.quiet()
    console.print("[dim]release and file …[/dim]")
    figures += releasing.measure(stack, size.payments)
    console.print("[dim]the control log …[/dim]")
    figures += control_log.measure(stack, chains.auditor, size.rounds, size.acts, size.entries)
    return figures + [Figure(f"memory: {name}", "MB", [used]) for name, used in memory_mb(stack).items()]


def _machine() -> str:
    cores = Path("/proc/cpuinfo").read_text().count("processor\t:")
    return f"{cores} cores, {platform.machine()}, Python {platform.python_version()}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="usual", help="how much is measured (default: usual)")
    parser.add_argument("--data", type=Path, default=ROOT / ".local" / "bench", help="folder for bench.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
