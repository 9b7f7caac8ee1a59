"""`make demo` as a newcomer runs it: real processes, figures that must add up, and what must not be written."""

import asyncio
import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from deploy.local.demo.scenario import cases
from services.audit.evidence.checking import PublicKeys, check
from services.audit.evidence.meaning import NotProven

ROOT = Path(__file__).parents[2]
PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
CAMT = "{urn:iso:std:iso:20022:tech:xsd:camt.054.001.08}"


class Demo:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.done = subprocess.run(
            [sys.executable, "-m", "deploy.local", "demo", "--data", str(folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def report(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "report.json").read_text()))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return Demo(tmp_path_factory.mktemp("demo") / "med mellanslag åäö")


def test_it_ends_well_and_tells_what_happened(demo: Demo) -> None:
    assert demo.done.returncode == 0, demo.done.stdout + demo.done.stderr
    assert "Stämmer." in demo.done.stdout
    report = demo.report
    assert report["households"] == 20
    assert report["applications"] == {"eService": 19, "paper": 1}
    assert report["decisions"] == {"granted": 18, "partlyGranted": 1, "rejected": 1}
    assert report["verdicts"]["notVerifiable"] >= 1
    assert report["chain"]["attempts"] == report["chain"]["refused"] >= 25
    assert report["controlLog"]["verified"] is True


def test_every_ore_is_ordered_sent_and_booked(demo: Demo) -> None:
    payments = demo.report["payments"]
    sent = [_ore(amount.text) for amount in fromstring(_file(demo, "paymentFile")).iter(f"{PAIN}InstdAmt")]
    booked = [_ore(entry.findtext(f"{CAMT}Amt")) for entry in fromstring(_file(demo, "bankReport")).iter(f"{CAMT}Ntry")]

    assert (len(sent), sum(sent)) == (payments["instructions"], payments["totalOre"])
    assert sum(booked) == payments["settledOre"] == payments["totalOre"]
    assert payments["openOre"] == payments["returnedOre"] == payments["cancelledOre"] == 0


def test_no_personal_or_account_number_is_written_where_it_must_not_be(demo: Demo) -> None:
    """C8: what the processes logged and what the console showed. The bank file alone carries account numbers."""
    numbers = {person.number.digits for case in cases() for person in (*case.people.adults, *case.people.children)}
    accounts = {case.account.number for case in cases()}
    written = [demo.done.stdout, demo.done.stderr, (demo.folder / "report.json").read_text()]
    written += [log.read_text(errors="replace") for log in (demo.folder / "logs").iterdir()]

    for text in written:
        digits = set(re.findall(r"\d{7,12}", text))
        assert not digits & numbers
        assert not digits & accounts


def test_the_evidence_of_a_payment_is_verified_offline_and_catches_any_changed_byte(demo: Demo) -> None:
    file = ROOT / demo.report["files"]["evidence"]
    options = ["--keys", str(demo.folder / "keys/logs.json"), "--trust", str(demo.folder / "keys/trust.json")]
    verify = [sys.executable, "-m", "services.audit.verify", str(file), *options]
    told = subprocess.run(verify, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "allt stämmer" in told.stdout

    keys = PublicKeys.load(demo.folder / "keys/logs.json", demo.folder / "keys/trust.json")
    chance, whole = random.Random(20261215), file.read_bytes()
    for place in chance.sample(range(len(whole)), 200):
        other = chance.choice([byte for byte in range(256) if byte != whole[place]])
        with pytest.raises(NotProven):
            asyncio.run(check(whole[:place] + bytes([other]) + whole[place + 1 :], keys))


def _file(demo: Demo, name: str) -> bytes:
    return Path(ROOT, demo.report["files"][name]).read_bytes()


def _ore(text: str | None) -> int:
    assert text is not None
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0"))
