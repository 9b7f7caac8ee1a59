"""What the database itself holds (C1, C2, C3, C5, C6, C7), in raw SQL as payout's own runtime role."""

from itertools import product
from typing import Any
from uuid import UUID

import psycopg
import pytest

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from services.payout.orders.states import OrderState
from shared.ids import new_id
from tests.harness.service import person
from tests.store.payout.conftest import Tamper
from tests.store.payout.raw_sql import Connection, allowed, refused, refused_all, run_all
from tests.store.payout.world import (
    BERTIL,
    CHILD,
    OTHER_ACCOUNT,
    PAYER,
    REGISTRAR,
    SECRETARY,
    TYPIST,
    Household,
    World,
)


async def an_order(world: World, **decision: Any) -> UUID:
    """One more household's order, with whoever typed in its paper application."""
    home = Household()
    household, *entries, _, decided = world.chain(home, **decision)
    before = {order["id"] for order in await world.orders(limit=100)}
    await world.tell(household, *entries, ("intake", world.application(home, by=TYPIST)), decided)
    return UUID(next(order["id"] for order in await world.orders(limit=100) if order["id"] not in before))


HAND = """insert into order_hand select %s, %s, %s, entry_id from payment_order limit 1"""
STATE = "update payment_order set state = %s where id = %s"


@pytest.mark.parametrize(
    ("link", "who", "constraint"),
    [
        ("release", REGISTRAR, "order_hand_account_decision_release"),
        ("release", SECRETARY, "order_hand_account_decision_release"),
        ("release", TYPIST, "order_hand_entry_decision_release"),
        ("decision", REGISTRAR, "order_hand_account_decision_release"),
        ("decision", TYPIST, "order_hand_entry_decision_release"),
        ("account", SECRETARY, "order_hand_account_decision_release"),
        ("entry", SECRETARY, "order_hand_entry_decision_release"),
        ("letGo", SECRETARY, "order_hand_account_decision_release"),
        ("letGo", TYPIST, "order_hand_entry_decision_release"),
        ("release", BERTIL, "order_hand_own_case"),
        ("decision", CHILD, "order_hand_own_case"),
        ("account", CHILD, "order_hand_own_case"),
        ("entry", BERTIL, "order_hand_own_case"),
        ("other", PAYER, "order_hand_link"),
    ],
)
async def test_nobody_gets_two_hands_or_one_in_their_own_case(
    world: World, sql: Connection, link: str, who: str, constraint: str
) -> None:
    order_id = await an_order(world)
    assert refused(sql, HAND, order_id, link, person(who)) == constraint
    allowed(sql, HAND, order_id, "release", person(PAYER))


async def test_a_former_member_has_no_hand_either(world: World, sql: Connection) -> None:
    home = Household()
    await world.tell(*world.chain(home))
    await world.tell(("intake", world.household(home, version=2, members=(CHILD, PAYER))))
    (order,) = await world.orders()
    assert refused(sql, HAND, order["id"], "release", person(PAYER)) == "order_hand_own_case"


async def test_a_hand_that_becomes_a_member_cannot_make_the_order_ready(
    world: World, sql: Connection, tamper: Tamper
) -> None:
    order_id = await an_order(world)
    tamper("update household_member set person = %s where person = %s", person(SECRETARY), person(CHILD))
    allowed(sql, HAND, order_id, "release", person(PAYER))
    assert refused(sql, STATE, "released", order_id) == "order_hand_own_case"


async def test_no_order_is_released_without_a_release_hand(world: World, sql: Connection) -> None:
    order_id = await an_order(world)
    assert refused(sql, STATE, "released", order_id) == "payment_order_hands"


@pytest.mark.parametrize(("link", "who"), [("account", REGISTRAR), ("decision", SECRETARY), ("entry", TYPIST)])
async def test_no_order_is_released_with_too_few_hands_in_a_link(
    world: World, sql: Connection, tamper: Tamper, link: str, who: str
) -> None:
    order_id = await an_order(world)
    allowed(sql, HAND, order_id, "release", person(PAYER))
    tamper("delete from order_hand where link = %s and (person = %s or %s = 'entry')", link, person(who), link)
    assert refused(sql, STATE, "released", order_id) == "payment_order_hands"


