"""What the databases hold, seen past the services: whether anything has changed, and what the control logs say (C7)."""

import json
from typing import Any, Protocol
from uuid import UUID

from tests.harness.chain import SERVICES

UNCHANGED_BY_A_REFUSAL_BUT = ("log_entry", "idempotency_key")
_TABLES = """select table_name as name from information_schema.tables
             where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name"""
_NAMING = """select table_name as name, column_name as column from information_schema.columns
             where table_schema = 'public' and column_name ~ 'entry_id$' and udt_name = 'uuid'
               and column_name <> 'account_entry_id' order by 1, 2"""
ACTS_WITHOUT_A_ROW = frozenset({"fileHandedOut", "inForceStated", "paymentEnded"})
"""Beside these, an act that leaves nothing but its entry in the control log only reads: see `_leaves_no_row`.
`paymentEnded` is told of a state that has a row and an entry of its own."""

Print = dict[str, list[Any]]
Entry = dict[str, Any]


class Reads(Protocol):
    """What looks into the databases past the services."""

    def read(self, service: str, query: str, *values: Any) -> list[dict[str, Any]]: ...


class Traces:
    """The three databases' tables and logs, compared with what they were; with `whole` from their first entry."""

    def __init__(self, chain: Reads, *, whole: bool = False) -> None:
        self._chain = chain
        self._print = {service: self._print_query(service) for service in SERVICES}
        self._rows = {service: self._reference_query(service) for service in SERVICES}
        self._last = {service: UUID(int=0) if whole else self._last_entry(service) for service in SERVICES}

    def fingerprint(self) -> dict[str, Print]:
        """Which row versions each table has: the same exactly when no row was added, changed or removed."""
        return {
            service: {row["name"]: [row["rows"], row["versions"]] for row in self._chain.read(service, query)}
            for service, query in self._print.items()
        }

    def log_sizes(self) -> dict[str, int]:
        return {s: self._chain.read(s, "select count(*) as size from log_entry")[0]["size"] for s in SERVICES}

    def last_entries(self, service: str, number: int) -> list[Entry]:
        query = "select entry from log_entry order by id desc limit %s"
        return [json.loads(row["entry"]) for row in self._chain.read(service, query, number)]

    def check(self) -> None:
        """C7: every row of an act names an entry of the log, and every entry since the last check has such a row."""
        for service in SERVICES:
            self._check(service)

    def _check(self, service: str) -> None:
        query = "select id, entry from log_entry where id > %s order by id"
        new = self._chain.read(service, query, self._last[service])
        if not new:
            return
        entries = {row["id"]: json.loads(row["entry"]) for row in new}
        named = {row["entry_id"] for row in self._chain.read(service, self._rows[service], list(entries))}
        for id_, entry in entries.items():
            assert entry["id"] == str(id_), f"C7: an entry of {service} is not stored under its own id"
            assert entry["service"] == service
            if entry["outcome"] == "done" and id_ not in named:
                assert _leaves_no_row(entry["act"]), f"C7: {service} has logged {entry['act']}, and nothing was done"
        self._last[service] = new[-1]["id"]

    def dangling(self) -> list[str]:
        """Tables with a row of which the control-log entry does not exist, whatever the foreign keys say."""
        return [
            f"{service}.{row['name']}"
            for service in SERVICES
            for row in self._chain.read(service, _NAMING)
            if self._chain.read(service, _dangling(row["name"], row["column"]))
        ]

    def _print_query(self, service: str) -> str:
        tables = [row["name"] for row in self._chain.read(service, _TABLES)]
        return " union all ".join(
            f"""select '{name}' as name, count(*) as rows,
                       coalesce(sum(hashtextextended(xmin::text || ctid::text, 0)), 0) as versions from {name}"""
            for name in tables
            if name not in UNCHANGED_BY_A_REFUSAL_BUT
        )

    def _reference_query(self, service: str) -> str:
        rows = self._chain.read(service, _NAMING)
        selects = (f"select {row['column']} as entry_id from {row['name']}" for row in rows)
        return f"select entry_id from ({' union all '.join(selects)}) named where entry_id = any(%s)"

    def _last_entry(self, service: str) -> UUID:
        rows = self._chain.read(service, "select id from log_entry order by id desc limit 1")
        return UUID(str(rows[0]["id"])) if rows else UUID(int=0)


def _leaves_no_row(act: str) -> bool:
    return act.endswith(("Read", "Listed")) or act in ACTS_WITHOUT_A_ROW


def _dangling(table: str, column: str) -> str:
    return f"""select 1 from {table} r where r.{column} is not null
               and not exists (select from log_entry e where e.id = r.{column}) limit 1"""
