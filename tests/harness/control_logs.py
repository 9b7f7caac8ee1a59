"""What tests of the control log have in common."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.controllog.api import control_log_router
from shared.controllog.entries import Actor, Entry
from shared.controllog.schema import log_entry
from shared.controllog.sequencer import Cosigned
from shared.controllog.tree import EMPTY_ROOT
from shared.ids import new_id
from shared.problem_handlers import add_problem_handlers


@dataclass(frozen=True)
class LogDatabase:
    """Addresses (`postgresql://…`) of the database for its two roles."""

    owner: str = field(repr=False)
    runtime: str = field(repr=False)


def an_entry(act: str = "orderReleased", service: str = "payout", municipality: str = "1261", **more: Any) -> Entry:
    """`more` replaces or adds fields of the entry."""
    fields: dict[str, Any] = {
        "id": new_id(),
        "time": datetime.now(UTC),
        "outcome": "done",
        "actor": Actor(role="payer", person="hK3vQ0bq7sXk2mT9uYpWaA"),
        "subjects": {"orderId": new_id()},
        **more,
    }
    return Entry(act=act, service=service, municipality=municipality, **fields)


def log_app(engine: AsyncEngine, may_read: Callable[..., object] = lambda: None) -> FastAPI:
    """The log in this database over HTTP, by itself."""
    app = FastAPI()
    add_problem_handlers(app, {})
    app.include_router(control_log_router(may_read))
    app.state.running = SimpleNamespace(transaction=engine.begin)
    return app


async def nothing_cosigned() -> Cosigned:
    return Cosigned(0, EMPTY_ROOT)


async def add_entries(engine: AsyncEngine, entries: Iterable[Entry]) -> None:
    """In one transaction."""
    rows = [{"id": entry.id, "entry": entry.encode()} for entry in entries]
    async with engine.begin() as connection:
        await connection.execute(insert(log_entry), rows)
