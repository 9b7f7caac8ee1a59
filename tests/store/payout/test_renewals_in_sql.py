"""Versions of a line, conflicts, stops and revocations, as the database itself holds them (C2, C3, C4, C5, C6)."""

from typing import Any

import psycopg
import pytest

from deploy.local.databases import Database
from shared.ids import new_id
from tests.harness.service import person
from tests.store.payout.conftest import Tamper
from tests.store.payout.raw_sql import Connection, allowed, refused, refused_all, run_all
from tests.store.payout.test_database import HAND, STATE, new_order
from tests.store.payout.world import ADAM, HEAD, PAYER, REGISTRAR, SECRETARY, Household, World

RENEWAL = """
    insert into line_renewal
    select gen_random_uuid(), decision_id, line, number + 1, household_id, household_version, account_id,
           account_version, purpose, amount_ore, pay_on, 99, municipality, act, hands, document, statement, received_at,
           entry_id
    from line_renewal where number = 2"""
VERSION = """
    insert into line_version
    select decision_id, line, {version}, household_version, account_id, {account}, {purpose}, {amount}, pay_on
    from line_version where version = 2"""
TRACE = "insert into order_state select %s, 1, 'received', null, null, now(), entry_id from payment_order limit 1"


def version(number: int, account: str = "account_version", purpose: str = "purpose", amount: str = "amount_ore") -> str:
    return VERSION.format(version=number, account=account, purpose=purpose, amount=amount)


async def a_renewed_line(world: World) -> tuple[Household, str]:
    """Its second order, which is ready."""
    home = Household()
    await world.tell(*world.chain(home), *world.new_account(home), ("decision", world.renewal(home, account_version=2)))
    (order,) = await world.orders(state="ready")
    return home, order["id"]


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (version(3), "line_version_stated"),
        (version(4), "line_version_consecutive"),
        (version(2), "line_version_pkey"),
    ],
)
async def test_a_version_is_stated_by_a_renewal_and_leaves_none_out(
    world: World, sql: Connection, statement: str, constraint: str
) -> None:
    await a_renewed_line(world)
    assert refused(sql, statement) == constraint


@pytest.mark.parametrize(
    ("renewed", "statement", "constraint"),
    [
        ("amount_ore = amount_ore + 1", version(3, amount="amount_ore + 1"), "line_version_pays_the_same"),
        ("purpose = 'other'", version(3, purpose="'other'"), "line_version_pays_the_same"),
        ("household_id = gen_random_uuid()", version(3), "line_version_stated"),
        ("amount_ore = amount_ore", version(3, account="1"), "line_version_stated"),
        ("amount_ore = amount_ore", version(3), None),
    ],
)
async def test_every_version_pays_what_was_decided_to_whom_the_renewal_says(
    world: World, sql: Connection, tamper: Tamper, renewed: str, statement: str, constraint: str | None
) -> None:
    await a_renewed_line(world)
    allowed(sql, RENEWAL)
    sql.commit()
    tamper(f"update line_renewal set {renewed} where number = 3")
    if constraint is None:
        allowed(sql, statement)
    else:
        assert refused(sql, statement) == constraint


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"amount": "amount_ore + 1"}, "payment_order_is_the_line"),
        ({"amount": "amount_ore - 1"}, "payment_order_is_the_line"),
        ({"purpose": "'other'"}, "payment_order_is_the_line"),
        ({"account_version": "1"}, "payment_order_is_the_line"),
        ({"predecessor": "predecessor"}, "payment_order_predecessor"),
        ({"predecessor": "null"}, "payment_order_predecessor"),
        ({}, None),
    ],
)
async def test_a_successor_says_what_the_renewal_says(
    world: World, sql: Connection, change: dict[str, str], constraint: str | None
) -> None:
    _, order_id = await a_renewed_line(world)
    assert refused(sql, new_order(version="3", predecessor="id"), new_id(), order_id) == "payment_order_predecessor"
    await world.payout.person(HEAD, "unitHead").post(f"/v1/payment-orders/{order_id}/stop", {"reason": "other"})
    allowed(sql, RENEWAL)
    allowed(sql, version(3))
    successor = new_order(**{"version": "3", "predecessor": "id", **change})
    if constraint is not None:
        assert refused_all(sql, (successor, (new_id(), order_id))) == constraint
        return
    made = new_id()
    run_all(sql, ((successor, (made, order_id)), (TRACE, (made,))))
    assert refused(sql, successor, new_id(), order_id) in ("payment_order_version_once", "payment_order_live")


