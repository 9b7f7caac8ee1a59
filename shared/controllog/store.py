"""Adding an entry: the one statement by which every act leaves its trace (C7)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Uuid, bindparam, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import tracing
from shared.controllog.entries import Entry
from shared.controllog.schema import log_entry

_ADD = insert(log_entry)
_ADD_ALL = text("insert into log_entry (id, entry) select * from unnest(:ids, :entries)").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)), bindparam("entries", type_=ARRAY(LargeBinary))
)


async def add_entry(connection: AsyncConnection, entry: Entry) -> UUID:
    """Adds the entry in the caller's transaction and returns its id, for the `entry_id` of the act's own row. Raises
    BadEntry where the entry is too large."""
    await connection.execute(_ADD, {"id": entry.id, "entry": entry.encode()})
    tracing.tell_entry(entry)
    return entry.id


async def add_entries(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """The same for the entries of one act on many things: one statement."""
    made = {"ids": [entry.id for entry in entries], "entries": [entry.encode() for entry in entries]}
    await connection.execute(_ADD_ALL, made)
    for entry in entries:
        tracing.tell_entry(entry)