async def test_no_order_is_ready_before_its_account_is_payable(world: World, sql: Connection) -> None:
    home = Household()
    await world.tell(
        ("intake", world.household(home)),
        ("intake", world.application(home)),
        ("intake", world.entry(home, by=REGISTRAR)),
        ("intake", world.entry(home, by=TYPIST, number=2, account=OTHER_ACCOUNT)),
        ("decision", world.decision(home)),
    )
    (order,) = await world.orders()
    assert order["state"] == "blocked"
    for link, who in (("entry", REGISTRAR), ("account", REGISTRAR), ("account", TYPIST), ("decision", SECRETARY)):
        allowed(sql, HAND, order["id"], link, person(who))
    assert refused(sql, STATE, "ready", order["id"]) == "payment_order_account_payable"


async def test_the_database_knows_the_same_transitions_as_the_rules(
    world: World, sql: Connection, database: Database, postgres: Postgres
) -> None:
    order_id = await an_order(world)
    with psycopg.connect(postgres.dsn(database.name)) as root:
        for old, new in product(OrderState, repeat=2):
            if old is new:
                continue
            root.execute("set session_replication_role = replica")
            root.execute(STATE, (old.value, order_id))
            root.execute("set session_replication_role = origin")
            assert _transition(root, new, order_id) is old.may_become(new), f"{old} → {new}"
            root.rollback()


def _transition(root: Connection, new: OrderState, order_id: UUID) -> bool:
    """Whether the transition is known; another constraint may still stand against it."""
    try:
        root.execute(STATE, (new.value, order_id))
    except psycopg.errors.IntegrityConstraintViolation as error:
        return error.diag.constraint_name != "payment_order_transition"
    return True


async def test_no_state_is_reached_without_its_trace(world: World, sql: Connection) -> None:
    order_id = await an_order(world)
    assert refused(sql, STATE, "cancelled", order_id) == "payment_order_traced"
    trace = "insert into order_state select id, 9, 'settled', null, null, now(), entry_id from payment_order"
    assert refused(sql, trace) == "payment_order_traced"
    why = "insert into order_state select id, 9, 'blocked', 'C1', null, now(), entry_id from payment_order"
    assert refused(sql, why) == "order_state_blocked_says_why"


NEW_ORDER = """
    insert into payment_order
    select %s, municipality, decision_id, line, application_id, case_number, household_id, household_version,
           account_id, {account_version}, {purpose}, {amount}, pay_on, {predecessor}, {state}, entry_id, {version}
    from payment_order where id = %s"""


def new_order(**change: str) -> str:
    """An order like another one, but for what is changed. It is of the line's first version unless told."""
    usual = {
        "account_version": "account_version",
        "purpose": "purpose",
        "amount": "amount_ore",
        "predecessor": "null",
        "state": "'received'",
        "version": "1",
    }
    return NEW_ORDER.format(**(usual | change))


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (new_order(), "payment_order_live"),
        (new_order(predecessor="id"), "payment_order_predecessor"),
        (new_order(version="2"), "payment_order_predecessor"),
        (new_order(version="2", predecessor="id"), "payment_order_predecessor"),
        (new_order(state="'ready'"), "payment_order_transition"),
        (new_order(state="'elsewhere'"), "payment_order_transition"),
    ],
)
async def test_a_granted_line_has_one_live_order(
    world: World, sql: Connection, statement: str, constraint: str
) -> None:
    assert refused(sql, statement, new_id(), await an_order(world)) == constraint


