"""`make load`: too much at once, and fifty people at one queue, with everything killed in between. Some minutes.

    python -m tests.load [--seed N] [--seconds 60] [--households 250] [--factor 4] [--keep FOLDER]

On a stack of its own on loopback, with generators in processes of their own. Exit code 1 where something does not hold.
"""

import argparse
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deploy.local.stack import Stack
from tests.bench.chains import Chains
from tests.load.claiming import Claiming
from tests.load.overload import Overload

LEASE_SECONDS = 20


def main() -> int:
    options = _options()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="load-"))
    print(f"seed {options.seed}", flush=True)
    with Stack(folder, settings={"decision": {"CLAIM_LEASE_SECONDS": str(LEASE_SECONDS)}}) as stack:
        rows, faults = _run(stack, options, folder)
    _show(rows, options.seed)
    for fault in faults[:50]:
        print(f"FAULT {fault}")
    if faults:
        print(f"Logs and databases: {folder}. With the same seed: make load SEED={options.seed}")
    elif options.keep is None:
        shutil.rmtree(folder)
    return 1 if faults else 0


def _run(stack: Stack, options: argparse.Namespace, folder: Path) -> tuple[list[tuple[str, str]], list[str]]:
    console, chains = Console(stderr=True), Chains(stack)
    console.print("[dim]registering households …[/dim]")
    overload = Overload(chains, options.seed, chains.register(options.households))
    console.print("[dim]too much at once …[/dim]")
    overload.run(options.seconds, options.factor)
    console.print("[dim]fifty people at one queue …[/dim]")
    claiming = Claiming(stack, folder, options.seed, overload.size, LEASE_SECONDS)
    claiming.run()
    return [*overload.rows, *claiming.rows], [*overload.faults, *claiming.faults]


def _show(rows: list[tuple[str, str]], seed: int) -> None:
    table = Table(title=f"load, seed {seed}", show_header=False)
    for row in rows:
        table.add_row(*row)
    Console(width=150).print(table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.load", description=__doc__)
    parser.add_argument(
        "--seed", type=int, default=secrets.randbelow(10**6), help="what is chosen by chance, the same once more"
    )
    parser.add_argument("--seconds", type=float, default=60, help="how long too much is offered (default: 60)")
    parser.add_argument("--factor", type=float, default=4, help="how many times what it can take (default: 4)")
    parser.add_argument(
        "--households", type=int, default=250, help="four applications of each are claimed (default: 250)"
    )
    parser.add_argument("--keep", type=Path, help="data folder to use and leave (default: one that is removed)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
