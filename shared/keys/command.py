"""`python -m services.<name> keys …`: makes a service's keys and exchanges them. Run it as the service's own user."""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from shared.clock import Clock
from shared.controllog.trusted_keys import WITNESS
from shared.keys import person_command, rotating
from shared.keys.kinds import BOX, KINDS, LOG, STATEMENT, Kind, box_public_key, trust_row
from shared.keys.person_command import PERSON
from shared.keys.rotating import Holder, Refused
from shared.running import Service
from shared.settings import KeySettings, from_environment

_MADE = {
    STATEMENT: "Next: add the row under `trust` to TRUST_FILE of all four services (C16), and tell the auditors.",
    LOG: "Next: give the row under `log` to audit's administrators, for LOGS_FILE.",
    BOX: "Next: give `box` to intake, as BOX_PUBLIC_KEY_FILE.",
}
_PREPARED = {
    STATEMENT: """Next:
1. Add the row under `trust.next` to TRUST_FILE of all four services.
2. Start all of them again, one after the other.
3. keys switch statement""",
    LOG: """Next:
1. Audit's administrators add the row under `log.next` to LOGS_FILE, and start audit again.
2. Bring their file here.
3. keys switch log""",
    BOX: "Next: keys switch box",
}
_SWITCHED = {
    STATEMENT: """Next:
1. Start this service again, every process of it.
2. End the earlier key in all four lists: "to" is when the last process that signed with it ended, and "believedTo" is
   null. Did the key leak: "to" is now, without "believedTo" (docs/runbook.md, Keys). Then start all services again.""",
    LOG: """Next:
1. Start this service again, every process of it.
2. When audit has cosigned something new, its administrators set "to" in the row of the earlier key.""",
    BOX: """Next:
1. Start this service again, every process of it.
2. Give `box` (keys show) to intake as BOX_PUBLIC_KEY_FILE, and start intake again.
The earlier key stays in retired/: what was sealed to it can only be opened with it.""",
}


def keys(service: Service, arguments: list[str]) -> int:
    """0 when it is done, 1 when it was refused and nothing is changed, 2 for a wrong command line."""
    kinds = KINDS if service.opens_boxes else (STATEMENT, LOG)
    options = _parser(service.name, kinds).parse_args(arguments)
    try:
        holder = Holder(service.name, from_environment(KeySettings), kinds)
        told = _do(service, holder, options)
    except ValidationError as error:
        missing = ", ".join(str(one["loc"][0]).upper() for one in error.errors() if one["loc"])
        print(f"Nothing is changed: set {missing} first (docs/configuration.md).", file=sys.stderr)
        return 1
    except (Refused, OSError, ValueError) as error:
        print(f"Nothing is changed: {error}.", file=sys.stderr)
        return 1
    print(told)
    return 0


def _do(service: Service, holder: Holder, options: argparse.Namespace) -> str:
    now = Clock().now()
    if getattr(options, "kind", "") == PERSON:
        return person_command.exchange(service, holder, options, now)
    kind = next((kind for kind in holder.kinds if kind.name == getattr(options, "kind", "")), STATEMENT)
    if options.command == "make":
        rotating.make(holder)
        return "\n".join([_shown(service, holder, now), *(_MADE[one] for one in holder.kinds)])
    if options.command == "person":
        return person_command.make(holder)
    if options.command == "prepare":
        rotating.prepare(holder, kind)
        return f"{_shown(service, holder, now)}\n{_PREPARED[kind]}"
    if options.command == "switch":
        rotating.switch(holder, kind, now)
        return _SWITCHED[kind]
    return _shown(service, holder, now)


def _shown(service: Service, holder: Holder, now: datetime) -> str:
    """What others are to be told: nothing of it is secret. `next` is what is prepared."""
    shown = {name: told for kind in holder.kinds for name, told in _told(service, holder, kind, now)}
    return json.dumps(shown, indent=2)


def _told(service: Service, holder: Holder, kind: Kind, now: datetime) -> list[tuple[str, object]]:
    title = {STATEMENT: "trust", LOG: "log", BOX: "box"}[kind]
    files = {title: holder.file(kind), f"{title}.next": holder.next_file(kind)}
    begins = now.replace(microsecond=0).isoformat()
    found: list[tuple[str, object]] = []
    for name, file in ((name, file) for name, file in files.items() if file.exists()):
        if kind is STATEMENT:
            found.append((name, trust_row(service.name, service.states, file, begins)))
        elif kind is LOG:
            row = {} if service.name == WITNESS else {"service": service.name}
            found.append((name, {**row, "verifier": holder.verifier(file), "from": begins, "to": None}))
        else:
            found.append((name, box_public_key(file).strip()))
    return found


def _parser(service: str, kinds: tuple[Kind, ...]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m services.{service} keys",
        description="Makes the service's keys in KEYS_DIR, and exchanges them (docs/runbook.md, Keys). Run it as the "
        "service's own user, with its settings. It writes nothing over, and prints no private key.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("make", help=f"the first keys of {service}: {', '.join(kind.name for kind in kinds)}")
    commands.add_parser("person", help="the first person key of the installation, PERSON_KEY_FILE: once, in one place")
    commands.add_parser("show", help="what the others are to be told: the public halves, as their lists have them")
    for name, does in (("prepare", "make the next key, which is not in use yet"), ("switch", "put it into use")):
        command = commands.add_parser(name, help=does, description=f"{does.capitalize()}. Prints what to do next.")
        command.add_argument("kind", choices=[*(kind.name for kind in kinds), PERSON])
    commands.choices["switch"].add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="for person: what the four services have told when they closed",
    )
    person_command.add_close(commands)
    return parser
