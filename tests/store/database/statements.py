"""The raw SQL of the cases, and trying it.

A rule is shown to hold by a row that the service's own role may insert, and the same row with one thing changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]
FORBIDDEN = "42501"
"""SQLSTATE: the role has no right to it."""

NEW = "'ffffffff-ffff-7000-8000-000000000001'::uuid"
ALSO_NEW = "'ffffffff-ffff-7000-8000-000000000002'::uuid"
"""Ids that no row has, newer than all. A row that is inserted may take them."""
NOWHERE = "'ffffffff-ffff-7000-8000-00000000ffff'::uuid"
"""An id that no row has or takes."""


@dataclass(frozen=True)
class Row:
    """A row like one that is there (`t`, the first `where`), but for these columns, in SQL. `joined` is what else the
    columns are taken from; `before` and `after` have to stand in the same transaction; `owner` marks a table that only
    the owner inserts into; `without` is a trigger that stands before the rule, and is off while the rule is tried."""

    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    where: str = "true"
    joined: str = ""
    before: Sequence["Statement"] = ()
    after: Sequence["Statement"] = ()
    owner: bool = False
    without: str = ""

    def but(self, **columns: str) -> "Row":
        return replace(self, columns={**self.columns, **columns})

    def alone(self) -> "Row":
        """The row without what stands around it."""
        return replace(self, before=(), after=())

    def same(self) -> "Row":
        """The row that is there, once more."""
        return replace(self, columns={}, joined="", before=(), after=())

    def behind(self, trigger: str) -> "Row":
        return replace(self, without=trigger)


Statement = str | Row
Rule = Row | tuple[Statement, ...]
"""What one rule refuses: a row, or several statements of which the last is refused."""


@dataclass(frozen=True)
class Refused:
    """Statements of one transaction and the constraint that refuses them, or FORBIDDEN."""

    by: str
    statements: tuple[Statement, ...]
    owner: bool = False


def refused(by: str, *statements: Statement) -> Refused:
    return Refused(by, statements)


def refused_to_owner(by: str, *statements: Statement) -> Refused:
    return Refused(by, statements, owner=True)


@dataclass(frozen=True)
class Makes:
    """Statements, and what a trigger makes of them: a question that is then answered by yes, and without it by no."""

    statements: tuple[Statement, ...]
    then: str


@dataclass(frozen=True)
class Cases:
    """All that one service's database refuses.

    `rows`: one that may be inserted, by table. `rules`: what each CHECK, key and unique index refuses, by name.
    `triggers`: the same by trigger, which may hold several rules. `makers`: triggers that refuse nothing but make
    something. `made_up`: names of errors that a function puts together. `grants`: what the service's role may do, by
    table or sequence.
    """

    rows: Mapping[str, Row]
    rules: Mapping[str, Rule]
    triggers: Mapping[str, Sequence[Refused]]
    grants: Mapping[str, str]
    makers: Mapping[str, Makes] = field(default_factory=dict)
    made_up: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def statements_of(self, rule: str) -> tuple[Statement, ...]:
        found = self.rules[rule]
        return (found,) if isinstance(found, Row) else found


def primary_keys(rows: Mapping[str, Row]) -> dict[str, Rule]:
    """Each row a second time."""
    return {f"{table}_pkey": row.same() for table, row in rows.items()}


def log_entries(rows: Mapping[str, Row], *without: str) -> dict[str, Rule]:
    """Each row with a log entry that is not there (C7), but for tables whose rows are parts of an act's."""
    return {f"{table}_entry_id_fkey": row.but(entry_id=NOWHERE) for table, row in rows.items() if table not in without}


@contextmanager
def rolled_back(sql: Connection) -> Iterator[Connection]:
    """Nothing that is done inside stays."""
    try:
        yield sql
    finally:
        sql.rollback()


def refusal(sql: Connection, *statements: Statement) -> str | None:
    """The name of the constraint that refuses the statements, at once or at commit; else the SQLSTATE; None where they
    are taken. Nothing stays."""
    with rolled_back(sql):
        try:
            for statement in statements:
                run(sql, statement)
            sql.execute("set constraints all immediate")
        except psycopg.Error as error:
            return error.diag.constraint_name or error.sqlstate
    return None


def run(sql: Connection, statement: Statement) -> None:
    """A statement that finds no row to work on would prove nothing."""
    if isinstance(statement, Row):
        for other in (*statement.before, _insert(sql, statement), *statement.after):
            run(sql, other)
        return
    done = sql.execute(statement.encode())
    assert done.rowcount != 0, f"no row for: {statement}"


def _insert(sql: Connection, row: Row) -> str:
    """Every column that the role may write, as in the other row or as said; identities only where said."""
    found = sql.execute(
        """select attname, quote_ident(attname) from pg_attribute
            where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped and attgenerated = ''
              and has_column_privilege(attrelid, attnum, 'insert') and (attidentity = '' or attname = any(%s))
            order by attnum""",
        (row.table, list(row.columns)),
    ).fetchall()
    assert set(row.columns) <= {name for name, _ in found}, f"{row.table} has not all of {sorted(row.columns)}"
    columns = ", ".join(quoted for _, quoted in found)
    values = ", ".join(row.columns.get(name, f"t.{quoted}") for name, quoted in found)
    return (
        f"insert into {row.table} ({columns}) overriding system value "
        f"select {values} from {row.table} t {row.joined} where {row.where} limit 1"
    )
