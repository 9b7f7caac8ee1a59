"""Whether generated rows refer to rows that are there. What a table's own checks and unique indexes hold is held for
them too; references are triggers, which they come in without."""

from typing import Any

import psycopg
from psycopg import sql

_ALL = """
    select conname, conrelid::regclass::text, confrelid::regclass::text,
           (select array_agg(attname::text order by place) from unnest(conkey) with ordinality k (number, place)
             join pg_attribute on attrelid = conrelid and attnum = k.number),
           (select array_agg(attname::text order by place) from unnest(confkey) with ordinality k (number, place)
             join pg_attribute on attrelid = confrelid and attnum = k.number)
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace"""


class UnmatchedReference(Exception):
    """A row refers to one that is not there. The message names the constraint."""


def refuse_unmatched(dsn: str) -> None:
    """Looks through every foreign key of the database. Raises UnmatchedReference."""
    with psycopg.connect(dsn) as connection:
        for name, *reference in connection.execute(_ALL).fetchall():
            if connection.execute(_unmatched(*reference)).fetchone() is not None:
                raise UnmatchedReference(name)


def _unmatched(child: str, parent: str, columns: list[str], keys: list[str]) -> sql.Composed:
    """One row that refers to nothing. A reference that is null in part refers to nothing, and may."""
    whole: list[Any] = [sql.SQL("c.{} is not null").format(sql.Identifier(column)) for column in columns]
    pairs = zip(keys, columns, strict=True)
    same = [sql.SQL("p.{} = c.{}").format(sql.Identifier(key), sql.Identifier(column)) for key, column in pairs]
    find = sql.SQL("select from {} c where {} and not exists (select from {} p where {}) limit 1")
    together = sql.SQL(" and ")
    return find.format(sql.Identifier(child), together.join(whole), sql.Identifier(parent), together.join(same))
