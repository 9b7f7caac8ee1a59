"""Bringing back a control log that ends before what the witness has cosigned: a backup was restored (docs/runbook.md).

The witness holds its own verified copy of every entry. They are taken back only where they lead, from the log as it is
here, to the very tree that the log itself has signed before, so that nobody can slip in one that was never there.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, LargeBinary, Uuid, bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.controllog.entries import Entry, decode
from shared.controllog.notes import Signer
from shared.controllog.schema import log_entry, log_head
from shared.controllog.sequencer import Cosigned, LogDamaged, edge_of, move_head, write_tiles
from shared.controllog.store import add_entries
from shared.controllog.tiles import WIDTH
from shared.controllog.tree import leaf_hash
from shared.controllog.verify import Fetch, read_bundle

_NUMBER = text(
    """
    update log_entry e set seq = given.seq from unnest(:ids, :entries, :seqs) as given (id, entry, seq)
    where e.id = given.id and e.entry = given.entry and e.seq is null"""
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("entries", type_=ARRAY(LargeBinary)),
    bindparam("seqs", type_=ARRAY(BigInteger)),
)


async def recover(connection: AsyncConnection, signer: Signer, cosigned: Cosigned, fetch: Fetch) -> list[Entry]:
    """Takes back, in the caller's fresh transaction, what the witness holds beyond the log's end. `fetch` reads the
    witness's copy. Gives the entries that were not here: the acts that the database has lost.

    Raises LogDamaged, LogBroken, BadEntry or LogAway; then nothing may be kept."""
    await connection.execute(text("set transaction isolation level read committed"))
    head = (await connection.execute(select(log_head).with_for_update())).one()
    if head.size >= cosigned.size:
        return []
    edge, lost = await edge_of(connection, head), list[Entry]()
    while edge.size < cosigned.size:
        index, known = divmod(edge.size, WIDTH)
        tail = (await read_bundle(fetch, index, cosigned.size))[known:]
        lost += await _take_back(connection, edge.size, tail)
        await write_tiles(connection, edge.append(leaf_hash(data) for data in tail))
    if edge.root() != cosigned.root:
        raise LogDamaged("what the witness holds does not lead from this log to the tree that was cosigned")
    await move_head(connection, edge, signer)
    await connection.execute(update(log_head).values(cosigned_size=cosigned.size))
    return lost


async def _take_back(connection: AsyncConnection, first: int, written: Sequence[bytes]) -> list[Entry]:
    """Numbers these entries from `first` on. One that the backup holds without its number keeps its row."""
    entries = [decode(data) for data in written]
    ids = [entry.id for entry in entries]
    here = await _here(connection, ids)
    lost = [entry for entry in entries if entry.id not in here]
    if lost:
        await add_entries(connection, lost)
    seqs = list(range(first, first + len(written)))
    numbered = await connection.execute(_NUMBER, {"ids": ids, "entries": list(written), "seqs": seqs})
    if numbered.rowcount != len(written):
        raise LogDamaged("an entry of the witness's copy is here with other words, or at another place")
    return lost


async def _here(connection: AsyncConnection, ids: Sequence[UUID]) -> set[UUID]:
    return set((await connection.execute(select(log_entry.c.id).where(log_entry.c.id.in_(ids)))).scalars())
