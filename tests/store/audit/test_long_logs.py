"""A search reads what it finds, however long the logs are."""

from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.databases import Database
from services.audit.entries import store
from services.audit.entries.rules import AsOf, Sight
from services.audit.entries.store import Wanted
from shared.paging import Page
from tests.harness.control_logs import an_entry
from tests.harness.plans import pages_read
from tests.harness.pools import analyze

COUNT = 10_000
UNKNOWN = UUID("01980a3e-1c5b-7cc3-9d1e-3f5a6b7c8d90")
MOST_PAGES = 120
"""Of 8 kB. The entries are several hundred."""
SIGHT = Sight("1261", AsOf({"intake": COUNT}))

_ENTRIES = """
    insert into copied_entry (origin, seq, entry, id, time, municipality, service, act, outcome, actor, household_id)
    select 'test/intake', n, %s, uuidv7(),
           timestamptz '2026-01-01' + n * interval '1 minute', case when n %% 10 < 3 then '1261' else '1262' end,
           'intake', case when n %% 2 = 0 then 'householdRead' else 'registerAsked' end, 'done',
           'actor' || n %% 100, uuidv7()
    from generate_series(0, %s) n"""


@pytest.fixture
def long_log(audit_database: Database) -> None:
    with psycopg.connect(audit_database.runtime_dsn) as connection:
        connection.execute(
            "insert into followed_log (origin, service, root) values ('test/intake', 'intake', sha256(''))"
        )
        connection.execute(_ENTRIES, [an_entry(service="intake").encode(), COUNT - 1])
    analyze(audit_database.owner_dsn)


@pytest.mark.usefixtures("long_log")
@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"act": "householdRead"},
        {"act": "nobodyDidThis"},
        {"outcome": "refused"},
        {"outcome": "refused", "service": "intake"},
        {"actor": "nobody"},
        {"household_id": UNKNOWN},
    ],
    ids=str,
)
async def test_a_search_reads_what_it_finds(audit: AsyncEngine, wanted: dict[str, Any]) -> None:
    async def search() -> None:
        async with audit.begin() as connection:
            await store.find(connection, SIGHT, Wanted(**wanted), Page(1, 20))

    read = await pages_read(audit, search)
    assert {statement: pages for statement, pages in read.items() if pages > MOST_PAGES} == {}
