"""Growing a stack, and what a case and an entry then take on disk."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from deploy.local.roles import SERVICES
from deploy.local.stack import Stack
from tests.bench.figures import Figure
from tests.bench.growing import cases, logs
from tests.bench.growing.numbering import at_once
from tests.bench.references import refuse_unmatched

_LARGEST = """
    select c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid) from pg_class c
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by pg_total_relation_size(c.oid) desc"""
SHOWN = 1_000_000
"""Bytes of a table that is worth a row."""


def grow(stack: Stack, count: int, told: Callable[[str], None]) -> list[Figure]:
    """`count` cases more (a multiple of a thousand), and ten log entries for each. Bytes by table and index, a case.

    The services stand still meanwhile, and then go on from what they find. Raises UnmatchedReference."""
    before = _sizes(stack)
    with _standing_still(stack):
        logs.grow(stack, count, told)
        cases.grow(stack, count, told)
        told("references, statistics")
        at_once(lambda name: _settle(stack.postgres.dsn(name)), SERVICES)
    return _figures(before, _sizes(stack), count)


def _settle(dsn: str) -> None:
    refuse_unmatched(dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("vacuum analyze")


@contextmanager
def _standing_still(stack: Stack) -> Iterator[None]:
    for name in SERVICES:
        stack.kill(name)
    yield
    for name in SERVICES:
        stack.restart(name)


def _sizes(stack: Stack) -> dict[str, tuple[int, int]]:
    """Bytes of each table and of its indexes, by service and table."""
    found: dict[str, tuple[int, int]] = {}
    for name in SERVICES:
        with psycopg.connect(stack.postgres.dsn(name)) as connection:
            rows = connection.execute(_LARGEST).fetchall()
        found |= {f"{name}.{table}": (rows_size, index_size) for table, rows_size, index_size in rows}
    return found


def _figures(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]], count: int) -> list[Figure]:
    figures = []
    for name, sizes in after.items():
        grown = [now - then for now, then in zip(sizes, before[name], strict=True)]
        if sum(grown) > SHOWN:
            figures.append(Figure(f"{name}, a case", "bytes of rows", [grown[0] / count]))
            figures.append(Figure(f"{name}, a case", "bytes of indexes", [grown[1] / count]))
    return figures
