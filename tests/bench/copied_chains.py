"""Many payments that are ready to be released, made from a few that came there over HTTP.

A copy is a chain with ids, persons, a case number and a bank account of its own: every row that the first one has is
written once more, its boxes are sealed anew, and its statements signed anew, by the keys of the services that made
them. Rows come in without triggers, since what they would hold was held once already; what has no row to refer to is
looked for afterwards. That a copy is whole shows when it is released: payout verifies each statement, opens each box,
and asks intake and decision about each object, as it does for any payment.
"""

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson
import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from deploy.local.keys import Keys
from deploy.local.stack import Stack
from shared.auth.envelope import sign
from shared.auth.keys import SigningKey
from shared.auth.statements import TYPE
from shared.boxes import BoxKeys
from shared.canonical import canonical, digest, digest_bytes, from_base64url, to_base64url
from shared.ids import new_id
from tests.bench.chains import account_of
from tests.bench.references import refuse_unmatched

PROCESSES = 2
AT_ONCE = 100
OTHER_ACCOUNTS = 100_000
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_QUOTED = re.compile(r'"([0-9A-Za-z_-]{9,64})"')
_CASE_NUMBER = re.compile(r"EB-\d{4}-\d{6,}")

OF_A_CHAIN: Mapping[str, tuple[str, ...]] = {
    "intake": (
        "household",
        "household_version",
        "member",
        "account",
        "account_entry",
        "account_compared",
        "application",
        "application_signature",
        "application_verified",
        "decision_made",
    ),
    "decision": (
        "household_version",
        "household_tie",
        "account_entry",
        "account_comparison",
        "application",
        "verification",
        "work_item",
        "claim",
        "calculation",
        "decision",
        "decision_line",
    ),
    "payout": (
        "household_version",
        "household_member",
        "account_entry",
        "account_comparison",
        "application",
        "decision",
        "decision_line",
        "line_version",
        "payment_order",
        "order_state",
        "order_hand",
    ),
}
"""The tables whose rows lead to a payment that is ready."""
_THINGS = ("household", "member", "holder_member", "account", "account_entry", "application", "work_item", "claim")
_ITS_OWN = frozenset({"id", *(f"{thing}_id" for thing in (*_THINGS, "calculation", "decision", "order"))})
"""Columns whose ids are the chain's own. A copy keeps all others: log entries, rules."""

_UUIDS = "select attname from pg_attribute where attrelid = %s::regclass and atttypid = 'uuid'::regtype"

Rows = Mapping[str, Mapping[str, list[dict[str, Any]]]]
"""By service and table."""


@dataclass(frozen=True)
class Chain:
    """All rows of one household's chain, and what is its own in them."""

    rows: Rows
    own: frozenset[str]

    @classmethod
    def read(cls, stack: Stack, household_id: str) -> "Chain":
        """Goes from table to table until there is no new id."""
        own: frozenset[str] = frozenset({household_id})
        while True:
            rows = {name: _rows(stack.postgres.dsn(name), tables, own) for name, tables in OF_A_CHAIN.items()}
            grown = own | _own_ids(rows)
            if grown == own:
                return cls(rows, own | _persons(rows) | _case_numbers(rows))
            own = grown


def _rows(dsn: str, tables: Iterable[str], own: frozenset[str]) -> dict[str, list[dict[str, Any]]]:
    with psycopg.connect(dsn) as connection:
        return {
            table: [row for (row,) in connection.execute(_of_chain(connection, table), [list(own)])] for table in tables
        }


def _of_chain(connection: psycopg.Connection[Any], table: str) -> sql.Composed:
    """The rows that name one of some ids in a column of the chain's own."""
    found = connection.execute(_UUIDS, [table]).fetchall()
    columns = [sql.SQL("t.{} = any (o.ids)").format(sql.Identifier(name)) for (name,) in found if name in _ITS_OWN]
    select = sql.SQL("select to_jsonb(t) from {} t, (select %s::uuid[] as ids) o where {}")
    return select.format(sql.Identifier(table), sql.SQL(" or ").join(columns))


def _all_rows(rows: Rows) -> Iterable[dict[str, Any]]:
    return (row for tables in rows.values() for some in tables.values() for row in some)


def _own_ids(rows: Rows) -> frozenset[str]:
    return frozenset(
        value
        for row in _all_rows(rows)
        for name, value in row.items()
        if name in _ITS_OWN and value is not None and _ID.fullmatch(value)
    )


def _persons(rows: Rows) -> frozenset[str]:
    return frozenset(member["person"] for member in rows["payout"]["household_member"])


def _case_numbers(rows: Rows) -> frozenset[str]:
    return frozenset(row["case_number"] for row in rows["payout"]["application"])


