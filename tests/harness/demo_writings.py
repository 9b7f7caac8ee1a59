"""All that a run of the demonstration has written or answered, piece by piece, each with the place where it is."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from deploy.local.databases import database_of
from deploy.local.roles import SERVICES
from tests.harness.one_demo import server_of

_NUMBERED = re.compile(r"-\d+\.xml$")
Writing = tuple[str, str | bytes]
"""The place ("payout table log_entry.entry", "decision answer", "console" …) and what is there."""


def calls(record: Path) -> Iterator[Writing]:
    """What was asked of the services in addresses and headers, and what they answered."""
    for line in record.read_text().splitlines():
        call = json.loads(line)
        service = _service_of(call)
        if service is None:
            continue  # the sign-in, the registers and the bank are the world around
        yield f"{service} address", call["url"]
        yield f"{service} headers", json.dumps([call["requestHeaders"], call["headers"]])
        kind = "answer" if call["status"] < 400 else "problem"
        yield f"{service} {kind}", b64decode(call["body"])


def _service_of(call: dict[str, Any]) -> str | None:
    return str(call["service"]) if call["service"] in SERVICES else None


def files(folder: Path) -> Iterator[Writing]:
    for log in (folder / "logs").iterdir():
        yield f"log {log.stem}", log.read_bytes()
    for file in folder.iterdir():
        if file.is_file():
            yield f"file {_NUMBERED.sub('', file.name)}", file.read_bytes()


def tables(folder: Path) -> Iterator[Writing]:
    """Every cell of every table of the four databases, the control log's entries and tiles among them."""
    with server_of(folder) as server:
        for service in SERVICES:
            with psycopg.connect(database_of(server, service).owner_dsn, row_factory=dict_row) as connection:
                yield from _cells(service, connection)


def _cells(service: str, connection: psycopg.Connection[dict[str, Any]]) -> Iterator[Writing]:
    names = "select tablename as name from pg_tables where schemaname = 'public'"
    for table in connection.execute(names).fetchall():
        for row in connection.execute(sql.SQL("select * from {}").format(sql.Identifier(table["name"]))):
            for column, value in row.items():
                yield f"{service} table {table['name']}.{column}", _text(value)


def _text(value: Any) -> str | bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else json.dumps(value, default=str)
