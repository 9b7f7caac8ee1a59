"""An adult is in one household of a municipality at a time. Children may be in two."""

import asyncio

import psycopg
import pytest
from psycopg import errors

from deploy.local.databases import Database
from tests.harness.intake import ADAM, BERTIL, CHILD, REGISTRAR, change, count, couple, register, single, slug
from tests.harness.service import ServiceUnderTest
from tests.store.intake.raw_sql import another, refusal


def with_child(number: str) -> dict[str, object]:
    child = {"personalNumber": CHILD, "name": "Testbarn Caesar", "role": "child"}
    return {"kind": "single", "members": [*single(number)["members"], child]}


async def test_an_adult_of_one_household_is_no_adult_of_another(intake: ServiceUnderTest) -> None:
    first = await register(intake)
    registrar = intake.person(REGISTRAR, "registrar")
    for number in (ADAM, BERTIL):
        answer = await registrar.post("/v1/households", single(number))
        assert (answer.status_code, slug(answer)) == (409, "adult-in-another-household")
        assert first["id"] not in answer.text
    assert await count(intake, "household") == 1
    await register(intake, single(), municipality="0180")
    await change(intake, first, single())
    other = await register(intake, single(BERTIL))
    back = await registrar.post(f"/v1/households/{first['id']}/versions", couple(), **{"If-Match": '"2"'})
    assert (back.status_code, slug(back)) == (409, "adult-in-another-household")
    assert (await change(intake, other, single(BERTIL)))["version"] == 2, "their own household is no other one"


async def test_a_child_may_be_in_two(intake: ServiceUnderTest) -> None:
    await register(intake, with_child(ADAM))
    assert len((await register(intake, with_child(BERTIL)))["members"]) == 2


async def test_of_two_households_at_once_there_is_one(intake: ServiceUnderTest) -> None:
    registrar = intake.person(REGISTRAR, "registrar")
    turned = {**couple(), "members": couple()["members"][::-1]}
    bodies = (couple(), turned, single(ADAM), single(BERTIL))
    answers = await asyncio.gather(*(registrar.post("/v1/households", body) for body in bodies))
    made = [answer for answer in answers if answer.status_code == 201]
    assert {slug(answer) for answer in answers if answer not in made} == {"adult-in-another-household"}
    adults = {ADAM: 0, BERTIL: 0}
    for answer, body in zip(answers, bodies, strict=True):
        for member in body["members"] if answer in made else ():
            adults[member["personalNumber"]] = adults.get(member["personalNumber"], 0) + 1
    assert made
    assert max(adults[ADAM], adults[BERTIL]) == 1


async def test_the_database_refuses_it_by_name(intake: ServiceUnderTest, database: Database) -> None:
    await register(intake, single(ADAM))
    other = await register(intake, single(BERTIL))
    adam = await another(intake, "member", {"household_id": other["id"]})
    assert refusal(database, "member", adam) == "adult_in_one_household"
    assert refusal(database, "member", {**adam, "role": "child"}) == ""


async def test_the_database_makes_the_second_wait_for_the_first(intake: ServiceUnderTest, database: Database) -> None:
    """In raw SQL: neither sees the other's row until it is committed."""
    first, second = await register(intake, single(ADAM)), await register(intake, single(BERTIL))
    statement = """insert into member select %s, version, uuidv7(), 'both', personal_number, name, birth_date, role
                   from member where household_id = %s"""
    with psycopg.connect(database.runtime_dsn) as one, psycopg.connect(database.runtime_dsn) as two:
        one.execute(statement, [first["id"], first["id"]])
        two.execute("set lock_timeout = '200ms'")
        with pytest.raises(errors.LockNotAvailable):
            two.execute(statement, [second["id"], second["id"]])
        two.rollback()
        one.commit()
        with pytest.raises(errors.IntegrityError) as refused:
            two.execute(statement, [second["id"], second["id"]])
    assert refused.value.diag.constraint_name == "adult_in_one_household"


async def test_a_snapshot_from_before_is_no_way_round(intake: ServiceUnderTest, database: Database) -> None:
    household = await register(intake, single(ADAM))
    statement = """insert into member
                   select household_id, version, uuidv7(), 'x', personal_number, name, birth_date, role
                   from member where household_id = %s"""
    with psycopg.connect(database.runtime_dsn) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(errors.IntegrityError) as refused:
            connection.execute(statement, [household["id"]])
    assert refused.value.diag.constraint_name == "adult_in_one_household"
