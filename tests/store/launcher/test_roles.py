"""C5: what `deploy/roles.sql` gives the services' roles, and what it keeps from them."""

from collections.abc import Callable
from urllib.parse import urlsplit

import psycopg
import pytest

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from deploy.local.roles import SERVICES, make_roles, role_access

FreshDatabase = Callable[[str], Database]
ROLES = sorted(f"{service}_{role}" for service in SERVICES for role in ("owner", "runtime"))


@pytest.mark.parametrize("service", SERVICES)
def test_runtime_role_owns_nothing(fresh_database: FreshDatabase, service: str) -> None:
    with psycopg.connect(fresh_database(service).runtime_dsn) as connection:
        owned = connection.execute(
            """select 'relation', relname from pg_class where pg_get_userbyid(relowner) = current_user
            union all select 'function', proname from pg_proc where pg_get_userbyid(proowner) = current_user
            union all select 'type', typname from pg_type where pg_get_userbyid(typowner) = current_user
            union all select 'schema', nspname from pg_namespace where pg_get_userbyid(nspowner) = current_user
            union all select 'database', datname from pg_database where pg_get_userbyid(datdba) = current_user"""
        ).fetchall()
    assert owned == []


@pytest.mark.parametrize("role", ROLES)
def test_no_role_has_power_over_the_cluster_or_another_role(postgres: Postgres, role: str) -> None:
    with psycopg.connect(postgres.dsn()) as connection:
        powers = connection.execute(
            """select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls
            from pg_roles where rolname = %s""",
            (role,),
        ).fetchone()
        memberships = connection.execute(
            "select roleid::regrole from pg_auth_members where member = to_regrole(%s)", (role,)
        ).fetchall()
    assert powers == (False, False, False, False, False)
    assert memberships == []


@pytest.mark.parametrize(
    "statement",
    [
        "create table t (i int)",
        "create temporary table t (i int)",
        "create schema s",
        "create function f() returns int language sql return 1",
        "drop extension plpgsql",
        "select lo_create(0)",
        "select lo_creat(-1)",
        "select lo_from_bytea(0, 'x')",
        "create role r",
        "create database d",
        "set session_replication_role = 'replica'",
        "copy (select 1) to program 'true'",
        "select pg_read_file('postgresql.conf')",
    ],
)
def test_runtime_role_can_make_nothing_and_reach_nothing_outside(fresh_database: FreshDatabase, statement: str) -> None:
    with (
        psycopg.connect(fresh_database("payout").runtime_dsn, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


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


@pytest.mark.parametrize("role", ROLES)
def test_each_role_connects_to_its_own_database_alone(postgres: Postgres, role: str) -> None:
    reached = [name for name in (*SERVICES, "postgres", "template1") if _connects(postgres.dsn(name, role))]
    assert reached == [role.split("_", maxsplit=1)[0]]


@pytest.mark.parametrize("role", ROLES)
def test_privileges_alone_keep_a_role_in_its_database(postgres: Postgres, role: str) -> None:
    """Where a server's pg_hba.conf is wider than ours, as in a container, CONNECT is what is left."""
    with psycopg.connect(postgres.dsn()) as connection:
        allowed = connection.execute(
            "select datname from pg_database where datallowconn and has_database_privilege(%s, datname, 'connect') "
            "and datname not like '%%\\_\\_%%'",
            (role,),
        ).fetchall()
    assert [name for (name,) in allowed] == [role.split("_", maxsplit=1)[0]]


def test_a_wrong_password_is_refused(postgres: Postgres) -> None:
    right = postgres.dsn("payout", "payout_runtime")
    assert _connects(right)
    assert not _connects(right.replace(str(urlsplit(right).password), "wrong"))
    assert not _connects(right.replace(f":{urlsplit(right).password}@", "@"))


def test_the_file_can_be_run_again_and_mends_what_was_changed(postgres: Postgres) -> None:
    postgres.execute("alter role audit_runtime with superuser createdb")
    postgres.execute("grant connect on database audit to public")
    make_roles(postgres, ["audit"])
    test_no_role_has_power_over_the_cluster_or_another_role(postgres, "audit_runtime")
    test_privileges_alone_keep_a_role_in_its_database(postgres, "payout_runtime")


def test_every_role_has_one_line_of_access_and_copies_do_not_widen_it() -> None:
    assert role_access(["payout"]) == {"payout_owner": "payout", "payout_runtime": "payout"}
    assert role_access(["payout"], copies=True)["payout_owner"] == "/^payout(__.*)?$"


def _connects(dsn: str) -> bool:
    try:
        psycopg.connect(dsn).close()
    except psycopg.OperationalError:
        return False
    return True
