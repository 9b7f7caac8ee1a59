"""Every act of the demonstration's month, every trace and every case's story, held against each other (C7)."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from deploy.local.databases import Database, database_of
from deploy.local.keys import Keys
from deploy.local.roles import SERVICES
from services.audit.app import SERVICE, build
from tests.harness.one_demo import run_once, server_of
from tests.harness.service import serve
from tests.harness.whole_month.requests import request_faults
from tests.harness.whole_month.stories import story_faults
from tests.harness.whole_month.traces import CHAIN, Left, cases, faults, seen

AUDITOR = "199001019802"


@dataclass(frozen=True)
class Month:
    """What the run has left: the requests of its people, its databases, and each case's story as audit tells it."""

    record: Path
    databases: Mapping[str, Left]
    sizes: Mapping[str, int]
    stories: Mapping[str, list[str]]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    done = run_once(tmp_path_factory)
    assert done.returncode == 0, done.told
    data = Path(done.folder)
    with server_of(data) as server:
        places = {name: database_of(server, name) for name in SERVICES}
        databases = {service: Left.read(service, places[service].owner_dsn) for service in CHAIN}
        told, sizes = asyncio.run(_stories(places["audit"], data, sorted(set(cases(databases).values()))))
    return Month(Path(done.record), databases, sizes, told)


async def _stories(database: Database, data: Path, numbers: list[str]) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Over audit's own API, a page at a time, as an auditor reads them."""
    told: dict[str, list[str]] = {}
    lists: dict[str, Any] = {"logs_file": data / "keys/logs.json", "person_key_file": Keys(data / "keys").person}
    async with serve(SERVICE, build(), database, data.with_name("audit-again"), **lists) as audit:
        auditor = audit.person(AUDITOR, "auditor")
        for number in numbers:
            page: dict[str, Any] = {"hasMore": True, "page": 0}
            while page["hasMore"]:
                search = {"caseNumber": number, "limit": 100, "page": page["page"] + 1}
                page = (await auditor.get("/v1/control-log", **search)).json()
                told.setdefault(number, []).extend(item["id"] for item in page["items"])
    return told, {service: int(size) for service, size in (part.split(":") for part in page["asOf"].split(","))}


def test_every_row_has_its_entry_and_every_entry_its_act(month: Month) -> None:
    assert faults(month.databases) == []


def test_every_request_that_was_an_act_has_one_entry(month: Month) -> None:
    assert request_faults(month.databases, month.record) == []


def test_every_story_is_whole_and_has_nothing_foreign(month: Month) -> None:
    assert story_faults(seen(month.databases, month.sizes), month.stories) == []


def without_entry(left: Left, act: str, **more: str) -> Left:
    id_ = next(id_ for id_, e in left.entries.items() if e["act"] == act and more.items() <= e.items())
    return replace(left, entries={one: entry for one, entry in left.entries.items() if one != id_})


def with_entry(left: Left, of: str, **changed: Any) -> Left:
    """One entry of the act is not what it was."""
    id_, entry = next((id_, e) for id_, e in left.entries.items() if (e["act"], e["outcome"]) == (of, "done"))
    return replace(left, entries={**left.entries, id_: {**entry, **changed}})


def without_row(left: Left, table: str) -> Left:
    return replace(left, rows={**left.rows, table: left.rows[table][1:]})


BROKEN: dict[str, tuple[str, Callable[[Left], Left]]] = {
    "an entry is gone": ("payout", lambda left: without_entry(left, "orderReleased")),
    "the entry of a hand-over is gone": ("decision", lambda left: without_entry(left, "householdRegistered")),
    "the entry of what is in force is gone": ("intake", lambda left: without_entry(left, "inForceStated")),
    "a row is gone": ("decision", lambda left: without_row(left, "calculation")),
    "a row of an account is gone": ("payout", lambda left: without_row(left, "account_comparison")),
    "another act": ("decision", lambda left: with_entry(left, "decisionMade", act="decisionRead")),
    "another object": ("intake", lambda left: with_entry(left, "applicationRegistered", digest="x" * 43)),
    "another subject": ("payout", lambda left: with_entry(left, "fileMade", subjects={})),
    "done, and said to be refused": ("payout", lambda left: with_entry(left, "orderReady", outcome="refused")),
    "a table that nobody knows": ("intake", lambda left: replace(left, rows={**left.rows, "secret_act": []})),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found(month: Month, name: str) -> None:
    service, change = BROKEN[name]
    broken = {**month.databases, service: change(month.databases[service])}
    assert faults(broken) != []


def test_a_request_without_an_entry_is_found(month: Month) -> None:
    """Refused ones too, which leave no row."""
    for service, act, outcome in (("decision", "calculationMade", "refused"), ("intake", "evidenceRead", "done")):
        broken = {**month.databases, service: without_entry(month.databases[service], act, outcome=outcome)}
        assert request_faults(broken, month.record) != []


def test_a_story_that_lacks_or_borrows_an_entry_is_found(month: Month) -> None:
    known = seen(month.databases, month.sizes)
    one, other = sorted(month.stories, key=lambda number: -len(month.stories[number]))[:2]
    for place in random.Random(20261215).sample(range(len(month.stories[one])), 8):
        lacking = month.stories[one][:place] + month.stories[one][place + 1 :]
        assert story_faults(known, {**month.stories, one: lacking}) != []
    own = [id_ for id_ in month.stories[other] if Counter(id_ in told for told in month.stories.values())[True] == 1]
    assert story_faults(known, {**month.stories, one: [*month.stories[one], own[0]]}) != []
