"""By which keys the control logs and their witness are known: a file that audit's administrators keep (C16).

`{"logs": [{"service", "verifier", "from"?, "to"?}], "witness": [{"verifier", "from"?, "to"?}]}`. A verifier key is
written as name+key id+base64, where the name is the log's origin. A log whose key was exchanged has a row for each, the
newest last. A checkpoint counts under a key that counted when the witness cosigned it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.clock import read_moment
from shared.controllog.checkpoints import Checkpoint, open_checkpoint, open_cosignature
from shared.controllog.notes import BadNote, KeyType, Note, Verifier

WITNESS = "audit"


@dataclass(frozen=True, slots=True)
class DatedKey:
    """Counts from `valid_from` until `valid_to`; None is no limit."""

    verifier: Verifier
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    def covers(self, moment: datetime) -> bool:
        begun = self.valid_from is None or self.valid_from <= moment
        return begun and (self.valid_to is None or moment < self.valid_to)


@dataclass(frozen=True, slots=True)
class TrustedKeys:
    """The keys, at least one, of one service's log, or of the witness (`service` is WITNESS). All have one name."""

    service: str
    keys: tuple[DatedKey, ...]

    @classmethod
    def of(cls, service: str, *verifiers: Verifier) -> "TrustedKeys":
        """Without dates."""
        return cls(service, tuple(map(DatedKey, verifiers)))

    @property
    def origin(self) -> str:
        return self.keys[0].verifier.name

    @property
    def newest(self) -> Verifier:
        return self.keys[-1].verifier

    def signer_of(self, note: Note, moment: datetime) -> Verifier:
        """The key that the note says it is signed by, if it counted then. Raises BadNote."""
        found = (key.verifier for key in self.keys if note.names(key.verifier) and key.covers(moment))
        verifier = next(found, None)
        if verifier is None:
            raise BadNote(f"not signed by a key of {self.origin} that counted then")
        return verifier

    def knows(self, verifier: Verifier, moment: datetime) -> bool:
        return any(key.verifier == verifier and key.covers(moment) for key in self.keys)


def open_cosigned(note: Note, log: TrustedKeys, witness: TrustedKeys) -> tuple[Checkpoint, datetime]:
    """The checkpoint, and when it was cosigned, both signatures checked. Raises BadNote."""
    cosigned_at = _cosigned_at(note, witness)
    return open_checkpoint(note, log.signer_of(note, cosigned_at)), cosigned_at


def _cosigned_at(note: Note, witness: TrustedKeys) -> datetime:
    for key in witness.keys:
        if note.names(key.verifier) and key.covers(moment := _time(note, key.verifier)):
            return moment
    raise BadNote("not cosigned by a key of the witness that counted then")


def _time(note: Note, witness: Verifier) -> datetime:
    try:
        return datetime.fromtimestamp(open_cosignature(note, witness), UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise BadNote("cosigned at no time that there is") from error


def load_logs(file: Path) -> tuple[TrustedKeys, ...]:
    """One for each service that keeps a log. Raises OSError, and ValueError where the file is not of its form."""
    rows = _rows(file, "logs")
    services = dict.fromkeys(str(row.get("service")) for row in rows)
    logs = tuple(_keys(name, (row for row in rows if row.get("service") == name), KeyType.NOTE) for name in services)
    if len({log.origin for log in logs}) != len(logs):
        raise ValueError("each log has an origin of its own")
    return logs


def load_witness(file: Path) -> TrustedKeys:
    """Raises as `load_logs`."""
    return _keys(WITNESS, _rows(file, "witness"), KeyType.COSIGNATURE)


def _rows(file: Path, name: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(file.read_text())[name]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"not a list of keys: {name} is missing") from error
    rows = [{"verifier": rows}] if isinstance(rows, str) else rows
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"not a list of keys: {name}")
    return rows


def _keys(service: str, rows: Iterable[dict[str, Any]], kind: KeyType) -> TrustedKeys:
    keys = tuple(map(_dated, rows))
    if {key.verifier.type for key in keys} != {kind}:
        raise ValueError("a log's key signs notes, and a witness's cosigns")
    if len({key.verifier.name for key in keys}) != 1:
        raise ValueError("each service has one log, whose keys have one name")
    return TrustedKeys(service, keys)


def _dated(row: dict[str, Any]) -> DatedKey:
    begins, ends = (None if row.get(name) is None else read_moment(str(row[name])) for name in ("from", "to"))
    return DatedKey(Verifier.parse(str(row.get("verifier"))), begins, ends)
