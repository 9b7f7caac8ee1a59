"""`python -m services.<name> hand-over-again --since TIME`: after another service's database was put back to an older
state than this one's (docs/runbook.md).

What it had taken since then waits once more, and is sent by the workers. What it still knows it answers as a duplicate,
so that sending too much does no harm.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import any_, bindparam, func, select, update

from shared.running import Running, Service, running
from shared.schema import outbox
from shared.settings import from_environment

BATCH = 500
_TAKEN_SINCE = (
    select(outbox.c.position)
    .where(
        outbox.c.outcome != "refused",
        outbox.c.ended_at.between(bindparam("since"), bindparam("until")),
        outbox.c.destination == bindparam("to"),
    )
    .order_by(outbox.c.ended_at)
    .limit(BATCH)
    .with_for_update()
)
_WAIT_AGAIN = (
    update(outbox)
    .where(outbox.c.position == any_(func.array(_TAKEN_SINCE.scalar_subquery())))
    .values(ended_at=None, outcome=None, attempts=0, next_try_at=bindparam("until"))
)


def main(service: Service, arguments: Sequence[str]) -> int:
    """The command. Prints how many wait again, for each receiver."""
    options = _parser(service).parse_args(arguments)
    asyncio.run(_tell(service, options.since, options.to))
    return 0


def _parser(service: Service) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m services.{service.name} hand-over-again",
        description="Sends again what another service had taken and has lost, since its database was put back.",
    )
    parser.add_argument(
        "--since", type=_moment, required=True, help="what it was put back to, with offset: 2026-11-22T03:00:00+01:00"
    )
    parser.add_argument("--to", action="append", help="this service alone; may be given again (default: all)")
    return parser


def _moment(said: str) -> datetime:
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("say the offset too, as in +01:00")
    return moment.astimezone(UTC)


async def _tell(service: Service, since: datetime, only: Sequence[str] | None) -> None:
    async with running(service, from_environment(service.settings)) as held:
        for name in only or sorted(held.settings.peers.keys() - {service.name}):
            count = await wait_again(held, name, since)
            print(f"{service.name} to {name}: {count} hand-overs are sent again", file=sys.stderr)


async def wait_again(held: Running, destination: str, since: datetime) -> int:
    """Whatever this receiver has taken between `since` and now waits again. Returns how many. What a worker sends
    meanwhile is taken after that, and not sent a third time."""
    until, count = held.clock.now(), 0
    while True:
        async with held.transaction() as connection:
            said = {"since": since, "until": until, "to": destination}
            some = (await connection.execute(_WAIT_AGAIN, said)).rowcount
        count += some
        if some < BATCH:
            return count
