"""`make rolling`: the installation in containers is disturbed while people go on asking it through its proxy.

    python -m tests.containers COMMAND [--compose "docker compose …"] [--against FOLDER]

`rolling` restarts one service after the other; `database` restarts each database server; `load` only goes on asking for
--seconds, for who wants to disturb it in another way, such as by an upgrade. Each ends by itself, with 1 where somebody
was refused for longer than --longest seconds, or where something is gone that was answered with 201.
"""

import argparse
import shlex
import subprocess
import sys
import time
from pathlib import Path

from deploy.local.composed import Composed
from deploy.local.roles import SERVICES
from deploy.local.warden import ROOT
from tests.containers.load import Load

REST_SECONDS = 10.0
DISTURBED = {"rolling": SERVICES, "database": ("postgres", "audit-postgres")}
CONCERNED = {"postgres": ("intake", "decision", "payout"), "audit-postgres": ("audit",)}


def main() -> int:
    options = _options()
    with Composed(options.against) as composed:
        load = Load(composed)
        with load.going_on():
            time.sleep(REST_SECONDS)
            worst = max(_disturb(load, name, options) for name in DISTURBED.get(options.command, ("",)))
        lost = load.lost()
    print(f"{len(load.registered)} households registered meanwhile, {len(lost)} of them lost")
    return 1 if worst > options.longest or lost else 0


def _disturb(load: Load, name: str, options: argparse.Namespace) -> float:
    """Restarts it, rests, and tells what was seen meanwhile. The longest refusal, in seconds."""
    since = time.monotonic()
    if name:
        subprocess.run((*shlex.split(options.compose), "restart", name), cwd=ROOT, check=True, capture_output=True)
    took = time.monotonic() - since
    time.sleep(REST_SECONDS if name else options.seconds)
    until, services = time.monotonic(), CONCERNED.get(name, (name,) if name else SERVICES)
    for service in services:
        seen = load.seen(service, since, until)
        print(
            f"{name or 'nothing'} restarted in {took:.1f} s: {service} asked {seen.asked} times, refused "
            f"{seen.refused}, for {seen.refused_for:.1f} s at most; the slowest answer took {seen.slowest:.1f} s",
            flush=True,
        )
    return max(load.seen(service, since, until).refused_for for service in services)


def _options() -> argparse.Namespace:
    folder = ROOT / ".local" / "containers"
    parser = argparse.ArgumentParser(prog="python -m tests.containers", description=__doc__)
    parser.add_argument("command", choices=[*DISTURBED, "load"])
    parser.add_argument("--compose", default="docker compose", help="with its options, as one argument")
    parser.add_argument("--against", type=Path, default=folder, help="what `containers` has prepared")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long `load` goes on")
    parser.add_argument("--longest", type=float, default=30.0, help="how long somebody may be refused")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
