"""The sequencer: takes what acts have logged into the tree, about once a second, and signs a checkpoint of it.

The number of an entry is its place in the order in which entries became visible, not of their ids or times: an act that
commits late is numbered late, and never lost. Any number of sequencers may run; the row of the tree head lets one at a
time through. Killed at any moment, it leaves either the old head or the new one.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Row, SmallInteger, bindparam, exists, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.controllog.checkpoints import Checkpoint, sign_checkpoint
from shared.controllog.edge import BadEdge, RightEdge
from shared.controllog.notes import Note, Signer
from shared.controllog.schema import log_entry, log_head, log_tile
from shared.controllog.tiles import Tile, edge_tiles, root_at

BATCH = 4096
Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]
"""Opens a transaction as the runtime role, which ends with the context."""

_LOOK = select(
    (exists().where(log_entry.c.seq.is_(None)) | exists().where(log_head.c.checkpoint.is_(None))).label("has_work"),
    select(log_head.c.size).scalar_subquery().label("size"),
)
_READ_COMMITTED = text("set transaction isolation level read committed")
_LOCK_HEAD, _MOVE_HEAD = select(log_head).with_for_update(), update(log_head)
_TILES = text(
    """
    select t.level, t.index, t.data from log_tile t
    join unnest(:levels, :indexes) as edge (level, index) on edge.level = t.level and edge.index = t.index"""
).bindparams(bindparam("levels", type_=ARRAY(SmallInteger)), bindparam("indexes", type_=ARRAY(BigInteger)))
_PUT_TILE = insert(log_tile)
_PUT_TILE = _PUT_TILE.on_conflict_do_update(constraint="log_tile_pkey", set_={"data": _PUT_TILE.excluded.data})
_NUMBER = text(
    """
    with n as (select id, cast(:size as bigint) - 1 + row_number() over (order by id) seq
               from log_entry where seq is null order by id limit :most)
    update log_entry e set seq = n.seq from n where e.id = n.id returning e.seq, e.leaf"""
)


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The last tree of this log that the witness has cosigned: size 0 where it has none."""

    size: int
    root: bytes


AskWitness = Callable[[], Awaitable[Cosigned]]
"""Asks the witness. Raises WitnessAway where it does not answer."""


class WitnessAway(Exception):
    """The witness does not answer: checkpoints wait, acts go on."""


class LogDamaged(Exception):
    """The stored log is not the one that was signed before. Nothing more is signed until a person has seen to it."""


class Sequencer:
    """Integrates one service's log. The witness is asked before the first checkpoint, and again after the log was found
    damaged, or smaller than this process has seen it: a restored backup is noticed before it is signed."""

    def __init__(self, begin: Begin, signer: Signer, ask_witness: AskWitness) -> None:
        self._begin = begin
        self._signer = signer
        self._ask_witness = ask_witness
        self._seen: int | None = None

    @property
    def size(self) -> int:
        """Of the tree, as far as this process has seen it."""
        return self._seen or 0

    async def step(self) -> int:
        """Integrates one batch and returns how many entries it had: BATCH means that there may be more. Raises
        WitnessAway and LogDamaged, with nothing changed."""
        if self._seen is None:
            self._seen = await self._ask()
        try:
            async with self._begin() as connection:
                count, self._seen = await integrate(connection, self._signer, at_least=self._seen)
        except LogDamaged:
            self._seen = None
            raise
        return count

    async def _ask(self) -> int:
        cosigned = await self._ask_witness()
        async with self._begin() as connection:
            await note_cosigned(connection, cosigned)
        async with self._begin() as connection:
            await check_cosigned(connection, cosigned)
        async with self._begin() as connection:
            await sign_anew(connection, self._signer)
        return cosigned.size


async def note_cosigned(connection: AsyncConnection, cosigned: Cosigned) -> None:
    """Kept also where the log is smaller than that: payout's database then lets no payment be released."""
    await connection.execute(
        update(log_head).where(log_head.c.cosigned_size < cosigned.size).values(cosigned_size=cosigned.size)
    )


