"""Each thing that keeps a service from starting: a production that is fit, with one thing wrong."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.payout.debtors import OwnDebtor
from shared.boxes import new_box_key
from shared.canonical import to_base64url
from shared.keys.files import SANDBOX
from shared.settings import SERVICES
from tests.harness.fit_production import FitProduction


@pytest.fixture
def production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FitProduction:
    monkeypatch.delenv("SECRETS_DIR", raising=False)
    return FitProduction.made(tmp_path)


@pytest.mark.parametrize("name", SERVICES)
def test_a_fit_production_has_nothing_to_put_right(production: FitProduction, name: str) -> None:
    assert production.found(name) == []


@dataclass(frozen=True)
class Wrong:
    """`breaks` makes it wrong and returns changed settings. `anywhere`: a sandbox does not start with it either."""

    setting: str
    says: str
    breaks: Callable[[FitProduction], dict[str, Any] | None]
    service: str = "payout"
    anywhere: bool = True


def settings(**changes: Any) -> Callable[[FitProduction], dict[str, Any]]:
    return lambda _: changes


def key(write: Callable[[Path], object], file: str = "statement.pem") -> Callable[[FitProduction], None]:
    def breaks(production: FitProduction) -> None:
        write(production.keys_dir("payout") / file)

    return breaks


def row(service: str, **changes: Any) -> Callable[[FitProduction], None]:
    def breaks(production: FitProduction) -> None:
        production.write_trust([one | (changes if one["service"] == service else {}) for one in production.trust()])

    return breaks


def without(service: str) -> Callable[[FitProduction], None]:
    return lambda production: production.write_trust([one for one in production.trust() if one["service"] != service])


def database(**facts: Any) -> Callable[[FitProduction], None]:
    return lambda production: production.say(**facts)


def text(file: str, content: str) -> Callable[[FitProduction], None]:
    def breaks(production: FitProduction) -> None:
        (production.folder / file).write_text(content)

    return breaks


def sandbox_mark(file: Path) -> None:
    file.write_text(f"{SANDBOX}\n{file.read_text()}")


def swapped(production: FitProduction) -> None:
    production.statement("payout").write_bytes(production.statement("intake").read_bytes())


def box_key_in_intake(production: FitProduction) -> None:
    (production.keys_dir("intake") / "box.key").write_text(new_box_key()[0])


def same_key_twice(production: FitProduction) -> None:
    intake = next(one for one in production.trust() if one["service"] == "intake")
    twin = intake | {"service": "decision", "acts": []}
    production.write_trust([*production.trust(), twin])


def another_log_key(production: FitProduction) -> None:
    (production.keys_dir("payout") / "log.key").write_text(to_base64url(os.urandom(32)))


def log_key_ended(production: FitProduction) -> None:
    document = production.logs()
    document["logs"][2]["to"] = "2026-11-01T00:00:00Z"
    production.write_logs(document)


def keys_side_by_side(production: FitProduction) -> dict[str, Any]:
    for name in ("payout", "intake"):
        (production.folder / "hosts").mkdir(exist_ok=True)
        production.keys_dir(name).rename(production.folder / "hosts" / name)
    return {"keys_dir": production.folder / "hosts" / "payout"}


def secret_file(mode: int, name: str = "database_url") -> Callable[[FitProduction], None]:
    def breaks(production: FitProduction) -> None:
        os.environ["SECRETS_DIR"] = str(production.folder)
        (production.folder / name).write_text("not for others")
        (production.folder / name).chmod(mode)

    return breaks


WRONG = {
    "clock": Wrong("CLOCK_OFFSET_FILE", "move the clock", settings(clock_offset_file=Path("offset")), anywhere=False),
    "origin": Wrong(
        "LOG_ORIGIN", "municipality's own", settings(log_origin="localhost/payout", logs_file=None), anywhere=False
    ),
    "peer missing": Wrong("DECISION_URL", "is missing", settings(decision_url="")),
    "peer without TLS": Wrong("AUDIT_URL", "without TLS", settings(audit_url="http://audit"), anywhere=False),
    "issuer": Wrong("TOKEN_ISSUER", "no https", settings(token_issuer="http://127.0.0.1:8110"), anywhere=False),
    "sign-in's keys": Wrong("TOKEN_JWKS_URL", "TLS", settings(token_jwks_url="http://127.0.0.1:8110"), anywhere=False),
    "bank": Wrong("BANK_URL", "without TLS", settings(bank_url="http://127.0.0.1:8112"), anywhere=False),
    "registers": Wrong(
        "REGISTERS_URL", "without TLS", settings(registers_url="http://127.0.0.1:8111"), "intake", anywhere=False
    ),
    "organisation number": Wrong(
        "REGISTERS_ORGANISATION_NUMBER",
        "check digit",
        settings(registers_organisation_number="162120001234"),
        "intake",
        anywhere=False,
    ),
    "board": Wrong(
        "REGISTERS_ORGANISATION",
        "name of a board",
        settings(registers_organisation="Sandlådans socialnämnd"),
        "intake",
        anywhere=False,
    ),
    "box key of nobody": Wrong("BOX_PUBLIC_KEY_FILE", "no public box key", text("box.pub", "x"), "intake"),
    "debtor": Wrong("DEBTOR", "name of who pays", settings(debtor_name="Sandlådans kommun"), anywhere=False),
    "account": Wrong("DEBTOR", "account that pays", settings(debtor_account="123456789"), anywhere=False),
    "own debtor": Wrong(
        "OWN_DEBTORS (0180)",
        "account that pays",
        settings(own_debtors={"0180": OwnDebtor(name="Grannen", clearing="6000", account="000000000")}),
        anywhere=False,
    ),
    "password": Wrong("DATABASE_URL", "guessed", settings(database_url="postgresql://a:postgres@h/d"), anywhere=False),
    "no statement key": Wrong("KEYS_DIR", "cannot be read", key(Path.unlink)),
    "a broken statement key": Wrong("KEYS_DIR", "not the key", key(lambda file: file.write_text("x"))),
    "a log key of noughts": Wrong(
        "KEYS_DIR", "not the key", key(lambda file: file.write_text(to_base64url(bytes(32))), "log.key")
    ),
    "no box key": Wrong("KEYS_DIR", "cannot be read", key(Path.unlink, "box.key")),
    "a person key of noughts": Wrong("PERSON_KEY_FILE", "not the key", text("person.key", to_base64url(bytes(32)))),
    "a short person key": Wrong("PERSON_KEY_FILE", "not the key", text("person.key", to_base64url(os.urandom(31)))),
    "a key that others read": Wrong("KEYS_DIR", "others can read", key(lambda file: file.chmod(0o644))),
    "a person key that others read": Wrong(
        "PERSON_KEY_FILE", "others can read", lambda production: (production.folder / "person.key").chmod(0o604)
    ),
    "an earlier person key without whom it knew": Wrong(
        "PERSON_KEY_FILE", "an earlier key beside", text("person-1.key", to_base64url(os.urandom(32)))
    ),
    "a password that others read": Wrong("DATABASE_URL", "others can read", secret_file(0o644)),
    "a secret of its own that others read": Wrong("BANK_TOKEN", "others can read", secret_file(0o644, "bank_token")),
    "a trust list that others write": Wrong(
        "TRUST_FILE", "everybody can write", lambda production: (production.folder / "trust.json").chmod(0o666)
    ),
    "a key of a sandbox": Wrong("KEYS_DIR", "for a sandbox", key(sandbox_mark), anywhere=False),
    "a person key of a sandbox": Wrong(
        "PERSON_KEY_FILE",
        "for a sandbox",
        lambda production: sandbox_mark(production.folder / "person.key"),
        anywhere=False,
    ),
    "another's key here": Wrong(
        "KEYS_DIR", "no key of payout's", key(lambda file: file.with_name("intake.pem").write_text("x"))
    ),
    "a box key in intake": Wrong(
        "KEYS_DIR",
        "no key of intake's",
        box_key_in_intake,
        "intake",
    ),
    "all keys in one place": Wrong("KEYS_DIR", "intake can be read", keys_side_by_side, anywhere=False),
    "another's statement key": Wrong("KEYS_DIR", "is intake's", swapped),
    "no trust list": Wrong("TRUST_FILE", "cannot be used", text("trust.json", "")),
    "an empty trust list": Wrong("TRUST_FILE", "no key of payout", text("trust.json", '{"services": []}')),
    "a peer not trusted": Wrong("TRUST_FILE", "no key of decision", without("decision")),
    "a peer's key ended": Wrong("TRUST_FILE", "no key of intake", row("intake", to="2026-11-01T00:00:00Z")),
    "a moment without an offset": Wrong("TRUST_FILE", "an offset", row("intake", to="2026-11-01T00:00:00")),
    "our key not trusted": Wrong("TRUST_FILE", "does not count", row("payout", thumbprint="x", kid="x")),
    "our acts not trusted": Wrong("TRUST_FILE", "may not state accountCompared", row("payout", acts=["paymentSent"])),
    "one key for two": Wrong("TRUST_FILE", "one and the same", same_key_twice),
    "no log list": Wrong("LOGS_FILE", "is missing", settings(logs_file=None), anywhere=False),
    "a broken log list": Wrong("LOGS_FILE", "cannot be used", text("logs.json", "{}")),
    "a log left out": Wrong(
        "LOGS_FILE",
        "no row for intake",
        lambda production: production.write_logs(production.logs() | {"logs": production.logs()["logs"][1:]}),
    ),
    "a log key that audit does not know": Wrong("LOGS_FILE", "not the one by which", another_log_key),
    "a log key that ended": Wrong("LOGS_FILE", "not the one by which", log_key_ended),
    "superuser": Wrong("DATABASE_URL", "superuser", database(powers=True)),
    "another role's member": Wrong("DATABASE_URL", "member", database(member=True)),
    "owner": Wrong("DATABASE_URL", "owns something", database(owns=True)),
    "may create": Wrong("DATABASE_URL", "may create", database(creates=True)),
    "may truncate": Wrong("DATABASE_URL", "may truncate", database(truncates=True)),
    "reaches others": Wrong("DATABASE_URL", "of other services (intake)", database(others=["intake"])),
    "closed": Wrong("PERSON_KEY_FILE", "closed while", database(person_keys=("any", True))),
    "another person key": Wrong("PERSON_KEY_FILE", "somebody else", database(person_keys=("another", False))),
    "old server": Wrong("DATABASE_URL", "PostgreSQL is 17", database(version=170_004)),
    "encoding": Wrong("DATABASE_URL", "UTF8", database(encoding="LATIN1")),
    "commits that are lost": Wrong("DATABASE_URL", "synchronous_commit", database(synchronous_commit="off")),
    "fsync": Wrong("DATABASE_URL", "fsync is off", database(fsync="off"), anywhere=False),
    "half pages": Wrong("DATABASE_URL", "full_page_writes is", database(full_page_writes="off"), anywhere=False),
    "clocks apart": Wrong(
        "DATABASE_URL", "seconds apart", database(clock=datetime.now(UTC) + timedelta(days=1)), anywhere=True
    ),
    "database without TLS": Wrong("DATABASE_URL", "without TLS", database(ssl=False), anywhere=False),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_it_does_not_start(production: FitProduction, monkeypatch: pytest.MonkeyPatch, wrong: Wrong) -> None:
    monkeypatch.setenv("SECRETS_DIR", str(production.folder / "none"))
    changes = wrong.breaks(production) or {}
    told = [one for one in production.found(wrong.service, **changes) if one.setting == wrong.setting]
    assert [one for one in told if wrong.says in one.problem and not one.warns], told
    assert all(one.to_do for one in told)
    in_sandbox = [one for one in production.in_sandbox(wrong.service, **changes) if wrong.says in one.problem]
    assert bool(in_sandbox) == wrong.anywhere


def test_everything_is_told_at_once(production: FitProduction) -> None:
    without("decision")(production)
    database(powers=True, fsync="off")(production)
    found = production.found("payout", bank_url="http://bank", clock_offset_file=Path("x"))
    assert {one.setting for one in found} == {"TRUST_FILE", "DATABASE_URL", "BANK_URL", "CLOCK_OFFSET_FILE"}
    assert len(found) == 5


def test_nothing_secret_is_told(production: FitProduction) -> None:
    database_url = "postgresql://payout:short-one@database.test/payout"
    found = production.found("payout", database_url=database_url, debtor_account="123456789")
    told = json.dumps([(one.setting, one.problem, one.to_do) for one in found])
    assert len(found) == 2
    assert "short-one" not in told
    assert "123456789" not in told


@pytest.mark.parametrize("host", ["intake", "127.0.0.1"])
def test_a_network_that_nobody_else_is_on_has_to_be_named(production: FitProduction, host: str) -> None:
    is_this_machine = host == "127.0.0.1"
    assert bool(production.found("payout", intake_url=f"http://{host}:8101")) is not is_this_machine
    assert production.found("payout", intake_url=f"http://{host}:8101", plain_hosts=["intake"]) == []


def test_a_key_that_ends_soon_is_told_and_does_not_keep_it_from_starting(production: FitProduction) -> None:
    row("intake", to=(datetime.now(UTC) + timedelta(days=20)).isoformat())(production)
    [told] = production.found("payout")
    assert (told.setting, told.warns) == ("TRUST_FILE", True)
    assert "intake ends within 30 days" in told.problem


def test_a_database_that_does_not_answer_is_told_and_does_not_keep_it_from_starting(production: FitProduction) -> None:
    production.look = None
    [told] = production.found("payout")
    assert (told.setting, told.warns) == ("DATABASE_URL", True)
