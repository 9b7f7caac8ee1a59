"""`make rolling` and `make outages`: the installation in containers is disturbed while people go on asking it through
its proxy.

    python -m tests.containers COMMAND [--compose "docker compose …"] [--engine docker] [--against FOLDER]

`doors` asks every route there is, as nobody; `rolling` restarts one service after the other, `database` each database
server; `paused` lets a database server, a service and audit stand still for a while, `cut` takes their networks away;
`load` only goes on asking for --seconds, for who wants to disturb it in another way, such as by an upgrade. Each ends
by itself, with 1 where somebody was refused for longer than --longest seconds after it was back, where a refusal did
not say when to come back, or where something is gone that was answered with 201.
"""

import argparse
import shlex
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from deploy.local.composed import Composed
from deploy.local.roles import SERVICES
from deploy.local.warden import ROOT
from tests.containers.doors import wrongly_open
from tests.containers.load import Load
from tests.containers.outages import Containers, Outage

REST_SECONDS = 15.0
DATABASES = ("postgres", "audit-postgres")
SILENCED = (*DATABASES, "payout", "audit")
DISTURBED: dict[str, tuple[Outage, Sequence[str], float]] = {
    "rolling": (Containers.stopped, SERVICES, 0.0),
    "database": (Containers.stopped, DATABASES, 0.0),
    "paused": (Containers.paused, SILENCED, 20.0),
    "cut": (Containers.cut, SILENCED, 30.0),
    "load": (lambda *_: nullcontext(), ("",), 0.0),
}
"""How, which ones, and for how many seconds on purpose."""
CONCERNED = {"postgres": ("intake", "decision", "payout"), "audit-postgres": ("audit",), "": ()}


class NotStopped(Exception):
    """Nothing can be said of an outage that was none."""


@dataclass(frozen=True)
class Disturbed:
    """`took`: seconds until it was there again, `away` of them on purpose. Times are time.monotonic()'s."""

    name: str
    since: float
    away: float
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
            times = [_disturb(load, name, options) for name in DISTURBED[options.command][1]]
        well, lost = [_tell(load, one, options) for one in times], load.lost()
    print(f"{len(load.registered)} households registered meanwhile, {len(lost)} of them lost")
    return 0 if all(well) and not lost else 1


def _doors(composed: Composed) -> int:
    wrong = wrongly_open(composed)
    print("\n".join(wrong) or "people reach what is for people, and nothing else")
    return 1 if wrong else 0


def _disturb(load: Load, name: str, options: argparse.Namespace) -> Disturbed:
    """Takes it away for a while, if anything, and rests. Raises NotStopped."""
    outage, _, away = DISTURBED[options.command]
    since = time.monotonic()
    with outage(Containers(shlex.split(options.compose), shlex.split(options.engine)), name):
        if any(load.works(service) for service in CONCERNED.get(name, (name,))):
            raise NotStopped(f"{name} was taken away, and what needs it works")
        time.sleep(away)
    took = time.monotonic() - since
    time.sleep(REST_SECONDS if name else options.seconds)
    return Disturbed(name, since, away, took, time.monotonic())


def _tell(load: Load, one: Disturbed, options: argparse.Namespace) -> bool:
    """Whether all was well, when all that was asked is answered."""
    seen = {service: load.seen(service, one.since, one.until) for service in SERVICES}
    what = f"{one.name} {options.command}, {one.took:.1f} s" if one.name else "meanwhile"
    for service, found in seen.items():
        refused = ", ".join(f"{count} × {why}" for why, count in found.refused.items()) or "never"
        print(
            f"{what}: {service} asked {found.asked} times, refused {refused}, for {found.refused_for:.1f} s at most, "
            f"{found.at_a_loss} not told when to come back; the slowest answer took {found.slowest:.1f} s",
            flush=True,
        )
    longest = max(found.refused_for for found in seen.values())
    asked = all(found.asked for found in seen.values())  # nothing can be said of a service that nobody asked
    return asked and longest <= one.away + options.longest and not any(found.at_a_loss for found in seen.values())


def _options() -> argparse.Namespace:
    folder = ROOT / ".local" / "containers"
    parser = argparse.ArgumentParser(prog="python -m tests.containers", description=__doc__)
    parser.add_argument("command", choices=["doors", *DISTURBED])
    parser.add_argument("--compose", default="docker compose", help="with its options, as one argument")
    parser.add_argument("--engine", default="docker", help="what runs the containers")
    parser.add_argument("--against", type=Path, default=folder, help="what `containers` has prepared")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long `load` goes on")
    parser.add_argument("--longest", type=float, default=30.0, help="how long somebody may be refused")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
