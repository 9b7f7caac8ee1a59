"""The service's own PostgreSQL database: one engine, and what its errors mean."""

import json
import os
import socket
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ARRAY, ColumnElement, Insert, any_, bindparam, event, func, insert, select
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from shared.problems import Busy, Unavailable

LOCK_TIMEOUT = "5s"  # how long a duplicate request waits for the first one to finish
STATEMENT_TIMEOUT = "30s"
SILENCE_SECONDS = 20
BUSY = ("55P03", "40P01", "40001")
"""Not got a lock in time, deadlock, serialisation failure: the same again may well succeed."""
AWAY = ("08", "53", "57", "58")
"""Classes of codes (PostgreSQL's manual, appendix A) that say nothing of the request: no connection; no disk, memory or
connections left; an operator at work or a time limit; the machine's own faults."""
_KEEPALIVE = {
    "TCP_KEEPIDLE": 5,
    "TCP_KEEPINTVL": 5,
    "TCP_KEEPCNT": SILENCE_SECONDS // 5 - 1,
    "TCP_USER_TIMEOUT": SILENCE_SECONDS * 1000,
}


def open_engine(url: str, pool: int, application: str) -> AsyncEngine:
    """An engine for a `postgresql://` address. Parameters never show in errors: they may be personal."""
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        pool_size=pool,
        pool_use_lifo=True,  # the last one used has its statements prepared and its plans made
        max_overflow=0,
        pool_timeout=5,
        hide_parameters=True,
        json_serializer=_json,
        json_deserializer=orjson.loads,
        connect_args={
            "server_settings": {
                "application_name": application,
                "lock_timeout": LOCK_TIMEOUT,
                "statement_timeout": STATEMENT_TIMEOUT,
                "idle_in_transaction_session_timeout": STATEMENT_TIMEOUT,
                "jit": "off",  # every statement is about a few rows: compiling one takes longer than it does
            }
        },
    )
    event.listen(engine.sync_engine, "connect", _notice_silence)
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    event.listen(engine.sync_engine, "handle_error", _tell_lost)
    return engine


def _notice_silence(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """A server whose machine is gone says nothing any more: it counts as lost after `SILENCE_SECONDS`. TCP alone would
    wait for a quarter of an hour, and with it every request, the outbox and the sequencer."""
    driver: Any = record.driver_connection
    with socket.socket(fileno=os.dup(driver._transport.get_extra_info("socket").fileno())) as same:
        same.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE.items():
            if hasattr(socket, name):  # each system has its own
                same.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _tell_lost(context: ExceptionContext) -> None:
    """A connection that cannot be opened is none, whatever the database says: that it lets nobody in, or does not know
    the password. And after a failover connections may lead to what is a replica now, which takes nothing: they are
    given up, and the next ones lead to where the address points by then."""
    not_opened = context.connection is None
    if not_opened or getattr(context.original_exception, "sqlstate", None) == "25006":
        context.is_disconnect = True


def _json(document: Any) -> str:
    try:
        return orjson.dumps(document).decode()
    except orjson.JSONEncodeError:  # deeper or larger than it takes: it is for the database to say what it thinks of it
        return json.dumps(document)


def _refuse_closed(connection: DBAPIConnection, record: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
    """A database that has restarted has closed its connections, which is known here without asking: asking it before
    every transaction takes three more statements of each. The pool then opens others."""
    if record.driver_connection is not None and record.driver_connection.is_closed():
        raise InvalidatePoolError("the database has closed the connection")


def among(column: Any, name: str) -> ColumnElement[bool]:
    """`column = any(:name)`: one statement, however many values are given. `in_` is another one for each number."""
    is_one: ColumnElement[bool] = column == any_(bindparam(name, type_=ARRAY(column.type)))
    return is_one


@cache
def insert_into(row: type[Any]) -> Insert:
    """Adds one row, or each of a list of them. Put together once for each table: that takes half as long again as
    sending it does."""
    return insert(row)


@cache
def insert_all(row: type[Any]) -> Insert:
    """Adds any number of rows in one go, where a list of parameters is one execution for each. Takes `by_column`."""
    columns = [column for column in row.__table__.c if column.computed is None]
    given = (func.unnest(bindparam(column.name, type_=ARRAY(column.type, dimensions=1))) for column in columns)
    return insert(row).from_select([column.name for column in columns], select(*given))


def by_column(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows with the same columns, as a list for each."""
    return {name: [row[name] for row in rows] for name in rows[0]}


def sqlstate(error: DBAPIError) -> str | None:
    """PostgreSQL's five-character code."""
    return getattr(error.orig, "sqlstate", None)


def constraint(error: DBAPIError) -> str | None:
    """The name of the constraint that refused, also where a trigger named it with `USING CONSTRAINT`."""
    return getattr(getattr(error.orig, "__cause__", None), "constraint_name", None)


def translate(error: DBAPIError, meanings: Mapping[str, Exception]) -> Exception:
    """The domain error that the refusing constraint stands for, or the database's own error where it has none.

    Each time a new one: an exception that is raised again keeps the frames of every time before, and with them what
    was sent."""
    meaning = meanings.get(constraint(error) or "")
    return error if meaning is None else copy(meaning)


def meaning_of(error: DBAPIError, meanings: Mapping[str, Exception]) -> Exception:
    """What the database's refusal of a request stands for: "try again", what `translate` finds, or a fault of ours."""
    code = sqlstate(error) or ""
    if code in BUSY:
        return Busy()
    if code.startswith(AWAY) or error.connection_invalidated:
        return Unavailable()
    return translate(error, meanings)
