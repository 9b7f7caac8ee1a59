"""Jobs on procrastinate: register look-ups and timed work, with PostgreSQL as the queue.

A job is deferred in the act's own transaction, so it exists exactly when the act does. There is no `queueing_lock`: it
would block, and then abort, the second of two acts.
"""

import json
from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import tracing

QUEUE = "work"
TRACE = "traceparent"
"""The argument that tells where in a trace a job was deferred, if that trace is collected."""

_DEFER = text(
    """
    select procrastinate_defer_jobs_v1(array(
      select row(cast(:queue as varchar), cast(:task as varchar), 0, null, null, args, null)
             ::procrastinate_job_to_defer_v1
      from jsonb_array_elements(cast(:each as jsonb)) args))"""
)


async def defer(connection: AsyncConnection, job: str, *each: Mapping[str, str]) -> None:
    """Starts the job, once for each of these arguments, when the transaction commits: one statement for all of them.
    The arguments are ids, never personal data."""
    place = tracing.kept()
    args = json.dumps([dict(one) if place is None else {**one, TRACE: place} for one in each])
    await connection.execute(_DEFER, {"queue": QUEUE, "task": job, "each": args})