async def test_live_orders_never_add_up_to_more_than_was_granted(world: World, sql: Connection) -> None:
    order_id = await an_order(world)
    decided = new_id()
    decision = """insert into decision select %s, application_id, case_number, household_id, household_version, 1,
           municipality, act, hands, document, statement, received_at, entry_id from decision limit 1"""
    line = """insert into decision_line
              select %s, %s, account_id, account_version, purpose, 1, pay_on from decision_line limit 1"""
    version = """insert into line_version
                 select %s, %s, 1, household_version, account_id, account_version, purpose, 1, pay_on from line_version
                 limit 1"""
    order = """insert into payment_order
               select %s, municipality, %s, %s, application_id, case_number, household_id, household_version,
                      account_id, account_version, purpose, 1, pay_on, null, 'received', entry_id
               from payment_order where id = %s"""
    trace = "insert into order_state select %s, 1, 'received', null, null, now(), entry_id from payment_order limit 1"
    first, second = new_id(), new_id()
    one = [
        (decision, (decided,)),
        (line, (decided, 1)),
        (version, (decided, 1)),
        (order, (first, decided, 1, order_id)),
        (trace, (first,)),
    ]
    two = [(line, (decided, 2)), (version, (decided, 2)), (order, (second, decided, 2, order_id)), (trace, (second,))]
    run_all(sql, tuple(one))
    assert refused_all(sql, *two) == "payment_order_granted"


async def released_order(world: World) -> tuple[str, UUID]:
    order_id = await an_order(world)
    return await world.released(str(order_id)), order_id


async def test_an_order_is_released_once_and_paid_only_by_its_releases_file(world: World, sql: Connection) -> None:
    release_id, order_id = await released_order(world)
    other_release, other_order = await released_order(world)
    again = "insert into release_order select %s, %s, entry_id from release limit 1"
    assert refused(sql, again, other_release, order_id) == "release_order_once"
    await world.make_file(release_id)
    foreign = "insert into file_payment values (%s, %s, 1)"
    assert refused(sql, foreign, other_order, release_id) == "file_payment_of_the_release"


@pytest.mark.parametrize("state", ["cancelled", "blocked"])
async def test_what_is_in_a_bank_file_is_not_taken_back(
    world: World, sql: Connection, tamper: Tamper, state: str
) -> None:
    release_id, order_id = await released_order(world)
    await world.make_file(release_id)
    tamper(STATE, "released", order_id)
    assert refused(sql, STATE, state, order_id) == "payment_order_in_file"


async def test_what_is_in_no_bank_file_is_not_sent(world: World, sql: Connection) -> None:
    _, order_id = await released_order(world)
    assert refused(sql, STATE, "sent", order_id) == "payment_order_in_file"


async def test_an_order_is_settled_by_one_booking(world: World, sql: Connection) -> None:
    release_id, _ = await released_order(world)
    await world.make_file(release_id)
    world.bank.book(*world.bank.payments())
    await world.read_reports()
    again = """insert into bank_booking
               select report_id, 9, {order}, {outcome}, '{{}}', amount_ore, null, entry_id, direction
               from bank_booking"""
    settled = again.format(order="order_id", outcome="'settled'")
    assert refused(sql, settled) == "bank_booking_once"
    assert refused(sql, again.format(order="null", outcome="'settled'")) == "bank_booking_of_an_order"
    assert refused(sql, again.format(order="order_id", outcome="'paid'")) == "bank_booking_outcome"


async def test_an_account_is_payable_once_and_only_where_the_entries_were_equal(world: World, sql: Connection) -> None:
    home = Household()
    await world.tell(*world.chain(home))
    again = """insert into account_comparison
               select (select id from account_entry where number = 1), account_id, account_version, {equal}, {status},
                      document, statement, compared_at, entry_id from account_comparison"""
    assert refused(sql, again.format(equal="true", status="'payable'")) == "account_comparison_final"
    assert refused(sql, again.format(equal="false", status="'locked'")) == "account_comparison_final"
    unequal = again.format(equal="false", status="'payable'")
    assert refused(sql, unequal) == "account_comparison_payable_is_equal"
