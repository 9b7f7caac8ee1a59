"""Verifying a whole log from outside: everything that its checkpoint signs, read once, in bounded memory.

Works on any C2SP tlog-tiles log of our entries, over HTTP or from files: the caller brings `fetch`.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from shared.controllog.bundles import BadBundle, unpack
from shared.controllog.checkpoints import Checkpoint, open_checkpoint, open_cosignature
from shared.controllog.edge import RightEdge
from shared.controllog.entries import BadEntry, Entry, decode
from shared.controllog.notes import BadNote, Note, Verifier
from shared.controllog.tiles import WIDTH, Tile, place, width_at
from shared.controllog.tree import leaf_hash

Fetch = Callable[[str], Awaitable[bytes]]
"""Gives the file at a path below the log's prefix, such as `tile/0/000` or `tile/entries/000.p/12`."""


class LogBroken(Exception):
    """The log does not hold what its checkpoint says. The message says where, and repeats no entry."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A log that holds. `acts` counts its entries by act and outcome; `cosigned_at` is in seconds since 1970, or None
    where no witness was asked for."""

    checkpoint: Checkpoint
    cosigned_at: int | None
    acts: Counter[tuple[str, str]] = field(compare=False)


async def verify_log(
    note: str,
    fetch: Fetch,
    log: Verifier,
    witness: Verifier | None = None,
    each: Callable[[int, Entry], None] | None = None,
) -> Verified:
    """Checks the checkpoint's signature, the witness's cosignature, every tile and every entry; `each` sees them all.

    Raises LogBroken.
    """
    try:
        opened = Note.parse(note)
        checkpoint = open_checkpoint(opened, log)
        cosigned_at = None if witness is None else open_cosignature(opened, witness)
    except BadNote as error:
        raise LogBroken(f"the checkpoint: {error}") from error
    acts = await _verify_tree(checkpoint, fetch, each)
    return Verified(checkpoint, cosigned_at, acts)


async def _verify_tree(
    checkpoint: Checkpoint, fetch: Fetch, each: Callable[[int, Entry], None] | None
) -> Counter[tuple[str, str]]:
    edge, acts = RightEdge(), Counter[tuple[str, str]]()
    for index in range((checkpoint.size + WIDTH - 1) // WIDTH):
        entries = await read_bundle(fetch, index, checkpoint.size)
        for number, data in enumerate(entries, start=edge.size):
            entry = _entry(data, number)
            acts[entry.act, entry.outcome] += 1
            if each is not None:
                each(number, entry)
        for tile, hashes in edge.append(leaf_hash(data) for data in entries):
            await _check_tile(fetch, tile, hashes, checkpoint.size)
    if edge.root() != checkpoint.root:
        raise LogBroken("the entries do not lead to the root of the checkpoint")
    return acts


async def read_bundle(fetch: Fetch, index: int, size: int) -> list[bytes]:
    """The entries [index * 256, …) of a tree of `size` leaves, at most 256. Raises LogBroken."""
    width = width_at(0, index, size)
    try:
        return unpack(await fetch(f"tile/entries/{place(index, width)}"), width)
    except BadBundle as error:
        raise LogBroken(f"entries {index * WIDTH}…: {error}") from error


async def _check_tile(fetch: Fetch, tile: Tile, data: bytes, size: int) -> None:
    """The tile that is served is the one that the entries make. One that is still growing is looked at when it has
    grown to what the checkpoint covers."""
    if tile.width == width_at(tile.level, tile.index, size) and await fetch(f"tile/{tile.path}") != data:
        raise LogBroken(f"tile {tile.path} is not that of the entries")


def _entry(data: bytes, number: int) -> Entry:
    try:
        return decode(data)
    except BadEntry as error:
        raise LogBroken(f"entry {number}: {error}") from error
