"""Counting what is asked of the database: a request about fifty things asks no more than one about one."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine


async def statements(engine: AsyncEngine, do: Callable[[], Awaitable[Any]]) -> list[str]:
    """The SQL that `do` sent, in order. What one statement does for many rows is one."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        await do()
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)
    return sent
