"""Whom a database knows, wherever it keeps them: who is missed becomes two when the person key is exchanged (C1)."""

import json
from collections.abc import Callable

import psycopg
import pytest

from deploy.local.databases import Database
from shared.canonical import to_base64url
from shared.database import open_engine
from shared.keys.stored_persons import stored_persons


def person(number: int) -> str:
    return to_base64url(bytes([number]) * 32)


@pytest.mark.parametrize(
    ("kept", "known"),
    [
        ({"told": person(1)}, {person(1)}),
        ({"listed": [person(1), person(2), "somebody"]}, {person(1), person(2)}),
        ({"document": person(1)}, {person(1)}),
        ({"document": {person(1): {"said": "yes"}, "by": {person(2): "no"}}}, {person(1), person(2)}),
        ({"document": {"person": person(1), "digest": person(2)}}, {person(1)}),
        ({"document": {"hands": [person(1), {"entry": person(2)}, [person(3)]]}}, {person(1), person(2), person(3)}),
        ({"document": {"said": f"of {person(1)}", "number": 1, "nothing": None}}, set()),
        ({"digest": person(1)}, set()),
    ],
)
async def test_persons_are_found_in_every_text_list_and_document_of_a_table_that_nobody_has_named(
    fresh_database: Callable[[str], Database], kept: dict[str, object], known: set[str]
) -> None:
    database = fresh_database("intake")
    row = {"told": "", "listed": [], "digest": ""} | kept | {"document": json.dumps(kept.get("document"))}
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("create table later (told varchar, listed varchar[], document jsonb, digest varchar)")
        owner.execute("grant select on later to intake_runtime")
        owner.execute("insert into later values (%(told)s, %(listed)s, %(document)s, %(digest)s)", row)
    engine = open_engine(database.runtime_dsn, 1, "test")
    async with engine.begin() as connection:
        found = await stored_persons(connection)
    await engine.dispose()
    assert found == known
