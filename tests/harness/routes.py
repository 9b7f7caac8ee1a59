"""The routes that a service has, and the routes that docs/routes.md lists."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from shared.acts import ActRoute
from shared.auth.callers import Role
from shared.openapi import who_may_call

SERVICES = ("intake", "decision", "payout", "audit")
LIST = Path(__file__).parents[2] / "docs" / "routes.md"
ANYBODY = "anybody"
EVERY_SERVICE = "every service"
PERSONS = tuple(role for role in Role if role is not Role.SERVICE)


@dataclass(frozen=True)
class Listed:
    """A line of the list. `callers` are roles ("registrar"), services ("payout service", "every service") or "anybody";
    `act` is empty for what is no act; `reaches` is one of the words that the list explains."""

    service: str
    method: str
    path: str
    callers: frozenset[str]
    act: str
    reaches: str

    @property
    def name(self) -> str:
        return f"{self.service} {self.method} {self.path}"

    def may_call(self, role: Role) -> bool:
        """Whether a person may call it in this role."""
        return bool(self.callers & {ANYBODY, role.value})

    def may_be_called_by(self, service: str) -> bool:
        return bool(self.callers & {ANYBODY, EVERY_SERVICE, f"{service} service"})


@dataclass(frozen=True)
class Actual:
    """A route as the service answers it. `acts`: whether ActRoute is its edge, and so whether `callers` is known."""

    service: str
    method: str
    path: str
    acts: bool
    act: str
    callers: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.service} {self.method} {self.path}"


def app(service: str) -> FastAPI:
    built = import_module(f"services.{service}.app").build()
    assert isinstance(built, FastAPI)
    return built


@cache
def listed() -> tuple[Listed, ...]:
    found, service = [], ""
    for line in LIST.read_text().splitlines():
        if line.startswith("## "):
            service = line.removeprefix("## ")
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[0] in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            method, path, callers, act, reaches = (cell.replace("`", "") for cell in cells)
            found.append(
                Listed(service, method, path, frozenset(callers.split(", ")), act, re.split(r"\W", reaches)[0])
            )
    return tuple(found)


@cache
def actual(service: str) -> tuple[Actual, ...]:
    """Everything that the service answers, also outside of /v1 and of its description."""
    found = []
    for context in iter_route_contexts(app(service).routes):
        route, allowed = context.original_route, None
        if isinstance(route, APIRoute):
            allowed = who_may_call(route)
        callers = frozenset() if allowed is None else _callers(allowed.roles, allowed.services)
        for method in sorted((getattr(route, "methods", None) or set()) - {"HEAD"}):
            act = "" if allowed is None else allowed.name
            found.append(Actual(service, method, str(context.path_format), isinstance(route, ActRoute), act, callers))
    return tuple(found)


def _callers(roles: frozenset[Role], services: tuple[str, ...]) -> frozenset[str]:
    return frozenset(role.value for role in roles) | {f"{service} service" for service in services}
