"""Showing that an entry is in its log: the hashes that lead from it to the root of a cosigned checkpoint (RFC 6962)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.audit.logs import store as logs
from services.audit.logs.tables import CopiedEntry, CopiedTile
from shared.controllog.proofs import inclusion_spans
from shared.controllog.tiles import Tile, span_hashes, tile_of
from shared.controllog.tree import HASH_SIZE, cover


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
    trees: dict[str, _Tree] = {}
    for origin in {entry.origin for entry in entries}:
        latest = await logs.latest_of(connection, origin)
        mine = [entry.seq for entry in entries if entry.origin == origin]
        if latest is None or max(mine) >= latest.size:
            return None
        trees[origin] = await _tree(connection, origin, latest, mine)
    return [await trees[entry.origin].prove(entry) for entry in entries]


@dataclass(frozen=True, slots=True)
class _Tree:
    """A log as it was at a checkpoint: as many of its tiles as the proofs need."""

    checkpoint: logs.Latest
    tiles: Mapping[tuple[int, int], bytes]

    async def prove(self, entry: CoveredEntry) -> Proved:
        size = self.checkpoint.size
        hashes = await span_hashes(inclusion_spans(entry.seq, size), size, self._read)
        return Proved(entry, hashes, self.checkpoint.note)

    async def _read(self, tile: Tile) -> bytes:
        """The copy may have grown past the checkpoint: of a tile only what was there then."""
        return self.tiles[tile.level, tile.index][: tile.width * HASH_SIZE]


async def _tree(connection: AsyncConnection, origin: str, latest: logs.Latest, places: Sequence[int]) -> _Tree:
    """In one query, however many proofs."""
    spans = (span for place in places for span in inclusion_spans(place, latest.size))
    needed = {tile_of(subtree)[:2] for span in spans for subtree in cover(span.start, span.end)}
    tile = CopiedTile
    query = select(col(tile.level), col(tile.index), col(tile.data)).where(
        col(tile.origin) == origin, tuple_(col(tile.level), col(tile.index)).in_(sorted(needed))
    )
    rows = (await connection.execute(query)).all() if needed else []
    found: dict[tuple[int, int], bytes] = {(level, index): bytes(data) for level, index, data in rows}
    return _Tree(latest, found)
