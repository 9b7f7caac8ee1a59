"""Checking the evidence of one payment with public keys alone: nobody is asked, and audit itself is not believed.

First that every part is what somebody signed, then that the parts tell of one payment: decided and released as they
say, by different people, and each act in a log that a witness has cosigned.
"""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services.audit.evidence import meaning
from services.audit.evidence.bundle import Bundle, EntryPart, KeyPart, NotEvidence, read
from services.audit.evidence.meaning import Meaning, NotProven, Said
from shared.auth.envelope import NotGenuine
from shared.auth.keys import NotAKey, PublicKey
from shared.auth.statements import read_past
from shared.auth.trust import TrustList
from shared.controllog.checkpoints import Checkpoint
from shared.controllog.entries import BadEntry, Entry, decode
from shared.controllog.notes import BadNote, Note
from shared.controllog.proofs import ProofError, check_inclusion
from shared.controllog.tree import leaf_hash
from shared.controllog.trusted_keys import TrustedKeys, load_logs, load_witness, open_cosigned
from shared.person_numbers.changes import NumberChange, SamePersons, read_changes
from shared.problems import Text


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What whoever checks must have got by another way than the file: the logs' keys by origin, the witness's, and
    whose statements count (the file of the trust list), and which person keys are one person's."""

    logs: Mapping[str, TrustedKeys]
    witness: TrustedKeys
    trust_file: Path
    changes: tuple[NumberChange, ...] = ()

    @classmethod
    def load(cls, logs_file: Path, trust_file: Path, changes_file: Path | None = None) -> "PublicKeys":
        """Raises OSError, ValueError or KeyError."""
        logs = {log.origin: log for log in load_logs(logs_file)}
        return cls(
            logs,
            load_witness(logs_file),
            trust_file,
            () if changes_file is None else read_changes(changes_file.read_text()),
        )


@dataclass(frozen=True, slots=True)
class Proven:
    """What the evidence shows. `cosigned_at` is when the witness last cosigned one of the logs."""

    meaning: Meaning
    statements: int
    entries: int
    log_sizes: Mapping[str, int]
    cosigned_at: datetime


@dataclass(frozen=True, slots=True)
class _FileKeys:
    """The keys in the file, as a source for the trust list, which decides whether they count."""

    keys: Mapping[str, PublicKey]

    async def find(self, kid: str) -> PublicKey | None:
        return self.keys.get(kid)


async def check(data: bytes, keys: PublicKeys) -> Proven:
    """Raises NotProven, which says in both languages what does not hold."""
    try:
        bundle = read(data)
    except NotEvidence as error:
        told = Text(f"Filen har ändrats, eller är inget underlag ({error}).", f"Changed, or no evidence ({error}).")
        raise NotProven(told) from error
    said = await _statements(bundle, keys)
    checkpoints, cosigned_at = _checkpoints(bundle, keys)
    entries = [_entry(part, checkpoints, keys) for part in bundle.entries]
    same = SamePersons.on(cosigned_at.date(), keys.changes)
    found = meaning.of(bundle.order_id, bundle.municipality, said, entries, same)
    sizes = {keys.logs[origin].service: checkpoint.size for origin, checkpoint in checkpoints.items()}
    return Proven(found, len(said), len(entries), sizes, cosigned_at)


async def _statements(bundle: Bundle, keys: PublicKeys) -> list[Said]:
    trust = TrustList.load(keys.trust_file, {name: _file_keys(parts) for name, parts in bundle.keys.items()})
    found = []
    for part in bundle.statements:
        try:
            statement = await read_past(trust, part.statement, part.service, part.object)
        except NotGenuine as error:
            raise NotProven(
                Text(
                    f"Ett intyg från {part.service} är inte äkta ({error.reason}).",
                    f"A statement by {part.service} is not genuine ({error.reason}).",
                )
            ) from error
        found.append(Said(statement, part.object))
    return found


def _file_keys(parts: Iterable[KeyPart]) -> _FileKeys:
    try:
        return _FileKeys({part.kid: PublicKey.from_jwk(part.jwk()) for part in parts})
    except NotAKey as error:
        raise NotProven(Text("En nyckel i filen är ingen nyckel.", "A key in the file is no key.")) from error


def _checkpoints(bundle: Bundle, keys: PublicKeys) -> tuple[dict[str, Checkpoint], datetime]:
    if set(bundle.checkpoints) != {part.log_origin for part in bundle.entries}:
        raise NotProven(Text("En kontrollpunkt saknas eller är överflödig.", "A checkpoint is missing, or too many."))
    opened, times = {}, []
    for origin, written in bundle.checkpoints.items():
        try:
            note = Note.parse(written)
            opened[origin], cosigned_at = open_cosigned(note, keys.logs[origin], keys.witness)
            times.append(cosigned_at)
            if len(note.signatures) != 2:
                raise BadNote("other signatures than the log's and the witness's")
        except (BadNote, KeyError) as error:
            raise NotProven(
                Text(
                    f"Kontrollpunkten för {origin} är inte undertecknad av loggen och vittnet.",
                    f"The checkpoint of {origin} is not signed by the log and the witness.",
                )
            ) from error
    return opened, max(times)


def _entry(part: EntryPart, checkpoints: Mapping[str, Checkpoint], keys: PublicKeys) -> Entry:
    checkpoint, data = checkpoints[part.log_origin], b64decode(part.entry)
    try:
        hashes = [b64decode(one) for one in part.hashes]
        check_inclusion(leaf_hash(data), part.seq, checkpoint.size, hashes, checkpoint.root)
        entry = decode(data)
    except (ProofError, BadEntry) as error:
        raise NotProven(
            Text(
                f"Post {part.seq} finns inte i loggen {part.log_origin}.",
                f"Entry {part.seq} is not in the log {part.log_origin}.",
            )
        ) from error
    if entry.service != keys.logs[part.log_origin].service:
        raise NotProven(Text("En loggpost är en annan tjänsts.", "A log entry is another service's."))
    return entry
