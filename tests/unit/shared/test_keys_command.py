"""`python -m services.<name> keys`: made once, shown without a secret, exchanged, and never written over."""

import json
from pathlib import Path

import pytest

from services.payout.app import SERVICE
from shared.auth.keys import SigningKey, other_keys
from shared.boxes import BoxKeys
from shared.controllog.notes import KeyType, Signer, retired_log_keys
from shared.keys.command import keys
from shared.keys.files import read_key


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    given = {"KEYS_DIR": "keys", "PERSON_KEY_FILE": "person.key", "TRUST_FILE": "trust.json", "LOGS_FILE": "logs.json"}
    for name, file in given.items():
        monkeypatch.setenv(name, str(tmp_path / file))
    monkeypatch.setenv("LOG_ORIGIN", "bistand.kommun.test/payout")
    assert keys(SERVICE, ["make"]) == 0
    return tmp_path / "keys"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_they_are_private_and_not_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert keys(SERVICE, ["prepare", "box"]) == 0
    assert keys(SERVICE, ["person"]) == 0
    told = capsys.readouterr().out
    files = [file for file in folder.parent.rglob("*") if file.is_file()]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert len(files) == 5
    assert not [file for file in files if read_key(file) in told]


@pytest.mark.parametrize("again", [["make"], ["person"], ["prepare", "statement"]])
def test_nothing_is_written_over(folder: Path, capsys: pytest.CaptureFixture[str], again: list[str]) -> None:
    keys(SERVICE, ["person"])
    keys(SERVICE, ["prepare", "statement"])
    before = contents(folder.parent)
    assert keys(SERVICE, again) == 1
    assert "is there already" in capsys.readouterr().err
    assert contents(folder.parent) == before


@pytest.mark.parametrize("kind", ["statement", "log"])
def test_a_key_that_others_do_not_know_is_not_put_into_use(folder: Path, kind: str) -> None:
    (folder.parent / "trust.json").write_text('{"services": []}')
    (folder.parent / "logs.json").write_text('{"logs": [], "witness": []}')
    assert keys(SERVICE, ["switch", kind]) == 1
    keys(SERVICE, ["prepare", kind])
    before = contents(folder)
    assert keys(SERVICE, ["switch", kind]) == 1
    assert contents(folder) == before


def test_each_is_exchanged_and_leaves_what_is_needed_later(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = SigningKey.load(folder / "statement.pem"), BoxKeys.load(folder)
    box = earlier[1].seal(b"content")
    for kind in ("statement", "log", "box"):
        assert keys(SERVICE, ["prepare", kind]) == 0
    capsys.readouterr()
    keys(SERVICE, ["show"])
    shown = json.loads(capsys.readouterr().out)
    (folder.parent / "trust.json").write_text(json.dumps({"services": [shown["trust"], shown["trust.next"]]}))
    witness = {"verifier": Signer("bistand.kommun.test/audit", bytes(32), KeyType.COSIGNATURE).verifier.written()}
    logs = {"logs": [shown["log"], shown["log.next"]], "witness": [witness]}
    (folder.parent / "logs.json").write_text(json.dumps(logs))
    assert [key["kid"] for key in other_keys(folder)] == [shown["trust.next"]["kid"]], "served before it signs"
    for kind in ("statement", "log", "box"):
        assert keys(SERVICE, ["switch", kind]) == 0, kind
    assert SigningKey.load(folder / "statement.pem").kid == shown["trust.next"]["kid"]
    assert [key["kid"] for key in other_keys(folder)] == [earlier[0].kid]
    assert [key.written() for key in retired_log_keys(folder)] == [shown["log"]["verifier"]]
    assert BoxKeys.load(folder).open(box) == b"content"
    assert not list(folder.glob("*.next.*"))
