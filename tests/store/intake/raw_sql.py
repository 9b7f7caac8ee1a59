"""Rows put straight into the database, as the runtime role."""

import psycopg
from psycopg import errors, sql

from deploy.local.databases import Database
from tests.harness.intake import rows
from tests.harness.service import ServiceUnderTest


async def another(intake: ServiceUnderTest, table: str, change: dict[str, object]) -> dict[str, object]:
    """A row like one that is there, with a new id and this change."""
    found = (await rows(intake, f"select * from {table} limit 1"))[0]
    fresh = {"id": "01980a3e-1c5b-7cc3-9d1e-3f5a6b7c8d9f"} if "id" in found else {}
    return {**found, **fresh, **change}


def refusal(database: Database, table: str, row: dict[str, object]) -> str:
    """The name of the constraint that refuses the row, as the runtime role; nothing where it is taken."""
    values = [
        psycopg.types.json.Jsonb(value) if isinstance(value, dict | list) and not _is_array(value) else value
        for value in row.values()
    ]
    statement = sql.SQL("insert into {table} ({columns}) values ({values})").format(
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(map(sql.Identifier, row)),
        values=sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )
    with psycopg.connect(database.runtime_dsn) as runtime:
        try:
            runtime.execute(statement, values)
        except errors.IntegrityError as refused:
            return str(refused.diag.constraint_name)
    return ""


def _is_array(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], int | str)
