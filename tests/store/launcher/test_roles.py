"""C5: what `deploy/roles.sql` gives the services' roles. What it keeps from them is in `tests/store/database`."""

from collections.abc import Callable
from urllib.parse import urlsplit

import psycopg
import pytest

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from deploy.local.roles import make_roles, role_access

FreshDatabase = Callable[[str], Database]


def test_owner_creates_and_runtime_gets_only_what_is_granted(fresh_database: FreshDatabase) -> None:
    database = fresh_database("payout")
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("create table granted (i int)")
        connection.execute("create table kept (i int)")
        connection.execute("grant select on granted to payout_runtime")
    with psycopg.connect(database.runtime_dsn) as connection:
        assert connection.execute("select * from granted").fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select * from kept")


def test_a_wrong_password_is_refused(postgres: Postgres) -> None:
    right = postgres.dsn("payout", "payout_runtime")
    assert _connects(right)
    assert not _connects(right.replace(str(urlsplit(right).password), "wrong"))
    assert not _connects(right.replace(f":{urlsplit(right).password}@", "@"))


def test_the_file_can_be_run_again_and_mends_what_was_changed(postgres: Postgres) -> None:
    postgres.execute("alter role audit_runtime with superuser createdb")
    postgres.execute("grant connect on database audit to public")
    make_roles(postgres, ["audit"])
    with psycopg.connect(postgres.dsn()) as connection:
        mended = connection.execute(
            """select rolsuper, rolcreatedb, has_database_privilege('payout_runtime', 'audit', 'connect')
                 from pg_roles where rolname = 'audit_runtime'"""
        ).fetchone()
    assert mended == (False, False, False)


def test_every_role_has_one_line_of_access_and_copies_do_not_widen_it() -> None:
    assert role_access(["payout"]) == {"payout_owner": "payout", "payout_runtime": "payout"}
    assert role_access(["payout"], copies=True)["payout_owner"] == "/^payout(__.*)?$"


def _connects(dsn: str) -> bool:
    try:
        psycopg.connect(dsn).close()
    except psycopg.OperationalError:
        return False
    return True
