"""Every CHECK, key, unique index and trigger of the four databases by its name: what it refuses, tried in raw SQL as
the service's own role (C5). What the catalog holds and no case names fails: write its case in `<service>_cases.py`."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.store.database import catalog
from tests.store.database.cases import CASES
from tests.store.database.conftest import Connect
from tests.store.database.statements import Connection, Refused, Row, refusal, rolled_back, run

KEEPS = "refuse_change"
"""The function by which a table's triggers refuse every change."""
ROWS = [(service, table) for service, cases in CASES.items() for table in cases.rows]
RULES = [(service, name) for service, cases in CASES.items() for name in cases.rules]
HELD_BY_TRIGGER = [
    pytest.param(service, trigger, case, id=f"{service}-{trigger}-{number}-{case.by}")
    for service, cases in CASES.items()
    for trigger, some in cases.triggers.items()
    for number, case in enumerate(some, 1)
]


@pytest.mark.parametrize("service", CASES)
def test_every_rule_has_its_case(runtime: Connect, service: str) -> None:
    with rolled_back(runtime(service)) as sql:
        names = [name for _, name in catalog.rules(sql)]
        needless = catalog.unique_only_as_targets(sql)
    assert len(names) == len(set(names)), "two rules have the same name"
    assert [name for name in names if name.endswith("_check")] == [], "a CHECK has no name of its own"
    assert set(names) - needless - set(CASES[service].rules) == set(), "write their cases"
    assert set(CASES[service].rules) - set(names) == set(), "there are no such rules"


@pytest.mark.parametrize("service", CASES)
def test_every_trigger_has_its_cases_and_is_on(runtime: Connect, service: str) -> None:
    with rolled_back(runtime(service)) as sql:
        found = catalog.triggers(sql)
        names, functions = catalog.raised(sql)
    assert {trigger.enabled for trigger in found} == {"O"}
    cases = CASES[service]
    assert {one.name for one in found if one.function != KEEPS} == {*cases.triggers, *cases.makers}, "write their cases"
    assert functions - {KEEPS} == set(cases.made_up), "say which names they make up"
    tried = {case.by for some in cases.triggers.values() for case in some}
    assert names | {name for some in cases.made_up.values() for name in some} == tried, "write their cases"


@pytest.mark.parametrize("service", CASES)
def test_every_table_that_is_written_has_a_row_that_may_be(runtime: Connect, service: str) -> None:
    with rolled_back(runtime(service)) as sql:
        tables = catalog.tables(sql)
    written = {table for table in tables if "insert" in CASES[service].grants.get(table, "")}
    assert written <= set(CASES[service].rows) <= tables


PARTS = {
    "intake": {"member", "representative", "register_evidence"},
    "decision": {
        "household_tie",
        "decision_line",
        "delegation_rule",
        "cost_guideline",
        "completion_rule",
        "refused_hand_over",
    },
    "payout": {
        "household_member",
        "household_representative",
        "decision_line",
        "line_version",
        "file_payment",
        "bank_status",
        "payment_limit",
    },
}
"""Rows that come with another, which names the log entry. Delegation rules, guidelines and limits come with the
rule version that says them; a refused hand-over is the outbox's own note, and what is made of it names its entry."""
KERNEL = {"log_entry", "log_head", "log_tile", "idempotency_key", "outbox", "inbox", "person_key_use"}


@pytest.mark.parametrize("service", PARTS)
def test_every_act_names_its_log_entry(runtime: Connect, service: str) -> None:
    """C7: there is no row of an act without the entry that tells of it."""
    with rolled_back(runtime(service)) as sql:
        assert catalog.naming_an_entry(sql) == catalog.tables(sql) - KERNEL - PARTS[service]


@pytest.mark.parametrize(("service", "table"), ROWS)
def test_a_row_that_may_be_is_taken(runtime: Connect, owner: Connect, service: str, table: str) -> None:
    """So that the refusals of the same row are for what was changed in it."""
    row = CASES[service].rows[table]
    assert refusal((owner if row.owner else runtime)(service), row) is None


