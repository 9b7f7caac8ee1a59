"""What the services' roles are, and can do beside their grants: nothing (C5)."""

import psycopg
import pytest

from deploy.local.postgres import Postgres
from deploy.local.roles import SERVICES
from tests.store.database.conftest import Connect, Seeded
from tests.store.database.statements import FORBIDDEN, refusal, rolled_back

ROLES = sorted(f"{service}_{role}" for service in SERVICES for role in ("owner", "runtime"))
ELSEWHERE = ("postgres", "template1")


@pytest.mark.parametrize("service", SERVICES)
def test_the_runtime_role_owns_nothing_anywhere(seeded: Seeded, runtime: Connect, service: str) -> None:
    """Not a table, function, type, schema, large object or database, in any database of the cluster."""
    with rolled_back(runtime(service)) as sql:
        owned = sql.execute(
            """select classid::regclass, objid from pg_shdepend
                where refclassid = 'pg_authid'::regclass and refobjid = current_user::regrole and deptype = 'o'"""
        ).fetchall()
    assert owned == []


@pytest.mark.parametrize("role", ROLES)
def test_no_role_has_power_over_the_cluster_or_another_role(postgres: Postgres, role: str) -> None:
    with psycopg.connect(postgres.dsn()) as connection:
        powers = connection.execute(
            """select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolconfig
            from pg_roles where rolname = %s""",
            (role,),
        ).fetchone()
        related = connection.execute(
            "select roleid::regrole from pg_auth_members where to_regrole(%s) in (member, roleid, grantor)", (role,)
        ).fetchall()
    assert powers == (False, False, False, False, False, None)
    assert related == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_connects_to_its_own_database_alone(postgres: Postgres, role: str) -> None:
    reached = [name for name in (*SERVICES, *ELSEWHERE) if connects(postgres.dsn(name, role))]
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


def connects(dsn: str) -> bool:
    try:
        psycopg.connect(dsn).close()
    except psycopg.OperationalError:
        return False
    return True


OUT_OF_REACH = [
    # making
    "create table mine (i integer)",
    "create temporary table mine (i integer)",
    "create temporary view payment_order as select 1",
    "create schema mine",
    "create function mine() returns integer language sql return 1",
    "create function pg_temp.mine() returns integer language sql return 1",
    "create type mine as (i integer)",
    "create domain mine as integer",
    "create sequence mine",
    "create view mine as select 1",
    "create operator === (function = int4eq, leftarg = integer, rightarg = integer)",
    "create publication mine",
    "create subscription mine connection '' publication mine with (connect = false)",
    "create event trigger mine on ddl_command_start execute function refuse_change()",
    "create foreign data wrapper mine",
    "create trusted language mine handler plpgsql_call_handler",
    "drop extension plpgsql",
    "alter extension plpgsql set schema public",
    "select lo_create(0)",
    "select lo_creat(-1)",
    "select lo_from_bytea(0, 'x')",
    "select lo_import('/etc/hostname')",
    "do $$ begin execute 'create table mine (i integer)'; end $$",
    # becoming somebody else
    "create role mine",
    "alter role {service}_runtime superuser",
    "alter role {service}_runtime createrole",
    "alter role {service}_owner password 'x'",
    "drop role {service}_owner",
    "grant {service}_owner to {service}_runtime",
    "set role {service}_owner",
    "set role postgres",
    "set session authorization postgres",
    "set local session authorization {service}_owner",
    "reassign owned by {service}_owner to {service}_runtime",
    "drop owned by {service}_owner cascade",
    "alter default privileges for role {service}_owner grant all on tables to {service}_runtime",
    "alter schema public owner to {service}_runtime",
    "alter database {database} owner to {service}_runtime",
    # switching something off
    "set session_replication_role = replica",
    "set local session_replication_role = local",
    "select set_config('session_replication_role', 'replica', true)",
    "alter role {service}_runtime set session_replication_role = replica",
    "alter database {database} set session_replication_role = replica",
    "alter database {database} set default_transaction_read_only = on",
    "set zero_damaged_pages = on",
    "set ignore_checksum_failure = on",
    "set allow_system_table_mods = on",
    "set log_statement = 'none'",
    "load '$libdir/plpgsql'",
    "update pg_trigger set tgenabled = 'D'",
    "delete from pg_constraint",
    "update pg_proc set prosrc = 'null'",
    "update pg_class set relowner = current_user::regrole",
    "checkpoint",
    "select pg_reload_conf()",
    # reaching outside
    "copy (select 1) to program 'true'",
    "copy log_entry (entry) from program 'true'",
    "copy (select 1) to '/tmp/mine'",
    "copy inbox from '/etc/hostname'",
    "select pg_read_file('postgresql.conf')",
    "select pg_read_binary_file('postgresql.conf')",
    "select pg_ls_dir('.')",
    "select pg_ls_waldir()",
    "select * from pg_authid",
    "select * from pg_hba_file_rules",
    "select * from pg_largeobject",
    "select passwd from pg_shadow",
    "select pg_create_physical_replication_slot('mine')",
    "select pg_switch_wal()",
    "select pg_promote()",
    "select pg_terminate_backend((select pid from pg_stat_activity where usename = 'postgres' limit 1))",
]


@pytest.mark.parametrize("statement", OUT_OF_REACH)
@pytest.mark.parametrize("service", SERVICES)
def test_the_runtime_role_makes_becomes_and_reaches_nothing(
    seeded: Seeded, runtime: Connect, superuser: Connect, service: str, statement: str
) -> None:
    superuser(service)
    told = statement.format(service=service, database=seeded(service).name) if "{" in statement else statement
    assert refusal(runtime(service), told) == FORBIDDEN


@pytest.mark.parametrize(
    "statement",
    [
        "alter system set fsync = off",
        "create database mine",
        "drop database {database}",
        "create tablespace mine location ''",
    ],
)
@pytest.mark.parametrize("service", SERVICES)
def test_what_runs_outside_transactions_is_refused_too(seeded: Seeded, service: str, statement: str) -> None:
    database = seeded(service)
    with (
        psycopg.connect(database.runtime_dsn, autocommit=True) as sql,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        sql.execute(statement.format(database=database.name).encode())


@pytest.mark.parametrize("service", SERVICES)
def test_an_own_search_path_finds_nothing_else(runtime: Connect, service: str) -> None:
    """Nowhere can the role make a table or function that a name would find instead of ours."""
    with rolled_back(runtime(service)) as sql:
        makes = sql.execute(
            """select nspname from pg_namespace where has_schema_privilege(oid, 'create')
               union all select 'temp' where has_database_privilege(current_database(), 'temp, create')"""
        ).fetchall()
    assert makes == []