@dataclass(frozen=True)
class Copier:
    """Makes copies of a chain with an installation's own keys."""

    chain: Chain
    keys: Keys

    def copy(self, number: int) -> Rows:
        """`number` is in the copy's case number and account, so each is used once."""
        new = {name: _another(name, number) for name in self.chain.own}
        return _Copy(self, new, number).rows()

    @cached_property
    def text(self) -> str:
        return orjson.dumps(self.chain.rows).decode()

    @cached_property
    def signing(self) -> Mapping[str, SigningKey]:
        return {name: SigningKey.load(self.keys.of(name) / "statement.pem") for name in OF_A_CHAIN}

    @cached_property
    def boxes(self) -> BoxKeys:
        return BoxKeys.load(self.keys.of("payout"))

    @cached_property
    def inside(self) -> Mapping[str, str]:
        """What the boxes hold, by account entry."""
        return {
            entry["id"]: self.boxes.open(bytes.fromhex(entry["sealed"][2:])).decode()
            for entry in self.chain.rows["payout"]["account_entry"]
        }


def _another(own: str, number: int) -> str:
    if _ID.fullmatch(own):
        return str(new_id())
    return f"EB-2025-9{number:08}" if _CASE_NUMBER.fullmatch(own) else to_base64url(secrets.token_bytes(32))


@dataclass(frozen=True)
class _Copy:
    of: Copier
    new: Mapping[str, str]
    number: int
    stated: dict[str, str] = field(default_factory=dict)

    def rows(self) -> Rows:
        rows: Rows = orjson.loads(self._renamed(self.of.text))
        boxes = self._boxes()
        for tables in rows.values():
            for entry in tables["account_entry"]:
                self._seal(entry, boxes[entry["id"]])
        for row in _all_rows(rows):
            self._state(row)
        return rows

    def _renamed(self, text: str) -> str:
        return _QUOTED.sub(lambda found: f'"{self.new.get(found[1], found[1])}"', text)

    def _boxes(self) -> dict[str, bytes]:
        account = account_of(OTHER_ACCOUNTS + self.number)
        holds = {"clearingNumber": account.clearing, "accountNumber": account.number}
        return {
            self.new[entry]: self.of.boxes.seal(canonical({**json.loads(self._renamed(inside)), **holds}))
            for entry, inside in self.of.inside.items()
        }

    def _seal(self, entry: dict[str, Any], box: bytes) -> None:
        entry["document"]["sealedDigest"] = digest_bytes(box)
        if "sealed" in entry:
            entry["sealed"] = f"\\x{box.hex()}"
        if "sealed_digest" in entry:
            entry["sealed_digest"] = digest_bytes(box)

    def _state(self, row: dict[str, Any]) -> None:
        """Signs what was stated, about the copy's object; once, also where several services keep it."""
        if "statement" not in row:
            return
        is_of = digest(row["document"])
        if is_of not in self.stated:
            self.stated[is_of] = self._signed(row["statement"], row["document"], is_of)
        row["statement"] = self.stated[is_of]
        if "digest" in row:
            row["digest"] = is_of

    def _signed(self, statement: str, document: Mapping[str, Any], is_of: str) -> str:
        payload = json.loads(self._renamed(from_base64url(statement.split(".")[1]).decode()))
        payload |= {"jti": str(new_id()), "digest": is_of}
        if "sealedDigest" in payload:
            payload["sealedDigest"] = document["sealedDigest"]
        return sign(canonical(payload), TYPE, self.of.signing[payload["iss"]])


def fill(stack: Stack, household_ids: Iterable[str], first: int, count: int) -> None:
    """`count` copies of these households' chains, in turn, the numbers from `first` on. Raises UnmatchedReference."""
    copiers = [Copier(Chain.read(stack, household_id), stack.place.keys) for household_id in household_ids]
    dsns = {name: stack.postgres.dsn(name) for name in OF_A_CHAIN}
    with ProcessPoolExecutor(PROCESSES) as pool:
        making = [
            pool.submit(_fill, copiers, dsns, range(at, min(at + AT_ONCE, first + count)))
            for at in range(first, first + count, AT_ONCE)
        ]
        for one in making:
            one.result()
    for dsn in dsns.values():
        refuse_unmatched(dsn)
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("vacuum analyze")


def _fill(copiers: list[Copier], dsns: Mapping[str, str], numbers: Iterable[int]) -> None:
    made = [copiers[number % len(copiers)].copy(number) for number in numbers]
    for name, tables in OF_A_CHAIN.items():
        with psycopg.connect(dsns[name]) as connection:
            connection.execute("set session_replication_role = replica")
            for table in tables:
                _insert(connection, table, [row for one in made for row in one[name][table]])


def _insert(connection: psycopg.Connection[Any], table: str, rows: list[dict[str, Any]]) -> None:
    name = sql.Identifier(table)
    add = sql.SQL("insert into {0} select * from jsonb_populate_recordset(null::{0}, %s)").format(name)
    connection.execute(add, [Jsonb(rows)])
