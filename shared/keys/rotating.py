"""Making a service's keys, and exchanging one: `prepare` makes the next, others are told, `switch` puts it into use.

    KEYS_DIR/statement.pem            signs statements; statement.next.pem is the one that comes
    KEYS_DIR/retired/<kid>.json       the public half of one that signed before, served beside the present
    KEYS_DIR/log.key                  signs checkpoints, or cosigns; log.next.key
    KEYS_DIR/retired/log-<id>.pub     the public half of one that signed before
    KEYS_DIR/box.key                  opens account numbers, in payout alone; box.next.key
    KEYS_DIR/retired/box-<id>.key     a private one from before: what was sealed to it can only be opened with it

Whatever stops a command halfway, the key that is in use is in its place, and the command can be run again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shared.auth.keys import SigningKey
from shared.auth.trust import read_entries
from shared.controllog.trusted_keys import WITNESS, load_logs, load_witness
from shared.keys.files import write_private
from shared.keys.kinds import BOX, LOG, STATEMENT, Kind, log_verifier, new_key_for_persons
from shared.keys.person_files import next_file
from shared.settings import Installation, KeySettings


class Refused(Exception):
    """Nothing was changed. The text says why, and what to do."""


@dataclass(frozen=True)
class Holder:
    """Whose keys: the service, its settings, and the kinds of keys that it has."""

    service: str
    settings: KeySettings
    kinds: tuple[Kind, ...]

    @property
    def folder(self) -> Path:
        return self.settings.keys_dir

    @property
    def is_sandbox(self) -> bool:
        return self.settings.installation is Installation.SANDBOX

    def file(self, kind: Kind) -> Path:
        return self.folder / kind.file

    def next_file(self, kind: Kind) -> Path:
        return self.folder / kind.next_file

    def verifier(self, file: Path) -> str:
        return log_verifier(self.settings.log_origin, file, is_witness=self.service == WITNESS)


def make(holder: Holder) -> None:
    """The first keys of a service. Raises Refused where there is one already."""
    _refuse_over(holder.file(kind) for kind in holder.kinds)
    for kind in holder.kinds:
        write_private(holder.file(kind), kind.made(holder.service, sandbox=holder.is_sandbox))


def make_key_for_persons(holder: Holder) -> None:
    """The one key that all services have alike. Raises Refused where it is there already."""
    _refuse_over([holder.settings.person_key_file])
    write_private(holder.settings.person_key_file, new_key_for_persons(sandbox=holder.is_sandbox))


def prepare_key_for_persons(holder: Holder) -> None:
    """The next one, in one place. Raises Refused where there is none to exchange, or one is prepared already."""
    present = holder.settings.person_key_file
    if not present.exists():
        raise Refused("there is no person key to exchange: `keys person` makes the first")
    _refuse_over([next_file(present)])
    write_private(next_file(present), new_key_for_persons(sandbox=holder.is_sandbox))


def prepare(holder: Holder, kind: Kind) -> None:
    """The next key. Nothing uses it yet. Raises Refused where one is prepared already."""
    if not holder.file(kind).exists():
        raise Refused(f"there is no {kind.name} key to exchange: `keys make` makes the first")
    _refuse_over([holder.next_file(kind)])
    write_private(holder.next_file(kind), kind.made(holder.service, sandbox=holder.is_sandbox))


def switch(holder: Holder, kind: Kind, now: datetime) -> None:
    """From the next start on, the prepared key is in use. Raises Refused where those who have to know it do not yet."""
    present, coming = holder.file(kind), holder.next_file(kind)
    if not coming.exists():
        raise Refused(f"no {kind.name} key is prepared: `keys prepare {kind.name}` makes it")
    if kind is STATEMENT:
        _require_trusted(holder, coming, now)
    if kind is LOG:
        _require_known(holder, coming, now)
    _retire(holder, kind, present)
    coming.replace(present)


def _refuse_over(files: Iterable[Path]) -> None:
    there = [str(file) for file in files if file.exists()]
    if there:
        raise Refused(f"{', '.join(there)} is there already, and no key is ever written over")


def _require_trusted(holder: Holder, coming: Path, now: datetime) -> None:
    key, file = SigningKey.load(coming), holder.settings.trust_file
    rows = (row for row in read_entries(file) if (row.service, row.kid) == (holder.service, key.kid))
    if not any(row.thumbprint == key.thumbprint and row.covers(now) for row in rows):
        raise Refused(
            f"{file} does not let the prepared key {key.kid} count now: add its row (`keys show`) to all lists"
        )


def _require_known(holder: Holder, coming: Path, now: datetime) -> None:
    file = holder.settings.logs_file
    if file is None:
        raise Refused("LOGS_FILE is not set, so it cannot be seen whether audit knows the prepared key")
    keys = {log.service: log for log in (*load_logs(file), load_witness(file))}.get(holder.service)
    known = keys is not None and holder.verifier(coming) in {
        key.verifier.written() for key in keys.keys if key.covers(now)
    }
    if not known:
        raise Refused(
            f"{file} does not have the prepared key: audit adds its row (`keys show`) first, and starts again"
        )


def _retire(holder: Holder, kind: Kind, present: Path) -> None:
    """Keeps of the present key what is needed of it later. Again is no harm: the name is the key's own."""
    folder, name = holder.folder / "retired", kind.identify(present)
    if kind is STATEMENT:
        write_private(folder / f"{name}.json", json.dumps(SigningKey.load(present).public_jwk) + "\n")
    elif kind is LOG:
        write_private(folder / f"log-{name}.pub", holder.verifier(present) + "\n")
    elif kind is BOX:
        write_private(folder / f"box-{name}.key", present.read_text())