async def test_two_at_the_same_moment_make_one_successor(world: World, sql: Connection, database: Database) -> None:
    """Neither sees the other's row: the unique index does."""
    _, order_id = await a_renewed_line(world)
    await world.payout.person(HEAD, "unitHead").post(f"/v1/payment-orders/{order_id}/stop", {"reason": "other"})
    allowed(sql, RENEWAL)
    allowed(sql, version(3))
    sql.commit()
    successor = new_order(version="3", predecessor="id")
    with psycopg.connect(database.runtime_dsn) as other:
        first, second = new_id(), new_id()
        sql.execute(successor, (first, order_id))
        sql.execute(TRACE, (first,))
        other.execute("set lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute(successor, (second, order_id))
        other.rollback()
        sql.commit()
        assert refused(other, successor, second, order_id) in ("payment_order_version_once", "payment_order_live")
    (index,) = sql.execute("select indexdef from pg_indexes where indexname = 'payment_order_live'").fetchall()
    assert "UNIQUE" in index[0]


CONFLICT = """insert into conflict select gen_random_uuid(), household_id, %s, municipality, act, hands, document,
              statement, received_at, entry_id from household_version"""
STOP = """insert into decision_stop select gen_random_uuid(), id, municipality, act, hands, document, statement,
          received_at, entry_id, {outcome}, '{{}}', 'x' from decision"""
REVOCATION = """insert into decision_revocation select id, municipality, act, hands, document, statement, received_at,
                entry_id from decision"""


async def test_who_has_declared_a_conflict_gets_no_hand_whatever_link(world: World, sql: Connection) -> None:
    order_id = await world.ready_order()
    allowed(sql, CONFLICT, person(PAYER))
    for link in ("entry", "account", "decision", "release", "letGo"):
        assert refused(sql, HAND, order_id, link, person(PAYER)) == "order_hand_conflict"


@pytest.mark.parametrize("who", [REGISTRAR, SECRETARY])
async def test_nothing_is_released_in_which_a_hand_has_declared_a_conflict(
    world: World, sql: Connection, who: str
) -> None:
    order_id = await world.ready_order()
    allowed(sql, HAND, order_id, "release", person(PAYER))
    allowed(sql, CONFLICT, person(who))
    assert refused(sql, STATE, "released", order_id) == "order_hand_conflict"


async def test_an_adult_of_the_household_keeps_the_hand_on_their_own_account(world: World, sql: Connection) -> None:
    order_id = await world.ready_order()
    allowed(sql, CONFLICT, person(ADAM))
    assert refused(sql, STATE, "released", order_id) == "payment_order_hands"


async def test_a_representative_in_any_version_has_no_hand(world: World, sql: Connection) -> None:
    home = Household()
    await world.tell(*world.chain(home), ("intake", world.household(home, version=2, representatives=(PAYER,))))
    (order,) = await world.orders()
    assert refused(sql, HAND, order["id"], "release", person(PAYER)) == "order_hand_own_case"


@pytest.mark.parametrize("call_off", [STOP.format(outcome="'stopped'"), REVOCATION])
async def test_nothing_goes_on_whose_decision_is_stopped_or_revoked(
    world: World, sql: Connection, call_off: str
) -> None:
    order_id = await world.ready_order()
    allowed(sql, HAND, order_id, "release", person(PAYER))
    allowed(sql, call_off)
    assert refused(sql, STATE, "released", order_id) == "payment_order_called_off"


async def test_a_stop_is_not_of_what_was_renewed_after_it_and_a_renewal_cannot_say_when_it_came(
    world: World, sql: Connection
) -> None:
    _, order_id = await a_renewed_line(world)
    allowed(sql, STOP.format(outcome="'stopped'"))
    assert refused(sql, STOP.format(outcome="'perhaps'")) == "decision_stop_outcome"
    allowed(sql, RENEWAL)
    counted = sql.execute("select number, stops_before from line_renewal order by number").fetchall()
    assert counted == [(2, 0), (3, 1)]
    assert refused(sql, RENEWAL) == "line_renewal_number_once"
    off: Any = sql.execute("select order_called_off(o) from payment_order o where id = %s", (order_id,)).fetchone()
    assert off == (True,)


async def test_a_revoked_decision_is_not_renewed(world: World, sql: Connection) -> None:
    await a_renewed_line(world)
    allowed(sql, REVOCATION)
    assert refused(sql, RENEWAL) == "line_renewal_of_a_standing_decision"
    assert refused(sql, RENEWAL.replace("number + 1", "1")) in (
        "line_renewal_of_a_standing_decision",
        "line_renewal_number",
    )
