"""The file that says which logs are followed, and by which keys."""

import json
from pathlib import Path

import pytest

from services.audit.logs import trusted_logs
from shared.controllog.notes import BadNote, KeyType, Signer

KEY = Signer("localhost/intake", bytes(32), KeyType.NOTE).verifier.written()
OTHER = Signer("localhost/payout", bytes(32), KeyType.NOTE).verifier.written()
WITNESS = Signer("localhost/audit", bytes(32), KeyType.COSIGNATURE).verifier.written()


def file_with(folder: Path, *logs: tuple[str, str]) -> Path:
    file = folder / "logs.json"
    file.write_text(json.dumps({"logs": [{"service": service, "verifier": key} for service, key in logs]}))
    return file


def test_a_log_is_known_by_its_key_and_named_by_it(tmp_path: Path) -> None:
    [log] = trusted_logs.load(file_with(tmp_path, ("intake", KEY)))
    assert (log.service, log.origin, log.key.written()) == ("intake", "localhost/intake", KEY)


@pytest.mark.parametrize(
    "logs", [[("intake", KEY), ("payout", KEY)], [("intake", KEY), ("intake", OTHER)], [("intake", WITNESS)]]
)
def test_each_service_has_one_log_with_a_key_of_its_own(tmp_path: Path, logs: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="log"):
        trusted_logs.load(file_with(tmp_path, *logs))


def test_a_key_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadNote):
        trusted_logs.load(file_with(tmp_path, ("intake", KEY[:-1])))
