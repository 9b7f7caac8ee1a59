"""What must have come to an end when everyone has gone home, read from the databases past their services."""

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row

SERVICES = ("intake", "decision", "payout", "audit")
CHAIN = SERVICES[:3]
ENDED = ("settled", "cancelled", "rejected", "returned")
Row = dict[str, Any]


class Databases:
    """The four databases, as their superuser, read only; and the bank's own books."""

    def __init__(self, folder: Path, port: int) -> None:
        password = (folder / "secrets" / "postgres").read_text().strip()
        self._connections: dict[str, psycopg.Connection[DictRow]] = {
            name: psycopg.connect(
                f"postgresql://postgres:{password}@127.0.0.1:{port}/{name}", autocommit=True, row_factory=dict_row
            )
            for name in SERVICES
        }
        self._bank = folder / "bank.sqlite"

    def read(self, service: str, query: str, *values: Any) -> list[Row]:
        return self._connections[service].execute(query, values or None).fetchall()

    def named(self, service: str, query: str, values: Row) -> list[Row]:
        return self._connections[service].execute(query, values).fetchall()

    def one(self, service: str, query: str, *values: Any) -> Any:
        (row,) = self.read(service, query, *values)
        (value,) = row.values()
        return value

    def bank(self, query: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{self._bank}?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()


def underway(databases: Databases) -> dict[str, int]:
    """What the services have still to do by themselves, by name."""
    found: dict[str, int] = {}
    for service in CHAIN:
        waiting = databases.one(service, "select count(*) from outbox where ended_at is null")
        jobs = _jobs(databases, service)
        unnumbered = databases.one(service, "select count(*) from log_entry where seq is null")
        held = databases.one("audit", f"select cosigned_size from followed_log where service = '{service}'")
        unseen = databases.one(service, "select size from log_head") - (held or 0)
        counted = {"hand-overs": waiting, "jobs": jobs, "unnumbered": unnumbered, "not cosigned": unseen}
        found |= {f"{service}: {what}": number for what, number in counted.items() if number}
    return found


def unfinished(databases: Databases) -> dict[str, int]:
    """What still waits, by name, for services or for people; empty when all has come to rest."""
    found = underway(databases)
    live = "select count(*) from payment_order where not state = any(%s)"
    found["orders"] = databases.one("payout", live, list(ENDED))
    found["work items"] = databases.one("decision", "select count(*) from work_item where ended_at is null")
    return {what: number for what, number in found.items() if number}


def _jobs(databases: Databases, service: str) -> int:
    """Those that are due: asking a register again tomorrow is none of today's."""
    if databases.one(service, "select to_regclass('procrastinate_jobs')") is None:
        return 0
    due = """select count(*) from procrastinate_jobs where status in ('todo', 'doing')
             and coalesce(scheduled_at, now()) <= now() + interval '1 hour'"""
    return int(databases.one(service, due))
