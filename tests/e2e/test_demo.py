"""`make demo` as a newcomer runs it: real processes, figures that must add up, and what must not be written."""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from deploy.local.demo.scenario import cases
from deploy.sandbox.persons import MadeUpPerson, staff
from services.audit.evidence.checking import PublicKeys, check
from services.audit.evidence.meaning import NotProven
from tests.harness.demo_writings import Writing, calls, files, tables
from tests.harness.personal_data import Wanted

ROOT = Path(__file__).parents[2]
PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
CAMT = "{urn:iso:std:iso:20022:tech:xsd:camt.054.001.08}"


class Demo:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record = folder.parent / "calls.jsonl"
        self.done = subprocess.run(
            [sys.executable, "-m", "tests.harness.recorded_demo", str(self.record), "--data", str(folder)],
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


ALLOWED = {
    "personal number": {
        "intake table member.personal_number": "intake owns the members, and asks the registers about them",
        "intake table register_answer.raw": "the registers' own words, kept as evidence",
    },
    "account number": {
        "file pain.001.xml": "the bank file, as the bank had it",
        "file camt.054.xml": "what the bank booked",
        "file bank.sqlite": "the books of the sandbox's bank",
    },
    "name": {
        "intake table member.name": "intake owns the members",
        "intake table register_answer.raw": "the registers' own words, kept as evidence",
        "intake answer": "the household's own adults, and staff who need a name to talk to somebody, logged",
        "file pain.001.xml": "a beneficiary's name is mandatory",
        "file camt.054.xml": "as in the bank file",
        "file bank.sqlite": "the books of the sandbox's bank",
    },
}
"""Where each may be, and why. What is sealed cannot be searched, and holds them by design: see docs/hand-overs.md."""


def test_nothing_personal_is_written_or_answered_where_it_must_not_be(demo: Demo) -> None:
    """C8: logs, addresses, headers, answers, problems, reports, console, all four databases and the logs' tiles."""
    wanted = Wanted.of(
        [person.number for person in everybody()],
        [case.account for case in cases()],
    )
    places: dict[str, set[str]] = {kind: set() for kind in ALLOWED}
    for place, written in written_by(demo):
        for kind in wanted.found_in(written):
            places[kind].add(place)

    forbidden = {kind: sorted(found - set(ALLOWED[kind])) for kind, found in places.items()}
    assert not any(forbidden.values()), forbidden
    assert "intake table member.personal_number" in places["personal number"], "the scan sees what is there"
    assert "file pain.001.xml" in places["account number"], "the scan sees what is there"


def everybody() -> list[MadeUpPerson]:
    members = [person for case in cases() for person in (*case.people.adults, *case.people.children)]
    return members + [staff(index) for index in range(40)]


def written_by(demo: Demo) -> Iterator[Writing]:
    yield "console", demo.done.stdout + demo.done.stderr
    yield from calls(demo.record)
    yield from files(demo.folder)
    yield from tables(demo.folder)


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
