"""`make rolling`: the installation in containers is disturbed while people go on asking it through its proxy.

    python -m tests.containers COMMAND [--compose "docker compose …"] [--against FOLDER]

`doors` asks every route there is, as nobody; `rolling` restarts one service after the other; `database` restarts each
database server; `load` only goes on asking for --seconds, for who wants to disturb it in another way, such as by an
upgrade. Each ends by itself, with 1 where somebody was refused for longer than --longest seconds, or where something is
gone that was answered with 201.
"""

import argparse
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.composed import Composed
from deploy.local.roles import SERVICES
from deploy.local.warden import ROOT
from tests.containers.doors import wrongly_open
from tests.containers.load import Load

REST_SECONDS = 15.0
DISTURBED = {"rolling": SERVICES, "database": ("postgres", "audit-postgres")}
CONCERNED = {"postgres": ("intake", "decision", "payout"), "audit-postgres": ("audit",)}


class NotStopped(Exception):
    """Nothing can be said of a restart that was none."""


@dataclass(frozen=True)
class Disturbed:
    """`took`: seconds until it was started again. Times are time.monotonic()'s."""

    name: str
    services: Sequence[str]
    since: float
    took: float
    until: float


def main() -> int:
    options = _options()
    with Composed(options.against) as composed:
        if options.command == "doors":
            return _doors(composed)
        load = Load(composed)
        with load.going_on():
            time.sleep(REST_SECONDS)
            times = [_disturb(load, name, options) for name in DISTURBED.get(options.command, ("",))]
        longest, lost = max(_tell(load, one) for one in times), load.lost()
    print(f"{len(load.registered)} households registered meanwhile, {len(lost)} of them lost")
    return 1 if longest > options.longest or lost else 0


def _doors(composed: Composed) -> int:
    wrong = wrongly_open(composed)
    print("\n".join(wrong) or "people reach what is for people, and nothing else")
    return 1 if wrong else 0


def _disturb(load: Load, name: str, options: argparse.Namespace) -> Disturbed:
    """Restarts it, if anything, and rests."""
    since, services = time.monotonic(), CONCERNED.get(name, (name,) if name else SERVICES)
    if name:
        _restart(load, name, services, shlex.split(options.compose))
    took = time.monotonic() - since
    time.sleep(REST_SECONDS if name else options.seconds)
    return Disturbed(name, services, since, took, time.monotonic())


def _tell(load: Load, one: Disturbed) -> float:
    """What was seen meanwhile, when all that was asked is answered. The longest refusal, in seconds."""
    seen = {service: load.seen(service, one.since, one.until) for service in one.services}
    what = f"{one.name} restarted in {one.took:.1f} s" if one.name else "meanwhile"
    for service, found in seen.items():
        refused = ", ".join(f"{count} × {status or 'no answer'}" for status, count in found.refused.items()) or "never"
        print(
            f"{what}: {service} asked {found.asked} times, refused {refused}, for {found.refused_for:.1f} s at most; "
            f"the slowest answer took {found.slowest:.1f} s",
            flush=True,
        )
    return max(found.refused_for for found in seen.values())


def _restart(load: Load, name: str, services: Sequence[str], compose: list[str]) -> None:
    """Not by `restart`, which can do nothing and say nothing. Raises NotStopped."""
    subprocess.run((*compose, "stop", name), cwd=ROOT, check=True, capture_output=True)
    if any(load.works(service) for service in services):
        raise NotStopped(f"{name} was stopped, and what needs it works")
    subprocess.run((*compose, "start", name), cwd=ROOT, check=True, capture_output=True)


def _options() -> argparse.Namespace:
    folder = ROOT / ".local" / "containers"
    parser = argparse.ArgumentParser(prog="python -m tests.containers", description=__doc__)
    parser.add_argument("command", choices=["doors", *DISTURBED, "load"])
    parser.add_argument("--compose", default="docker compose", help="with its options, as one argument")
    parser.add_argument("--against", type=Path, default=folder, help="what `containers` has prepared")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long `load` goes on")
    parser.add_argument("--longest", type=float, default=30.0, help="how long somebody may be refused")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
