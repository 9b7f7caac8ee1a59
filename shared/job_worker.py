"""The worker half of jobs: procrastinate fetches and runs them, tries again, and takes over a killed worker's."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, LiteralString

import procrastinate
import structlog
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob
from psycopg import AsyncConnection
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shared import tracing
from shared.database import SILENCE_SECONDS
from shared.jobs import QUEUE, TRACE
from shared.running import Job, Running
from shared.watching import counts

log = structlog.get_logger(__name__)

HEARTBEAT = 5.0
STALLED_AFTER = 15.0
CONCURRENCY = 8
_KEEPALIVE = {
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": SILENCE_SECONDS // 5 - 1,
    "tcp_user_timeout": SILENCE_SECONDS * 1000,
}
"""As for the other connections (shared/database.py), in the words of PostgreSQL's own library."""
_ALONE = text("select pg_try_advisory_xact_lock(hashtextextended('stalled jobs', 0))")


class TryAgain(BaseRetryStrategy):
    """For ever: after 1, 2, 4 … seconds, at most a minute. procrastinate's own exponential wait has no ceiling."""

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision:
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 6), 60)})


class Connector(procrastinate.PsycopgConnector):
    """Tells when something could not be written, as that a job has ended: such a job would be "doing" for as long as
    this worker lives. Not tried again here: what was written may have been, and only its answer lost."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._unwritten = asyncio.Event()

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        try:
            await super().execute_query_async(query, **arguments)
        except ConnectorException:
            self._unwritten.set()
            raise

    async def unwritten(self) -> None:
        """Waits until something could not be written, and raises ConnectorException."""
        await self._unwritten.wait()
        raise ConnectorException("a job's end, or a sign of life, was not written")


async def work_for_ever(running: Running) -> None:
    """Runs the service's jobs until cancelled. A database that goes away is waited for, and must not hide that this was
    cancelled meanwhile."""
    this = asyncio.current_task()
    while this is not None and not this.cancelling():
        try:
            await _work(running)
        except* ConnectorException as lost:  # in the worker itself, or in a task beside it
            log.warning("job worker lost its database", error=type(lost.exceptions[0]).__name__)
        await asyncio.sleep(1)


async def _work(running: Running) -> None:
    """Until the database is lost. What the worker leaves is then given to the next one, as a killed worker's is."""
    connector = Connector(
        conninfo=running.settings.database_url,
        min_size=1,
        max_size=4,
        kwargs={"application_name": running.name, **_KEEPALIVE},
        configure=_without_transactions,
    )
    app = procrastinate.App(connector=connector)
    for name, job in running.service.jobs.items():
        app.task(name=name, queue=QUEUE, retry=TryAgain())(_bound(name, job, running))
    ended = asyncio.Event()
    async with app.open_async(), asyncio.TaskGroup() as tasks:
        tasks.create_task(_rescue(app, running, ended))
        unwritten = tasks.create_task(connector.unwritten())
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=CONCURRENCY,
                install_signal_handlers=False,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED_AFTER,
                delete_jobs="successful",
            )
        finally:
            ended.set()
            unwritten.cancel()


async def _without_transactions(connection: AsyncConnection) -> None:
    """Each thing that procrastinate does is one statement, which needs no other two around it."""
    await connection.set_autocommit(True)


def _bound(name: str, job: Job, running: Running) -> Callable[..., Coroutine[Any, Any, None]]:
    async def run(**args: str) -> None:
        try:
            with tracing.span(f"job {name}", tracing.CONSUMER, after=args.pop(TRACE, None), job=name):
                await job(running, **args)
        except Exception:
            log.exception("job failed", job=name)
            counts.JOBS_FAILED.labels(name).inc()
            raise
        running.handed_over.set()

    return run


async def _rescue(app: procrastinate.App, running: Running, ended: asyncio.Event) -> None:
    """A worker that was killed leaves its job "doing": give it to another one (C15). Told of the end, and not only
    cancelled: a cancellation gets lost in a query to a database that goes away at that moment."""
    while not ended.is_set():
        try:
            await _give_back_stalled(app, running)
        except (SQLAlchemyError, OSError) as lost:
            log.warning("nobody looked for stalled jobs", error=type(lost).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), HEARTBEAT)


async def _give_back_stalled(app: procrastinate.App, running: Running) -> None:
    """One worker at a time: a second one would give back a job that a third has taken up again since."""
    async with running.transaction() as connection:
        if not (await connection.execute(_ALONE)).scalar_one():
            return
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
            await app.job_manager.retry_job(job)
