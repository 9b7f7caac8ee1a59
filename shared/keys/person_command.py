"""What `keys … person` does: the installation key for person keys, the same in all services (docs/adr/0019)."""

import argparse
import asyncio
from datetime import datetime

from shared.keys import person_exchange, rotating
from shared.keys.rotating import Holder
from shared.running import Service
from shared.settings import from_environment

PERSON = "person"

_MADE = """Made.
Next: bring the file to the other services, sealed, and keep a copy with two persons."""
_PREPARED = """Made, and not in use yet. Next:
1. Bring the file, sealed, to the same place at the other three services.
2. Stop every process of all four services.
3. For each: keys close person > FILE"""
_SWITCHED = """The person keys are now {fingerprint}: compare that with the other services, where it is the same.
Next, when all four have switched: start them again. What was exchanged is kept beside the present key (-1.key and
-1.known, then -2 …): without both, who was known before is nobody. Copies of all of it go to the two persons."""


def make(holder: Holder) -> str:
    rotating.make_key_for_persons(holder)
    return _MADE


def exchange(service: Service, holder: Holder, options: argparse.Namespace, now: datetime) -> str:
    """Returns what to print. Raises Refused."""
    if options.command == "prepare":
        rotating.prepare_key_for_persons(holder)
        return _PREPARED
    settings = from_environment(service.settings)
    if options.command == "close":
        return asyncio.run(person_exchange.close(service.name, settings, now)).written()
    done = asyncio.run(person_exchange.switch(service.name, settings, options.files, now))
    return _SWITCHED.format(fingerprint=done)


def add_close(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    does = "close the database for every process, and print whom it knows: the exchange of the person key begins"
    close = commands.add_parser("close", help=does, description=f"{does.capitalize()}. It stays closed until `switch`.")
    close.add_argument("kind", choices=[PERSON])
