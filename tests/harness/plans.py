"""How much PostgreSQL reads for a request, as its own plans tell: pages touched, which no busy machine changes."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine


async def pages_read(engine: AsyncEngine, do: Callable[[], Awaitable[Any]]) -> dict[str, int]:
    """For each query that `do` sends, how many pages it touches when it is run once more."""
    sent: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        await do()
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)
    queries = [one for one in sent if _only_reads(one[0].lower())]
    return {statement: await _pages(engine, statement, parameters) for statement, parameters in queries}


def _only_reads(statement: str) -> bool:
    writes = "insert into" in statement or "nextval" in statement or " set " in statement
    return statement.lstrip().startswith(("select", "with")) and not writes


async def _pages(engine: AsyncEngine, statement: str, parameters: Any) -> int:
    explain = f"explain (analyze, buffers, timing off, summary off, format json) {statement}"
    async with engine.begin() as connection:
        told = (await connection.exec_driver_sql(explain, parameters)).scalar_one()
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
