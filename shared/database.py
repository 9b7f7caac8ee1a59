"""The service's own PostgreSQL database: one engine, and what its errors mean."""

from collections.abc import Mapping
from copy import copy

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

LOCK_TIMEOUT = "5s"  # how long a duplicate request waits for the first one to finish
STATEMENT_TIMEOUT = "30s"


def open_engine(url: str, pool: int, application: str) -> AsyncEngine:
    """An engine for a `postgresql://` address. Parameters never show in errors: they may be personal."""
    return create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        pool_size=pool,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "server_settings": {
                "application_name": application,
                "lock_timeout": LOCK_TIMEOUT,
                "statement_timeout": STATEMENT_TIMEOUT,
                "idle_in_transaction_session_timeout": STATEMENT_TIMEOUT,
            }
        },
    )


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
