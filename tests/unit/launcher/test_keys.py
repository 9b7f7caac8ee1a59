"""The launcher's keys: made once, readable by their owner alone, and the ones that the trust list names."""

import json
from datetime import UTC, datetime
from pathlib import Path

from deploy.local.keys import ACTS, make_keys
from shared.auth.keys import SigningKey
from shared.auth.trust import TrustList
from shared.boxes import open_sealed, seal
from shared.canonical import from_base64url
from shared.controllog.notes import KeyType, Signer
from shared.controllog.trusted_keys import load_logs, load_witness
from shared.keys.files import is_of_a_sandbox, read_key


def test_every_file_is_private_and_stays_when_asked_again(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)
    files = {file: file.read_bytes() for file in keys.folder.rglob("*") if file.is_file()}
    assert len(files) == 4 * 2 + 1 + 6
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    make_keys(tmp_path)
    assert {file: file.read_bytes() for file in files} == files


def test_no_two_keys_are_the_same(tmp_path: Path) -> None:
    private = [file.read_text() for file in make_keys(tmp_path).folder.rglob("*.*") if file.suffix in {".pem", ".key"}]
    assert len(private) == len(set(private)) == 11


def test_trust_list_names_each_service_with_its_own_key_and_acts(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)
    trust = TrustList.load(keys.trust, {})
    for service, acts in ACTS.items():
        kid = SigningKey.load(keys.of(service) / "statement.pem").kid
        stated = {act for acts in ACTS.values() for act in acts if trust.may_state(service, kid, act, now())}
        assert stated == set(acts)
    assert {entry["to"] for entry in json.loads(keys.trust.read_text())["services"]} == {None}


def test_what_is_sealed_to_the_public_box_key_opens_with_payouts(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)
    box = seal(read_key(keys.box), b"content")
    assert open_sealed(read_key(keys.of("payout") / "box.key"), box) == b"content"


def test_every_private_key_says_that_it_is_a_sandboxs(tmp_path: Path) -> None:
    folder = make_keys(tmp_path).folder
    assert all(is_of_a_sandbox(file) for file in folder.rglob("*.*") if file.suffix in {".pem", ".key"})


def test_a_key_that_was_exchanged_stays_on_the_lists(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)
    before = SigningKey.load(keys.of("payout") / "statement.pem").kid, load_logs(keys.logs)[2].newest
    for file in ("statement.pem", "log.key"):
        (keys.of("payout") / file).unlink()
    make_keys(tmp_path)
    assert before[0] in [row["kid"] for row in json.loads(keys.trust.read_text())["services"]]
    assert before[1] in [key.verifier for log in load_logs(keys.logs) for key in log.keys]
    assert len(json.loads(keys.trust.read_text())["services"]) == 5


def test_seeds_and_person_key_are_32_bytes(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)
    for file in (keys.person, *(keys.of(service) / "log.key" for service in ACTS)):
        assert len(from_base64url(read_key(file))) == 32


def now() -> datetime:
    return datetime.now(UTC)


def test_audit_follows_the_logs_by_the_keys_that_the_services_sign_with(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)
    for log in load_logs(keys.logs):
        assert Signer.load(log.origin, keys.of(log.service) / "log.key").verifier == log.newest
    assert [log.service for log in load_logs(keys.logs)] == ["intake", "decision", "payout"]
    audit = Signer.load(load_witness(keys.logs).origin, keys.of("audit") / "log.key", KeyType.COSIGNATURE)
    assert load_witness(keys.logs).newest == audit.verifier
