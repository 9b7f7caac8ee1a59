"""Following a log: read what is new, hold it against our own copy, and cosign only what extends that.

Whoever rewrites a log after we have read it cannot make it lead to our copy again, and whoever shows us one log and
others another cannot get both cosigned. That is why this runs with keys and a database that are not the services'.
"""

from collections.abc import Callable
from datetime import datetime

import structlog

from services.audit.logs import store
from services.audit.logs.rules import Copy, Fault, fault_of, is_due, next_size
from services.audit.logs.store import Alarm, Growth, Latest
from shared import tracing
from shared.controllog.checkpoints import Checkpoint, cosign, open_checkpoint
from shared.controllog.edge import RightEdge
from shared.controllog.entries import BadEntry, Entry, decode
from shared.controllog.notes import BadNote, Note, Signer
from shared.controllog.proofs import ProofError, check_consistency, consistency_spans
from shared.controllog.sequencer import Begin
from shared.controllog.tiles import WIDTH, Tile, span_hashes
from shared.controllog.tree import leaf_hash
from shared.controllog.trusted_keys import TrustedKeys
from shared.controllog.verify import Fetch, LogBroken, read_bundle

log = structlog.get_logger(__name__)


class CopyDamaged(Exception):
    """Our own copy does not lead to its own root: nothing is cosigned until a person has seen to it."""


class _Faulty(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Follower:
    """Follows one log. `witness` is our own key, `now` our clock."""

    def __init__(
        self, trusted: TrustedKeys, begin: Begin, fetch: Fetch, witness: Signer, now: Callable[[], datetime]
    ) -> None:
        self._trusted = trusted
        self._begin = begin
        self._fetch = fetch
        self._witness = witness
        self._now = now

    async def step(self) -> bool:
        """Takes over what is new, at most 4 096 entries; whether there is more at once. A fault becomes a stored alarm.

        Raises LogAway and CopyDamaged, with nothing changed."""
        async with self._begin() as connection:
            await store.follow(connection, self._trusted)
            # Locked: another follower must not grow the copy between the look at its size and that at its tiles.
            mine = await store.copy_of(connection, self._trusted.origin, lock=True)
            edge = await store.edge_of(connection, self._trusted.origin, mine)
        if edge.root() != mine.root:
            raise CopyDamaged(self._trusted.origin)
        # Asked for after our copy was read: an older checkpoint than our copy's would look like a log that has shrunk.
        given = await self._fetch("checkpoint")
        try:
            return await self._extend(mine, edge, given)
        except _Faulty as faulty:
            await self._alarm(faulty.fault, mine, given)
            return False

    async def _extend(self, mine: Copy, edge: RightEdge, given: bytes) -> bool:
        note, theirs = self._open(given)
        if fault := fault_of(mine, theirs):
            raise _Faulty(fault)
        if not is_due(mine, theirs):
            return False
        with tracing.span(f"copy the log of {self._trusted.service}", destination=self._trusted.service):
            growth = await self._read(mine, edge, theirs)
            await self._keep(mine, growth, cosigned=note if growth.size == theirs.size else None)
            tracing.tell(count=len(growth.entries))
            for entry, _ in growth.entries:
                tracing.tell_entry(entry)
        return growth.size < theirs.size

    def _open(self, given: bytes) -> tuple[Note, Checkpoint]:
        try:
            note = Note.parse_bytes(given)
            return note, open_checkpoint(note, self._trusted.signer_of(note, self._now()))
        except BadNote as error:
            raise _Faulty(Fault.NOT_SIGNED) from error

    async def _read(self, mine: Copy, edge: RightEdge, theirs: Checkpoint) -> Growth:
        stop = next_size(mine, theirs)
        try:
            written = await self._entries(mine.size, stop, theirs.size)
            entries = [(self._entry(data), data) for data in written]
            tiles = edge.append(leaf_hash(data) for data in written)
            await self._check(edge, theirs)
        except (ProofError, LogBroken) as error:
            raise _Faulty(Fault.REWRITTEN) from error
        return Growth(entries, tiles, edge.size, edge.root())

    async def _entries(self, start: int, stop: int, size: int) -> list[bytes]:
        entries: list[bytes] = []
        for index in range(start // WIDTH, (stop + WIDTH - 1) // WIDTH):
            entries += await read_bundle(self._fetch, index, size)
        return entries[start % WIDTH :]

    def _entry(self, data: bytes) -> Entry:
        try:
            entry = decode(data)
        except BadEntry as error:
            raise _Faulty(Fault.FOREIGN_ENTRY) from error
        if entry.service != self._trusted.service:
            raise _Faulty(Fault.FOREIGN_ENTRY)
        return entry

    async def _check(self, edge: RightEdge, theirs: Checkpoint) -> None:
        """The grown copy is what they signed, or the beginning of it. Raises ProofError."""
        proof: list[bytes] = []
        if 0 < edge.size < theirs.size:
            proof = await span_hashes(consistency_spans(edge.size, theirs.size), theirs.size, self._tile)
        check_consistency(edge.size, theirs.size, edge.root(), theirs.root, proof)

    async def _tile(self, tile: Tile) -> bytes:
        return await self._fetch(f"tile/{tile.path}")

    async def _keep(self, mine: Copy, growth: Growth, cosigned: Note | None) -> None:
        origin, now = self._trusted.origin, self._now()
        async with self._begin() as connection:
            if await store.copy_of(connection, origin, lock=True) != mine:
                return  # another follower was here first
            await store.grow(connection, origin, mine, growth)
            if cosigned is not None:
                note = cosign(cosigned, self._witness, int(now.timestamp())).written()
                await store.keep_cosigned(connection, origin, Latest(growth.size, growth.root, note, now))

    async def _alarm(self, fault: Fault, mine: Copy, given: bytes) -> None:
        async with self._begin() as connection:
            alarm = Alarm(fault, mine.size, self._now())
            is_new = await store.raise_alarm(connection, self._trusted.origin, alarm, given)
        if is_new:
            log.error("a control log is not what it was", reason=fault.value, destination=self._trusted.service)
