"""Counting what is done by the control log: each entry once, when the sequencer has integrated it, whoever wrote it
and in whichever process. What was rolled back is in no log, and so is counted nowhere."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from shared.controllog.schema import log_entry
from shared.running import Running
from shared.watching import counts

log = structlog.get_logger(__name__)

Entries = Sequence[Mapping[str, Any]]


async def count_entries(running: Running, first: int, end: int) -> None:
    """The entries from one number to before another. A database that goes away meanwhile costs figures, no more."""
    if running.settings.metrics_port is None or end <= first:
        return
    numbered = select(log_entry.c.entry).where(log_entry.c.seq >= first, log_entry.c.seq < end)
    try:
        async with running.transaction() as connection:
            entries = [orjson.loads(entry) for entry in (await connection.execute(numbered)).scalars()]
            if running.service.counted is not None:
                await running.service.counted(connection, entries)
    except (SQLAlchemyError, OSError) as error:
        log.warning("acts not counted", count=end - first, error=type(error).__name__)
        return
    for entry in entries:
        # Of what was done, the rule may be a rule version's id.
        rule = entry["rule"] if entry["outcome"] == "refused" else None
        counts.ACTS.labels(entry["act"], entry["outcome"], rule or "").inc()
