"""After a backup was restored: what the log says was released since then must not be released once more (C6)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.releases import rules, store
from shared.controllog.entries import Entry


async def hold_lost_releases(connection: AsyncConnection, lost: Sequence[Entry]) -> None:
    """`lost` are the entries whose acts the database no longer holds."""
    await store.add_lost(connection, rules.lost_releases(lost))
