"""Number changes (C16): whichever of their numbers somebody comes with, they are one person."""

import io
import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.sandbox.persons import earlier_number_for, number_for
from shared.canonical import to_base64url
from shared.clock import Clock
from shared.person_numbers.__main__ import main
from shared.person_numbers.changes import BrokenList, NumberChange, SamePersons, read_changes, written
from shared.person_numbers.number_list import NumberList
from shared.persons import PersonKeys, person_key

SECRET = b"s" * 32
DAY = date(2026, 11, 2)
BORN = date(1988, 3, 4)
EARLIER, LATER = earlier_number_for(BORN, 5), number_for(BORN, 6)


def key(letter: str) -> str:
    return letter * 43


def change(later: str, earlier: str, since: date = DAY) -> NumberChange:
    return NumberChange(key(later), key(earlier), since, "folkbokföringen")


def test_a_samordningsnummer_of_the_test_series_is_a_personal_number() -> None:
    assert (EARLIER.digits[6:11], EARLIER.birth_date) == ("64985", BORN)


def test_a_chain_of_changes_leads_to_the_first_key() -> None:
    same = SamePersons.on(DAY, read_changes(written((change("c", "b"), change("b", "a"), change("e", "d")))))
    assert [same.first(key(letter)) for letter in "abcdex"] == [key(letter) for letter in "aaaddx"]
    assert same.all_of(key("b")) == same.all_of(key("a")) == {key("a"), key("b"), key("c")}
    assert same.each([key("b"), key("c"), key("x")]) == {key("a"), key("x")}
    assert same.all_of(key("x")) == {key("x")}


@given(st.permutations(range(6)), st.permutations(range(5)))
def test_the_order_of_the_list_does_not_matter(keys: list[int], order: list[int]) -> None:
    """A chain through six keys, its links listed in any order."""
    links = [change("abcdef"[keys[place + 1]], "abcdef"[keys[place]]) for place in range(5)]
    same = SamePersons.on(DAY, read_changes(written(links[place] for place in order)))
    assert {same.first(key(letter)) for letter in "abcdef"} == {key("abcdef"[keys[0]])}


def test_a_change_counts_from_its_day() -> None:
    changes = [change("b", "a")]
    assert SamePersons.on(DAY - timedelta(days=1), changes).first(key("b")) == key("b")
    assert SamePersons.on(DAY, changes).first(key("b")) == key("a")


GOOD = {"person": key("b"), "sameAs": key("a"), "from": "2026-11-02", "source": "folkbokföringen"}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"persons": []}, "not a list"),
        ([GOOD, 1], "row 2"),
        ([{**GOOD, "more": "x"}], "row 1: not person, sameAs, from and source"),
        ([{**GOOD, "source": ""}], "source"),
        ([{**GOOD, "source": None}], "row 1"),
        ([{**GOOD, "from": "2026-13-01"}], "from"),
        ([{**GOOD, "person": LATER.digits}], "not person keys"),
        ([{**GOOD, "sameAs": key("b")}], "circle"),
        ([GOOD, {**GOOD, "sameAs": key("c")}], "row 2: the number has an earlier one already"),
        ([GOOD, {**GOOD, "person": key("a"), "sameAs": key("b")}], "row 2: leads in a circle"),
        (
            [GOOD, {**GOOD, "person": key("c"), "sameAs": key("b")}, {**GOOD, "person": key("a"), "sameAs": key("c")}],
            "row 3: leads in a circle",
        ),
    ],
)
def test_what_is_no_list_of_changes_is_refused_without_a_value(rows: object, told: str) -> None:
    with pytest.raises(BrokenList, match=told) as refused:
        read_changes(json.dumps(rows))
    assert not any(value in str(refused.value) for value in (key("a"), key("b"), LATER.digits))


def test_both_numbers_give_one_key_once_the_list_says_so(tmp_path: Path) -> None:
    file = tmp_path / "numbers.json"
    file.write_text("[]")
    held = NumberList(file, Clock())
    persons = PersonKeys(SECRET, held.same)
    assert persons.of(EARLIER) != persons.of(LATER)
    file.write_text(written([NumberChange(person_key(LATER, SECRET), person_key(EARLIER, SECRET), DAY, "x")]))
    assert persons.of(EARLIER) == persons.of(LATER) == person_key(EARLIER, SECRET)


