"""What must be true of the repository itself."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from shared.persons import LOOKS_PERSONAL, NotAPersonalNumber, PersonalNumber

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400
_NOT_TEXT = {".lock"}


@cache
def files() -> dict[str, str]:
    """The text files that git knows or would add, by path."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    found = (ROOT / name for name in listed if Path(name).suffix not in _NOT_TEXT)
    return {str(file.relative_to(ROOT)): file.read_text(errors="replace") for file in found if file.is_file()}


def documents() -> dict[str, str]:
    return {name: text for name, text in files().items() if name.endswith(".md")}


def test_no_personal_number_is_one_that_a_person_could_have() -> None:
    """Birth numbers 980–999 are Skatteverket's test numbers; no other valid number may be in the project."""
    found = []
    for name, text in files().items():
        for match in LOOKS_PERSONAL.finditer(text):
            try:
                number = PersonalNumber.parse(match[0])
            except NotAPersonalNumber:
                continue
            if not 980 <= int(number.digits[8:11]) <= 999:
                found.append(name)
    assert found == []


def test_no_file_is_longer_than_one_can_read() -> None:
    code = {name: text for name, text in files().items() if name.endswith(".py")}
    assert {name: text.count("\n") for name, text in code.items() if text.count("\n") > LONGEST_FILE} == {}


@pytest.mark.parametrize("name", ["utils", "common", "helpers", "misc", "models"])
def test_no_file_is_named_after_nothing(name: str) -> None:
    assert [path for path in files() if Path(path).stem == name] == []


def headings(document: str) -> set[str]:
    """What a link can lead to within a document: its headings, as they are written after a #."""
    found = re.findall(r"^#+ (.+)$", document, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_every_link_in_the_documents_leads_somewhere() -> None:
    broken = []
    for name, text in documents().items():
        for path, place in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", text):
            target = (ROOT / name).parent / path if path else ROOT / name
            if not target.exists() or (place and place not in headings(target.read_text())):
                broken.append(f"{name} → {path}#{place}")
    assert broken == []


def test_every_path_that_is_named_is_there() -> None:
    """Also in comments. A decision may be named by its number: `docs/adr/0009`."""
    path = re.compile(r"(?<![\w/.<>{}$-])(?:docs|deploy|shared|services|tests)/[\w/.-]*[\w/]")
    gone = {
        (name, named)
        for name, text in files().items()
        for named in path.findall(text)
        if not (ROOT / named).exists() and not [*ROOT.glob(f"{named}-*.md")]
    }
    assert gone == set()
