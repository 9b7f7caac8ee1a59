"""A service with a little of everything in it, for tests that try every route."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from deploy.local.databases import Database
from deploy.sandbox.persons import number_for
from shared.auth.callers import Role
from tests.harness.routes import PERSONS
from tests.harness.service import ServiceUnderTest


@dataclass(frozen=True)
class SeededWorld:
    """`people`: the personal number of somebody who has to do with what there is, by role; `values`: what there is, by
    the name that paths and bodies give it ("householdId", "orderIds", "dueDate" …); `bodies`: what to send to a route
    ("POST /v1/bank-reports") whose description has no example; `secret_ids`: what nobody outside may see."""

    service: ServiceUnderTest
    people: Mapping[Role, str]
    values: Mapping[str, Any]
    bodies: Mapping[str, bytes]
    secret_ids: frozenset[str]

    def path(self, template: str) -> str:
        """The path with the ids of what there is. KeyError: the world holds nothing of that name yet."""
        return template.format_map(self.values)


OTHERS: Mapping[Role, str] = {role: number_for(date(1969, 1, day), day).digits for day, role in enumerate(PERSONS, 1)}
"""Somebody in each role who has nothing to do with anybody else."""

FreshDatabase = Callable[[str], Database]
Seed = Callable[[FreshDatabase, Path], AbstractAsyncContextManager[SeededWorld]]
Seeding = AsyncIterator[SeededWorld]
