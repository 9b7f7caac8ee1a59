"""What the database itself holds of the limits (C1, C5, C13), in raw SQL as payout's own runtime role."""

from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from deploy.local.databases import Database
from shared.ids import new_id
from tests.harness.service import person
from tests.store.payout.conftest import Tamper
from tests.store.payout.held import a_home, held_order, own_limit, told
from tests.store.payout.raw_sql import Connection, refused, refused_all, run_all
from tests.store.payout.world import HEAD, PAYER, SECRETARY, World, today

STATE = "update payment_order set state = %s where id = %s"
TRACE = """insert into order_state
           select order_id, max(number) + 1, %s, null, null, max(at), (array_agg(entry_id))[1]
           from order_state where order_id = %s group by order_id"""
HAND = "insert into order_hand select id, %s, %s, entry_id from payment_order where id = %s"
LET_GO = "insert into order_let_go select id, %s, now(), '{}', '', entry_id from payment_order where id = %s"
KRONOR = 100


async def test_no_order_above_its_limit_is_ready_unless_somebody_let_it_go(world: World, sql: Connection) -> None:
    order_id = await held_order(world)
    hand, row = (HAND, ("letGo", person(HEAD), order_id)), (LET_GO, (person(HEAD), order_id))
    ready, trace = (STATE, ("ready", order_id)), (TRACE, ("ready", order_id))
    assert refused_all(sql, trace, ready) == "payment_order_limit"
    assert refused_all(sql, hand, trace, ready) == "payment_order_limit"
    assert refused_all(sql, row, trace, ready) == "payment_order_limit"
    other = (LET_GO, (person(PAYER), order_id))
    assert refused_all(sql, hand, other, trace, ready) == "payment_order_limit"
    run_all(sql, (row, hand, trace, ready))


async def test_no_order_above_its_limit_is_released(world: World, sql: Connection, tamper: Tamper) -> None:
    order_id = await held_order(world)
    tamper(STATE, "ready", order_id)
    release = (HAND, ("release", person(PAYER), order_id))
    assert refused_all(sql, release, (TRACE, ("released", order_id)), (STATE, ("released", order_id))) == (
        "payment_order_limit"
    )


async def test_whoever_has_a_hand_in_a_held_order_gets_no_other_one(world: World, sql: Connection) -> None:
    """Its hands are known while it is held."""
    order_id = await held_order(world)
    assert refused(sql, HAND, "letGo", person(SECRETARY), order_id) == "order_hand_account_decision_release"


async def test_an_older_time_brings_no_older_limit_back(world: World, sql: Connection, database: Database) -> None:
    own_limit(database, "order", 100)
    order = await told(world, await a_home(world), 101)
    trace = """insert into order_state select order_id, 9, 'ready', null, null, '2020-06-01', entry_id
               from order_state where order_id = %s limit 1"""
    assert refused_all(sql, (trace, (order["id"],)), (STATE, ("ready", order["id"]))) == "payment_order_limit"


async def test_a_households_orders_of_a_month_are_not_ready_above_their_sum(world: World, sql: Connection) -> None:
    home = await a_home(world)
    await told(world, home, 40_000 * KRONOR)
    second = (await told(world, home, 30_000 * KRONOR))["id"]
    ready = (TRACE, ("ready", second)), (STATE, ("ready", second))
    assert refused_all(sql, *ready) == "payment_order_household_month_limit"
    let = (LET_GO, (person(HEAD), second)), (HAND, ("letGo", person(HEAD), second))
    run_all(sql, (*let, *ready))
    third = (await told(world, home, 1))["id"]
    assert refused_all(sql, (TRACE, ("ready", third)), (STATE, ("ready", third))) == (
        "payment_order_household_month_limit"
    )


async def two_held(world: World, database: Database, tamper: Tamper) -> list[UUID]:
    """Two of one household that each fit alone, and not together."""
    own_limit(database, "householdMonth", 0, valid_from=today() - timedelta(days=9))
    home = await a_home(world)
    ids = [(await told(world, home, 40_000 * KRONOR))["id"] for _ in range(2)]
    tamper("update payment_limit set max_amount_ore = %s where municipality is not null", 60_000 * KRONOR)
    return ids


async def test_two_in_one_statement_do_not_slip_under_the_sum(
    world: World, sql: Connection, database: Database, tamper: Tamper
) -> None:
    ids = await two_held(world, database, tamper)
    traces = [(TRACE, ("ready", one)) for one in ids]
    both = ("update payment_order set state = 'ready' where id = any(%s)", (ids,))
    assert refused_all(sql, *traces, both) == "payment_order_household_month_limit"


async def test_two_at_the_same_moment_do_not_slip_under_the_sum(
    world: World, sql: Connection, database: Database, tamper: Tamper
) -> None:
    first, second = await two_held(world, database, tamper)
    with psycopg.connect(database.runtime_dsn) as other:
        sql.execute(TRACE, ("ready", first))
        sql.execute(STATE, ("ready", first))
        other.execute("set lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            run_all(other, ((TRACE, ("ready", second)), (STATE, ("ready", second))))
        other.rollback()
        sql.commit()
        ready = (TRACE, ("ready", second)), (STATE, ("ready", second))
        assert refused_all(other, *ready) == "payment_order_household_month_limit"


def test_no_limit_is_set_that_nobody_approved(sql: Connection) -> None:
    statement = """insert into payment_limit (id, municipality, kind, max_amount_ore, valid_from, proposed_by,
                                              approved_by, approved_on, source)
                   select %s, '1261', kind, 1, valid_from, 'a', 'b', valid_from, 'x' from payment_limit"""
    assert refused(sql, statement, new_id()) == "payment_limit_as_approved"


@pytest.mark.parametrize(
    "statement",
    [
        "update payment_limit set max_amount_ore = 1 where id <> %s",
        "delete from payment_limit where id <> %s",
    ],
)
def test_no_limit_is_changed_or_removed_by_payout(sql: Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), sql.transaction():
        sql.execute(statement, (new_id(),))
    assert sql.execute("select count(*) from payment_limit where source like 'exempel%'").fetchone() == (2,)
