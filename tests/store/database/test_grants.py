"""What each service's role may do in its database, exactly; and what comes of trying something else (C5)."""

import pytest

from tests.store.database import catalog, kernel
from tests.store.database.cases import CASES
from tests.store.database.conftest import Connect
from tests.store.database.statements import FORBIDDEN, refusal, rolled_back

TABLES = [(service, table) for service, cases in CASES.items() for table in sorted({*cases.rows, "alembic_version"})]


@pytest.mark.parametrize("service", CASES)
def test_the_role_may_do_this_and_nothing_else(runtime: Connect, service: str) -> None:
    with rolled_back(runtime(service)) as sql:
        assert catalog.grants(sql, f"{service}_runtime") == dict(sorted(CASES[service].grants.items()))


@pytest.mark.parametrize("service", CASES)
def test_nobody_else_may_do_anything(runtime: Connect, service: str) -> None:
    """Neither PUBLIC, nor another role, nor whoever comes to be: no default privileges."""
    with rolled_back(runtime(service)) as sql:
        relations = sql.execute(
            """select relname, grantee from pg_class, aclexplode(relacl)
                where relnamespace = 'public'::regnamespace
                  and grantee not in (relowner, to_regrole(%(role)s))
               union all
               select nspname, grantee from pg_namespace, aclexplode(nspacl)
                where nspname = 'public' and grantee not in (nspowner, to_regrole(%(role)s))
               union all
               select datname, grantee from pg_database, aclexplode(datacl)
                where datname = current_database() and grantee not in (datdba, to_regrole(%(role)s))
               union all select 'default', defaclrole from pg_default_acl""",
            {"role": f"{service}_runtime"},
        ).fetchall()
    assert relations == []


@pytest.mark.parametrize("service", CASES)
def test_in_the_database_itself_the_role_may_connect_and_look(runtime: Connect, service: str) -> None:
    with rolled_back(runtime(service)) as sql:
        (database, schema) = sql.execute(
            """select (select array_agg(lower(privilege_type)) from pg_database, aclexplode(datacl)
                        where datname = current_database() and grantee = current_user::regrole),
                      (select array_agg(lower(privilege_type)) from pg_namespace, aclexplode(nspacl)
                        where nspname = 'public' and grantee = current_user::regrole)"""
        ).fetchone() or ("", "")
    assert (database, schema) == (["connect"], ["usage"])


@pytest.mark.parametrize(("service", "table"), TABLES)
def test_what_the_role_may_not_is_refused(runtime: Connect, service: str, table: str) -> None:
    """Each column that may not be updated, by itself."""
    with rolled_back(runtime(service)) as sql:
        columns = [
            name
            for (name,) in sql.execute(
                """select quote_ident(attname) from pg_attribute where attrelid = to_regclass(%s) and attnum > 0
                     and not attisdropped and not has_column_privilege(attrelid, attnum, 'update')""",
                (table,),
            )
        ]
    assert columns
    for statement in (
        *(f"update {table} set {column} = default" for column in columns),
        *([] if table in kernel.REMOVED else _with_delete(table)),
        f"truncate {table} cascade",
        f"alter table {table} disable trigger all",
        f"alter table {table} add column mine integer",
        f"alter table {table} alter column {columns[0]} drop not null",
        f"alter table {table} owner to {service}_runtime",
        f"create trigger mine before insert on {table} for each row execute function refuse_change()",
        f"create rule mine as on insert to {table} do instead nothing",
        f"create policy mine on {table}",
        f"create index mine on {table} ({columns[0]})",
        f"drop table {table} cascade",
        f"reindex table {table}",
        f"comment on table {table} is 'mine'",
    ):
        assert refusal(runtime(service), statement) == FORBIDDEN, statement


def _with_delete(table: str) -> tuple[str, ...]:
    """Whoever may delete rows may lock the whole table too, as they can lock each of its rows."""
    return (
        f"delete from {table}",
        f"lock table {table} in access exclusive mode",
        f"lock table {table} in share mode",
    )


@pytest.mark.parametrize("service", CASES)
def test_no_trigger_index_or_constraint_can_be_taken_away(runtime: Connect, service: str) -> None:
    with rolled_back(runtime(service)) as sql:
        triggers = catalog.triggers(sql)
        rules = catalog.rules(sql)
        constraints = {name for (name,) in sql.execute("select conname from pg_constraint")}
    for trigger in triggers:
        for statement in (
            f"drop trigger {trigger.name} on {trigger.table}",
            f"alter table {trigger.table} disable trigger {trigger.name}",
            f"alter trigger {trigger.name} on {trigger.table} rename to mine",
        ):
            assert refusal(runtime(service), statement) == FORBIDDEN, statement
    for table, name in rules:
        statement = f"alter table {table} drop constraint {name}" if name in constraints else f"drop index {name}"
        assert refusal(runtime(service), statement) == FORBIDDEN, statement


@pytest.mark.parametrize("service", CASES)
def test_no_function_can_be_replaced_or_fooled(runtime: Connect, service: str) -> None:
    """None works with its owner's rights. Each has a search path of its own, or names all that it uses in full."""
    with rolled_back(runtime(service)) as sql:
        functions = catalog.functions(sql)
    for function in functions:
        assert not function.as_owner, function.name
        assert function.search_path in {"search_path=pg_catalog", "search_path=pg_catalog, public", None}
        if function.search_path is None:
            assert function.name in NAMED_IN_FULL
        for statement in (
            f"drop function {function.signature} cascade",
            f"alter function {function.signature} rename to mine",
            f"alter function {function.signature} reset all",
        ):
            assert refusal(runtime(service), statement) == FORBIDDEN, statement


NAMED_IN_FULL = {"ties_in_force", "account_status"}
"""Functions that the planner takes into the query that asks, which a search path of their own would keep it from."""


@pytest.mark.parametrize("service", CASES)
def test_granting_on_gives_nobody_anything(runtime: Connect, service: str) -> None:
    """PostgreSQL only warns of what one may not grant."""
    with rolled_back(runtime(service)) as sql:
        for table in CASES[service].rows:
            for to in ("public", f"{service}_owner"):
                sql.execute(f"grant all on {table} to {to}".encode())
        changed = sql.execute(
            """select relname from pg_class, aclexplode(relacl)
                where relnamespace = 'public'::regnamespace and (grantor <> relowner or grantee = 0)"""
        ).fetchall()
    assert changed == []
