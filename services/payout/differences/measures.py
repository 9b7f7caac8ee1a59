"""Differences with the bank that nobody has looked into, as Prometheus asks."""

from datetime import datetime

from prometheus_client.core import Metric
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.differences import store
from shared.clock import STOCKHOLM
from shared.watching.gauges import table


async def unacknowledged(connection: AsyncConnection, now: datetime) -> list[Metric]:
    """By municipality; of none what is booked on an account that several share, until one of them has acknowledged it.
    An age is since the beginning of the day that the difference is of."""
    rows = await store.unacknowledged(connection, now.astimezone(STOCKHOLM).date())
    counted = [([row.municipality], row.differences) for row in rows]
    ages = [([row.municipality], (now - store.midnight(row.oldest)).total_seconds()) for row in rows]
    return [
        table("bistand_bank_differences", "Not yet acknowledged by anybody.", ["municipality"], counted),
        table("bistand_bank_difference_oldest_seconds", "Since the day of the oldest.", ["municipality"], ages),
    ]
