"""Showing that an entry is in its log: the hashes that lead from it to the root of a cosigned checkpoint (RFC 6962)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.audit.logs import store as logs
from services.audit.logs.tables import CopiedEntry, CopiedTile
from shared.controllog.proofs import inclusion_spans
from shared.controllog.tiles import Tile, span_hashes
from shared.controllog.tree import HASH_SIZE


@dataclass(frozen=True, slots=True)
class CoveredEntry:
    """An entry as it is in the tree of the log `origin`, at place `seq`."""

    origin: str
    seq: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Proved:
    """`hashes` lead from the entry to the root that `note`, a cosigned checkpoint, signs."""

    entry: CoveredEntry
    hashes: Sequence[bytes]
    note: str


async def find(connection: AsyncConnection, entry_id: UUID, municipality: str) -> CoveredEntry | None:
    """An entry of the municipality, or of no single one."""
    query = select(col(CopiedEntry.origin), col(CopiedEntry.seq), col(CopiedEntry.entry)).where(
        col(CopiedEntry.id) == entry_id, col(CopiedEntry.municipality).in_([municipality, ""])
    )
    row = (await connection.execute(query.limit(1))).first()
    return None if row is None else CoveredEntry(row.origin, row.seq, row.entry)


async def prove(connection: AsyncConnection, entries: Sequence[CoveredEntry]) -> list[Proved] | None:
    """Each by its log's newest cosigned checkpoint. None while one of them is newer than what is cosigned."""
    latest = {origin: await logs.latest_of(connection, origin) for origin in {entry.origin for entry in entries}}
    proved = []
    for entry in entries:
        checkpoint = latest[entry.origin]
        if checkpoint is None or entry.seq >= checkpoint.size:
            return None
        hashes = await _hashes(connection, entry, checkpoint.size)
        proved.append(Proved(entry, hashes, checkpoint.note))
    return proved


async def _hashes(connection: AsyncConnection, entry: CoveredEntry, size: int) -> list[bytes]:
    async def read(tile: Tile) -> bytes:
        """The copy may have grown past the checkpoint: of a tile only what was there then."""
        part = func.substr(col(CopiedTile.data), 1, tile.width * HASH_SIZE)
        query = select(part).where(
            col(CopiedTile.origin) == entry.origin,
            col(CopiedTile.level) == tile.level,
            col(CopiedTile.index) == tile.index,
        )
        return bytes((await connection.execute(query)).scalar_one())

    return await span_hashes(inclusion_spans(entry.seq, size), size, read)
