"""The file that says by which keys the logs and their witness are known, and from when to when."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.controllog.checkpoints import Checkpoint, cosign, sign_checkpoint
from shared.controllog.notes import BadNote, KeyType, Note, Signer
from shared.controllog.tree import EMPTY_ROOT
from shared.controllog.trusted_keys import load_logs, load_witness, open_cosigned

EARLIER, PRESENT = (Signer("localhost/intake", bytes([seed]) * 32, KeyType.NOTE) for seed in (0, 1))
KEY = EARLIER.verifier.written()
OTHER = Signer("localhost/payout", bytes(32), KeyType.NOTE).verifier.written()
WITNESS, NEXT_WITNESS = (Signer("localhost/audit", bytes([seed]) * 32, KeyType.COSIGNATURE) for seed in (0, 1))
NOON, ONE = "2026-12-01T12:00:00+01:00", "2026-12-01T13:00:00+01:00"
CHECKPOINT = Checkpoint("localhost/intake", 0, EMPTY_ROOT)


def file_with(folder: Path, *logs: tuple[str, str]) -> Path:
    return written(folder, [{"service": service, "verifier": key} for service, key in logs])


def written(folder: Path, logs: list[dict[str, Any]], witness: Any = None) -> Path:
    file = folder / "logs.json"
    file.write_text(json.dumps({"logs": logs, "witness": witness or WITNESS.verifier.written()}))
    return file


def test_a_log_is_known_by_its_key_and_named_by_it(tmp_path: Path) -> None:
    [log] = load_logs(file_with(tmp_path, ("intake", KEY)))
    assert (log.service, log.origin, log.newest.written()) == ("intake", "localhost/intake", KEY)


@pytest.mark.parametrize(
    "logs",
    [
        [("intake", KEY), ("payout", KEY)],
        [("intake", KEY), ("intake", OTHER)],
        [("intake", WITNESS.verifier.written())],
        [],
    ],
    ids=["one log of two services", "two logs of one service", "a witness key", "nothing"],
)
def test_each_service_has_one_log_with_keys_of_its_own(tmp_path: Path, logs: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"log|key"):
        load_logs(file_with(tmp_path, *logs))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"logs": 1}', '{"logs": ["x"]}', '{"logs": [{}]}'])
def test_what_is_no_such_file_is_refused_in_one_way(tmp_path: Path, text: str) -> None:
    (tmp_path / "logs.json").write_text(text)
    for load in (load_logs, load_witness):
        with pytest.raises(ValueError, match=r".+"):
            load(tmp_path / "logs.json")


def test_a_key_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadNote):
        load_logs(file_with(tmp_path, ("intake", KEY[:-1])))


def test_a_moment_without_an_offset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="offset"):
        load_logs(written(tmp_path, [{"service": "intake", "verifier": KEY, "to": "2026-12-01T12:00:00"}]))


def cosigned_at(log: Signer, witness: Signer, when: str) -> Note:
    time = int(datetime.fromisoformat(when).timestamp())
    return cosign(sign_checkpoint(CHECKPOINT, log), witness, time)


@pytest.mark.parametrize(
    ("log", "witness", "when", "counts"),
    [
        (EARLIER, WITNESS, "2026-12-01T11:59:59+01:00", True),
        (EARLIER, WITNESS, "2026-12-01T12:30:00+01:00", True),
        (EARLIER, WITNESS, ONE, False),
        (PRESENT, WITNESS, "2026-12-01T11:59:59+01:00", False),
        (PRESENT, WITNESS, "2026-12-01T12:30:00+01:00", True),
        (PRESENT, WITNESS, "2026-12-02T12:00:00+01:00", False),
        (PRESENT, NEXT_WITNESS, "2026-12-02T12:00:00+01:00", True),
    ],
    ids=["before", "both count", "ended", "not yet", "the new", "witness ended", "the new witness"],
)
def test_a_checkpoint_counts_under_keys_that_counted_when_it_was_cosigned(
    tmp_path: Path, log: Signer, witness: Signer, when: str, counts: bool
) -> None:
    next_day = "2026-12-02T00:00:00+01:00"
    file = written(
        tmp_path,
        [
            {"service": "intake", "verifier": KEY, "to": ONE},
            {"service": "intake", "verifier": PRESENT.verifier.written(), "from": NOON},
        ],
        [
            {"verifier": WITNESS.verifier.written(), "to": next_day},
            {"verifier": NEXT_WITNESS.verifier.written(), "from": next_day},
        ],
    )
    [keys], witnesses = load_logs(file), load_witness(file)
    note = cosigned_at(log, witness, when)
    if counts:
        moment = datetime.fromisoformat(when).astimezone(UTC)
        assert open_cosigned(note, keys, witnesses) == (CHECKPOINT, moment)
    else:
        with pytest.raises(BadNote, match="counted then"):
            open_cosigned(note, keys, witnesses)
