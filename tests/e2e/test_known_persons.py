"""Whom the databases know after a whole month: an exchange of the person key must find every one of them, or somebody
becomes two (C1, docs/adr/0019)."""

import asyncio
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from deploy.local.databases import Database, database_of
from deploy.local.keys import Keys
from deploy.local.roles import SERVICES
from deploy.sandbox.persons import staff
from shared.database import open_engine
from shared.keys.person_files import read_secret
from shared.keys.stored_persons import stored_persons
from shared.persons import PersonalNumber, person_key, pseudonym
from tests.harness.one_demo import run_once, server_of

EMPLOYEES = 100
"""More than the month has."""


def test_every_person_of_a_month_is_found_in_every_database(tmp_path_factory: pytest.TempPathFactory) -> None:
    done = run_once(tmp_path_factory)
    assert done.returncode == 0, done.told
    data = Path(done.folder)
    with server_of(data) as server:
        places = {name: database_of(server, name) for name in SERVICES}
        people = _people(places["intake"], read_secret(Keys(data / "keys").person))
        for name, place in places.items():
            held = _everything(place)
            there = {one for one in people if one in held}
            assert there, f"{name} knows nobody"
            assert there <= asyncio.run(_found(place)), f"{name} knows persons who are not found"


def _people(intake: Database, secret: bytes) -> set[str]:
    """The key and the pseudonym of whoever is or was in a household, and of whoever may work here."""
    with psycopg.connect(intake.owner_dsn) as connection:
        members = connection.execute("select distinct personal_number from member").fetchall()
    numbers = [*(row[0] for row in members), *(staff(index).number.digits for index in range(EMPLOYEES))]
    keys = {person_key(PersonalNumber.parse(number), secret) for number in numbers}
    return keys | {pseudonym(key, secret) for key in keys}


def _everything(place: Database) -> str:
    """All that the database holds, as text; entries of the control log are texts in bytes."""
    with psycopg.connect(place.owner_dsn) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        rows = [
            str(row[0])
            for (table,) in tables
            for row in connection.execute(sql.SQL("select t::text from {} t").format(sql.Identifier(table)))
        ]
        entries = [("log_entry", "entry"), ("copied_entry", "entry")]
        rows += [
            bytes(row[0]).decode()
            for table, column in entries
            if (table,) in tables
            for row in connection.execute(sql.SQL("select {} from {}").format(*map(sql.Identifier, (column, table))))
        ]
    return "\n".join(rows)


async def _found(place: Database) -> frozenset[str]:
    engine = open_engine(place.runtime_dsn, 1, "test")
    try:
        async with engine.begin() as connection:
            return await stored_persons(connection)
    finally:
        await engine.dispose()