async def check_cosigned(connection: AsyncConnection, cosigned: Cosigned) -> None:
    """Raises LogDamaged where the log is smaller, or other, than what the witness has cosigned."""
    head = (await connection.execute(select(log_head))).one()
    if head.size < cosigned.size:
        raise LogDamaged(f"the witness has cosigned {cosigned.size} entries, and here are {head.size}")
    if cosigned.size and await root_at(cosigned.size, _reader(connection)) != cosigned.root:
        raise LogDamaged(f"the first {cosigned.size} entries are not those that the witness has cosigned")


async def sign_anew(connection: AsyncConnection, signer: Signer) -> None:
    """A log whose key was exchanged is signed by the new one at once, also where nothing is added to it: the auditors'
    list may end the earlier one. Raises LogDamaged."""
    head = (await connection.execute(_LOCK_HEAD)).one()
    if head.checkpoint is not None and not Note.parse(head.checkpoint).names(signer.verifier):
        await move_head(connection, await edge_of(connection, head), signer)


async def integrate(connection: AsyncConnection, signer: Signer, *, at_least: int = 0) -> tuple[int, int]:
    """One batch, in the caller's transaction: numbers the waiting entries, grows the tiles, signs, moves the head.

    Returns how many entries were numbered and the size of the tree. The transaction must be fresh, since a snapshot
    from before another sequencer's commit would number from a stale head. Raises LogDamaged.
    """
    await connection.execute(_READ_COMMITTED)
    # Looked at without a lock, so that an idle log costs one look-up; its size too, since a database that has lost its
    # newest acts, such as a replica that took over too early, must be found out before anything is done on it.
    seen = (await connection.execute(_LOOK)).one()
    _refuse_smaller(seen.size, at_least)
    if not seen.has_work:
        return 0, at_least
    head = (await connection.execute(_LOCK_HEAD)).one()
    _refuse_smaller(head.size, at_least)
    leaves = await _number(connection, head.size)
    edge = await edge_of(connection, head)
    await write_tiles(connection, edge.append(leaves))
    await move_head(connection, edge, signer)
    return len(leaves), edge.size


def _refuse_smaller(size: int, at_least: int) -> None:
    if size < at_least:
        raise LogDamaged(f"the log had {at_least} entries and has {size}")


async def _number(connection: AsyncConnection, size: int) -> list[bytes]:
    numbered = (await connection.execute(_NUMBER, {"size": size, "most": BATCH})).all()
    return [row.leaf for row in sorted(numbered, key=lambda row: int(row.seq))]


async def edge_of(connection: AsyncConnection, head: Row[Any]) -> RightEdge:
    """The stored tree's edge. Raises LogDamaged where the tiles are not those of the head."""
    tiles = edge_tiles(head.size)
    levels, indexes = [tile.level for tile in tiles], [tile.index for tile in tiles]
    found = await connection.execute(_TILES, {"levels": levels, "indexes": indexes})
    try:
        edge = RightEdge.load(head.size, {(level, index): data for level, index, data in found})
    except BadEdge as error:
        raise LogDamaged("the tiles are not those of the tree head") from error
    if edge.root() != head.root:
        raise LogDamaged("the tiles do not lead to the root of the tree head")
    return edge


async def write_tiles(connection: AsyncConnection, tiles: Sequence[tuple[Tile, bytes]]) -> None:
    if not tiles:
        return
    rows = [{"level": tile.level, "index": tile.index, "data": data} for tile, data in tiles]
    await connection.execute(_PUT_TILE, rows)


async def move_head(connection: AsyncConnection, edge: RightEdge, signer: Signer) -> None:
    root = edge.root()
    note = sign_checkpoint(Checkpoint(signer.name, edge.size, root), signer)
    await connection.execute(_MOVE_HEAD, {"size": edge.size, "root": root, "checkpoint": note.written()})


def _reader(connection: AsyncConnection) -> Callable[[Tile], Awaitable[bytes]]:
    async def read(tile: Tile) -> bytes:
        found = await connection.execute(
            select(log_tile.c.data).where(log_tile.c.level == tile.level, log_tile.c.index == tile.index)
        )
        return bytes(found.scalar_one_or_none() or b"")[: tile.width * 32]

    return read
