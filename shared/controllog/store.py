"""Adding an entry: the one statement by which every act leaves its trace (C7)."""

from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.controllog.entries import Entry
from shared.controllog.schema import log_entry


async def add_entry(connection: AsyncConnection, entry: Entry) -> UUID:
    """Adds the entry in the caller's transaction and returns its id, for the `entry_id` of the act's own row. Raises
    BadEntry where the entry is too large."""
    await connection.execute(insert(log_entry).values(id=entry.id, entry=entry.encode()))
    return entry.id