@pytest.mark.parametrize(("service", "name"), RULES)
def test_a_rule_refuses_by_its_name(
    runtime: Connect, owner: Connect, superuser: Connect, service: str, name: str
) -> None:
    statements = CASES[service].statements_of(name)
    last = statements[-1]
    if isinstance(last, Row) and last.without:
        with switched_off(superuser(service), service, last.without) as sql:
            assert refusal(sql, *statements) == name
        return
    by_owner = isinstance(last, Row) and last.owner
    assert refusal((owner if by_owner else runtime)(service), *statements) == name


@pytest.mark.parametrize(("service", "trigger", "case"), HELD_BY_TRIGGER)
def test_a_trigger_refuses_and_nothing_else_would(
    runtime: Connect, owner: Connect, superuser: Connect, service: str, trigger: str, case: Refused
) -> None:
    """With the trigger off, the same statements are not refused by that name."""
    assert refusal((owner if case.owner else runtime)(service), *case.statements) == case.by
    with switched_off(superuser(service), service, trigger, "owner" if case.owner else "runtime") as sql:
        assert refusal(sql, *case.statements) != case.by


@pytest.mark.parametrize(
    ("service", "trigger"), [(service, trigger) for service, cases in CASES.items() for trigger in cases.makers]
)
def test_a_trigger_makes_what_it_should(runtime: Connect, superuser: Connect, service: str, trigger: str) -> None:
    made = CASES[service].makers[trigger]
    for sql, expected in (
        (rolled_back(runtime(service)), True),
        (switched_off(superuser(service), service, trigger), False),
    ):
        with sql as connection:
            for statement in made.statements:
                run(connection, statement)
            assert connection.execute(f"select {made.then}".encode()).fetchone() == (expected,)


@contextmanager
def switched_off(sql: Connection, service: str, trigger: str, role: str = "runtime") -> Iterator[Connection]:
    """As that role, with the trigger off. PostgreSQL lets nobody else do it, which other tests show."""
    with rolled_back(sql):
        table = next(found.table for found in catalog.triggers(sql) if found.name == trigger)
        sql.execute(f"alter table {table} disable trigger {trigger}".encode())
        sql.execute(f"set local role {service}_{role}".encode())
        yield sql


@pytest.mark.parametrize("service", CASES)
def test_not_even_the_owner_changes_removes_or_truncates_what_is_kept(
    owner: Connect, superuser: Connect, service: str
) -> None:
    """C14: each trigger that refuses every change, and that nothing else would."""
    statements = {
        "UPDATE": "update {table} set {column} = {column}",
        "DELETE": "delete from {table}",
        "TRUNCATE": "truncate {table} cascade",
    }
    with rolled_back(owner(service)) as sql:
        kept = [trigger for trigger in catalog.triggers(sql) if trigger.function == KEEPS]
        columns = {table: catalog.first_column(sql, table) for table in catalog.tables(sql)}
    for trigger in kept:
        assert trigger.events - {"INSERT"}
        for event in trigger.events:
            statement = statements[event].format(table=trigger.table, column=columns[trigger.table])
            assert refusal(owner(service), statement) == f"{trigger.table}_append_only", statement
            with switched_off(superuser(service), service, trigger.name, "owner") as sql:
                assert refusal(sql, statement) != f"{trigger.table}_append_only", statement


EDGE = {"idempotency_key", "outbox", "inbox"}


@pytest.mark.parametrize("service", CASES)
def test_every_table_of_facts_and_acts_keeps_its_rows(runtime: Connect, service: str) -> None:
    """C14: all but the edge's own bookkeeping."""
    with rolled_back(runtime(service)) as sql:
        found = catalog.triggers(sql)
        tables = catalog.tables(sql) - EDGE
    for event in ("DELETE", "TRUNCATE"):
        assert {one.table for one in found if one.function == KEEPS and event in one.events} == tables
    assert {one.table for one in found if "UPDATE" in one.events} - EDGE == tables
