"""What nobody changes in decision's database: not its own role, and not the owner (C5, C14)."""

import psycopg
import pytest
from psycopg import errors

from deploy.local.databases import Database
from shared.migrations import check
from tests.store.decision.raw import FORBIDDEN
from tests.store.decision.world import World, decision_on

APPEND_ONLY = (
    "household_version",
    "application",
    "verification",
    "account_entry",
    "account_comparison",
    "household_tie",
    "calculation",
    "decision",
    "decision_line",
    "conflict",
    "revocation",
)
BEYOND_ITS_RIGHTS = (
    *(f"delete from {table}" for table in APPEND_ONLY),
    *(f"truncate {table} cascade" for table in (*APPEND_ONLY, "payment_end", "delegation_rule")),
    "update household_version set protected = false",
    "update application set kind = 'renewal'",
    "update household_tie set person = 'x'",
    "update calculation set deficit_ore = 1",
    "update conflict set person = 'x'",
    "alter table conflict disable trigger conflict_is_a_tie",
    "update decision set granted_ore = 1",
    "update decision_line set amount_ore = 1",
    "update revocation set outcome = 'tooLate'",
    "update payment_end set amount_ore = 1",
    "update decision set approved_by = null",
    "alter table claim disable trigger claim_not_awaiting_approval",
    "update delegation_rule set max_granted_ore = 1",
    "delete from delegation_rule",
    "insert into delegation_rule select * from delegation_rule",
    "alter table decision disable trigger decision_allowed",
    "alter table decision drop constraint decision_within_deficit",
    "drop trigger claim_allowed on claim",
    "create or replace function refuse_tied(who varchar, item uuid, act varchar) returns void language sql as ''",
    "create function mine() returns integer language sql as 'select 1'",
    "create temporary table household_tie ()",
    "create table mine ()",
    "create schema mine",
    "set session authorization postgres",
)


@pytest.mark.parametrize("statement", BEYOND_ITS_RIGHTS)
async def test_the_services_role_has_no_right_to_it(world: World, statement: str) -> None:
    assert await world.refused_by(statement) == FORBIDDEN


async def test_the_owner_changes_nothing_either(world: World, database: Database) -> None:
    """Whoever has the owner's password meets the triggers."""
    case, claim, calculation = await world.drafted()
    made = await world.decide(claim, decision_on(case, calculation))
    await world.secretary().post(f"/v1/decisions/{made.json()['id']}/revocation", {"reason": "Fel."})
    await world.secretary().post("/v1/conflicts", {"householdId": str(case.household_id), "reason": "Grannar."})
    async with await psycopg.AsyncConnection.connect(database.owner_dsn, autocommit=True) as owner:
        for table in (*APPEND_ONLY, "delegation_rule"):
            for statement in (f"delete from {table}", f"truncate {table} cascade"):
                with pytest.raises(errors.IntegrityConstraintViolation) as refusal:
                    await owner.execute(statement.encode())
                assert refusal.value.diag.constraint_name is not None
                assert refusal.value.diag.constraint_name.endswith("_append_only")
            selected = await owner.execute(f"select * from {table}".encode())
            assert selected.description is not None
            column = selected.description[0].name
            with pytest.raises(errors.IntegrityConstraintViolation) as refusal:
                await owner.execute(f"update {table} set {column} = {column}".encode())
            assert refusal.value.diag.constraint_name == f"{table}_append_only"
        for table in ("claim", "work_item"):
            for statement in (f"delete from {table}", f"truncate {table} cascade"):
                with pytest.raises(errors.IntegrityConstraintViolation):
                    await owner.execute(statement.encode())


RULE = """
    insert into delegation_rule (id, role, kind, max_granted_ore, valid_from, proposed_by, approved_by, approved_on,
                                 source)
    values (uuidv7(), 'economySecretary', 'renewal', {ore}, '2027-01-01', '{proposed}', 'b', '{approved}', 'nämnden')"""


@pytest.mark.parametrize(
    ("ore", "proposed", "approved", "name"),
    [
        (1, "b", "2026-12-01", "delegation_rule_two_persons"),
        (1, "a", "2027-01-02", "delegation_rule_after_approval"),
        (-1, "a", "2026-12-01", "delegation_rule_amount"),
    ],
)
async def test_a_delegation_has_two_persons_and_is_approved_before_it_is_in_force(
    world: World, database: Database, ore: int, proposed: str, approved: str, name: str
) -> None:
    statement = RULE.format(ore=ore, proposed=proposed, approved=approved)
    async with await psycopg.AsyncConnection.connect(database.owner_dsn, autocommit=True) as owner:
        with pytest.raises(errors.CheckViolation) as refusal:
            await owner.execute(statement.encode())
    assert refusal.value.diag.constraint_name == name


async def test_the_examples_say_that_they_are(world: World) -> None:
    rules = await world.rows("select * from delegation_rule")

    assert {rule.municipality for rule in rules} == {None}
    assert all(rule.source.startswith("exempel") for rule in rules)


def test_the_tables_in_code_are_those_that_the_migrations_make(database: Database) -> None:
    check("decision", database.owner_dsn)
