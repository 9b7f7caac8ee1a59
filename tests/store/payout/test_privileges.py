"""What nobody may do to payout's tables, whoever they are (C5, C7, C14)."""

import psycopg
import pytest

from deploy.local.databases import Database
from services.payout.app import SERVICE
from tests.store.payout.held import held_order, let_go
from tests.store.payout.raw_sql import Connection, refused
from tests.store.payout.stops import stop_asked
from tests.store.payout.world import HEAD, Household, World

TABLES = sorted(SERVICE.tables.tables)


async def everything(world: World) -> None:
    """At least one row in every table."""
    held = await held_order(world)
    assert (await let_go(world, held)).status_code == 200
    release_id = await world.released(await world.ready_order(), held)
    await world.make_file(release_id)
    world.bank.book(*world.bank.payments())
    await world.read_reports()
    home = Household()
    await world.tell(
        ("intake", world.household(home, representatives=(HEAD,))),
        ("decision", world.renewal(home)),
        ("decision", world.conflict(home, HEAD)),
        ("decision", world.revocation(home)),
    )
    assert (await world.stop(stop_asked(world, home))).status_code == 200


@pytest.mark.parametrize("table", TABLES)
def test_the_runtime_role_changes_and_removes_nothing(sql: Connection, table: str) -> None:
    """But for an order's state, whose every change is a row of its own."""
    columns = sql.execute(
        "select column_name from information_schema.columns where table_name = %s", (table,)
    ).fetchall()
    changeable = {
        name
        for (name,) in columns
        if (sql.execute("select has_column_privilege(%s, %s, 'UPDATE')", (table, name)).fetchone() or (True,))[0]
    }
    assert changeable == ({"state"} if table == "payment_order" else set())
    for privilege in ("DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"):
        assert sql.execute("select has_table_privilege(%s, %s)", (table, privilege)).fetchone() == (False,)


async def test_not_even_the_owner_changes_or_removes_a_row(world: World, database: Database) -> None:
    await everything(world)
    with psycopg.connect(database.owner_dsn) as owner:
        for table in TABLES:
            column = owner.execute(
                "select column_name from information_schema.columns where table_name = %s limit 1", (table,)
            ).fetchone()
            if table == "bank_status":
                continue  # the bank has said nothing here, so there is no row to change
            for statement in (
                f"update {table} set {(column or ('',))[0]} = {(column or ('',))[0]}",
                f"delete from {table}",
                f"truncate {table} cascade",
            ):
                if table == "payment_order" and statement.startswith("update"):
                    statement = "update payment_order set amount_ore = amount_ore + 1"  # noqa: PLW2901 - its own rule
                assert refused(owner, statement).endswith("_append_only"), statement


@pytest.mark.parametrize(
    "statement",
    [
        "create table anything (id integer)",
        "create temporary table anything (id integer)",
        "alter table payment_order disable trigger all",
        "drop trigger payment_order_guard on payment_order",
        "drop index order_hand_account_decision_release",
        "create or replace function payment_order_is_whole(held payment_order) returns void language sql as 'select'",
        "set session_replication_role = replica",
        "set role payout_owner",
        "update log_entry set entry = entry",
    ],
)
def test_the_runtime_role_owns_nothing_and_switches_nothing_off(sql: Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), sql.transaction():
        sql.execute(statement)
    owned = "select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = current_user)"
    assert sql.execute(owned).fetchone() == (0,)


def test_every_act_names_its_log_entry(sql: Connection) -> None:
    """C7. Those without are parts of a row that does, or rules that payout only reads."""
    parts = {
        "household_member",
        "household_representative",
        "decision_line",
        "line_version",
        "file_payment",
        "bank_status",
        "payment_limit",
    }
    with_entry = sql.execute(
        """select table_name from information_schema.columns
           where column_name = 'entry_id' and is_nullable = 'NO'"""
    ).fetchall()
    assert {name for (name,) in with_entry} == set(TABLES) - parts
    referring = sql.execute(
        "select count(*) from pg_constraint where confrelid = 'log_entry'::regclass and contype = 'f'"
    ).fetchone()
    assert referring == (len(TABLES) - len(parts),)
