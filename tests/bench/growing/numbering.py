"""What a case is called: the same number leads to the same ids, times and persons in every database."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, LiteralString

import psycopg

_FUNCTIONS: tuple[LiteralString, ...] = (
    # UUIDv7 in the order of the numbers, six seconds apart from the year 2024 on. Kinds: 1 household, 2 member,
    # 3 application, 4 work item, 5 claim, 6 decision, 7 calculation, 8 account, 9 order, 10 release, 11 event; and the
    # services' log entries.
    """create function pg_temp.thing(kind integer, n bigint) returns uuid language sql immutable as $$
         select (lpad(to_hex(1704067200000 + n * 6000), 12, '0') || '7' || lpad(to_hex(kind), 3, '0') || '8000'
                 || lpad(to_hex(n), 12, '0'))::uuid $$""",
    """create function pg_temp.at(n bigint) returns timestamptz language sql immutable as $$
         select timestamptz '2024-01-01 08:00:00+00' + n * interval '60 seconds' $$""",
    """create function pg_temp.keyed(n bigint) returns text language sql immutable as $$
         select rtrim(translate(encode(sha256(int8send(n)), 'base64'), '+/', '-_'), '=') $$""",
    # Three of ten cases are in one municipality, as large as the largest; its staff are a hundred.
    """create function pg_temp.place(c bigint) returns text language sql immutable as $$
         select case when c % 10 < 3 then '1261' else (2000 + c % 289)::text end $$""",
    """create function pg_temp.staff(c bigint) returns text language sql immutable as $$
         select pg_temp.keyed(-1 - (c % 289) * 100 - c % 97) $$""",
    """create function pg_temp.case_number(c bigint) returns text language sql immutable as $$
         select 'EB-2024-' || lpad(c::text, 8, '0') $$""",
)
LOG_ENTRY = {"intake": 21, "decision": 22, "payout": 23}
"""The kinds of those."""


def name_things(connection: psycopg.Connection[Any]) -> None:
    """The functions above, for as long as the connection lasts."""
    for statement in _FUNCTIONS:
        connection.execute(statement)


def at_once(do: Callable[[str], None], databases: Iterable[str]) -> None:
    """The same in several databases, each of which works by itself meanwhile."""
    with ThreadPoolExecutor() as working:
        for ended in [working.submit(do, name) for name in databases]:
            ended.result()