def test_a_change_comes_into_force_while_the_process_runs(tmp_path: Path) -> None:
    file, offset = tmp_path / "numbers.json", tmp_path / "offset"
    clock = Clock(offset)
    file.write_text(written([change("b", "a", clock.today() + timedelta(days=1))]))
    held = NumberList(file, clock)
    assert held.same().first(key("b")) == key("b")
    offset.write_text(str(24 * 60 * 60))
    assert held.same().first(key("b")) == key("a")


def test_a_broken_or_lost_file_leaves_the_list_as_it_was_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "numbers.json"
    file.write_text(written([change("b", "a")]))
    held = NumberList(file, Clock())
    assert held.state == "current"
    file.write_text('[{"person":')
    assert (held.same().first(key("b")), held.state) == (key("a"), "broken")
    file.unlink()
    assert (held.same().first(key("b")), held.state) == (key("a"), "broken")
    file.write_text("[]")
    assert (held.same().first(key("b")), held.state) == (key("b"), "current")


def test_no_process_starts_with_a_list_that_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "numbers.json").write_text("{}")
    with pytest.raises(BrokenList):
        NumberList(tmp_path / "numbers.json", Clock())
    with pytest.raises(FileNotFoundError):
        NumberList(tmp_path / "other.json", Clock())
    assert NumberList(None, Clock()).state == "none"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """(list, person key file)"""
    (tmp_path / "person.key").write_text(to_base64url(SECRET))
    return tmp_path / "numbers.json", tmp_path / "person.key"


def add(
    monkeypatch: pytest.MonkeyPatch, files: tuple[Path, Path], said: str, source: str = "folkbokföringen", *more: str
) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(said))
    return main(["add", str(files[0]), "--person-key-file", str(files[1]), "--source", source, *more])


def test_the_command_adds_keys_and_never_numbers(
    monkeypatch: pytest.MonkeyPatch, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    said = f"{EARLIER.digits}\n{LATER.digits}\n"
    assert add(monkeypatch, files, said, "folkbokföringen", "--from", "2026-11-02") == 0
    assert add(monkeypatch, files, said) == 0, "the same once more changes nothing"
    (found,) = read_changes(files[0].read_text())
    assert (found.person, found.same_as, found.since) == (person_key(LATER, SECRET), person_key(EARLIER, SECRET), DAY)
    told = capsys.readouterr()
    assert not any(digits in told.out + told.err + files[0].read_text() for digits in (EARLIER.digits, LATER.digits))
    assert os.stat(files[0]).st_mode & 0o777 == 0o600
    assert sorted(path.name for path in files[0].parent.iterdir()) == ["numbers.json", "person.key"]


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("", "x"),
        (f"{EARLIER.digits}\n", "x"),
        (f"{EARLIER.digits}\n{EARLIER.digits}\n", "x"),
        (f"{EARLIER.digits}\n{LATER.digits[:-1]}\n", "x"),
        (f"{LATER.digits}\n{EARLIER.digits}\n", "x"),
        (f"{number_for(BORN, 7).digits}\n{LATER.digits}\n", "x"),
        (f"{number_for(BORN, 7).digits}\n{number_for(BORN, 8).digits}\n", LATER.digits),
    ],
    ids=["nothing", "one", "the same", "not a number", "circle", "another earlier one", "a number as source"],
)
def test_what_the_command_refuses_leaves_the_file_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
    files: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    said: str,
    source: str,
) -> None:
    assert add(monkeypatch, files, f"{EARLIER.digits}\n{LATER.digits}\n") == 0
    before = files[0].read_bytes()
    assert add(monkeypatch, files, said, source) == 1
    assert files[0].read_bytes() == before
    told = capsys.readouterr().err
    assert "Nothing is changed" in told
    assert not any(digits in told for digits in (EARLIER.digits, LATER.digits))


def test_nothing_but_the_door_makes_person_keys() -> None:
    """C16: a key made past PersonKeys would not know of an earlier number."""
    root = Path(__file__).parents[3]
    makers = {
        str(file.relative_to(root))
        for folder in ("services", "shared")
        for file in (root / folder).rglob("*.py")
        if "person_key(" in file.read_text()
    }
    assert makers == {"shared/persons.py"}
