"""`python -m shared.person_numbers add FILE`: that a person has a new personal number, for the installation's IT.

The two numbers are read from standard input, never from the command line, where other users of the machine and the
shell's history would see them. The file gets their keys alone.
"""

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from getpass import getpass
from pathlib import Path

from shared.clock import Clock
from shared.keys.person_files import load_person_keys
from shared.person_numbers.changes import BrokenList, NumberChange, read_changes, written
from shared.persons import LOOKS_PERSONAL, NotAPersonalNumber, PersonalNumber


class Refused(Exception):
    """Why nothing was added. The message repeats no number."""


def main(arguments: list[str] | None = None) -> int:
    """0 where the change is in the file, 1 where it was refused, 2 for a wrong command line."""
    options = _parser().parse_args(arguments)
    try:
        number = _add(options.file, options.person_key_file, options.since, options.source)
    except (Refused, BrokenList, NotAPersonalNumber) as error:
        print(f"Nothing is changed: {error}.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Nothing is changed: {type(error).__name__}: {error.filename}.", file=sys.stderr)
        return 1
    print(f"{options.file} holds {number} number changes. Copy it to every host of the installation.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m shared.person_numbers",
        description="Keeps the list of number changes (docs/adr/0009): persons who had another personal number before.",
    )
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser(
        "add",
        help="add one person's change",
        description="Reads two personal numbers of one person from standard input, a line each: the earlier one (most "
        "often a samordningsnummer), then the later one. Twelve digits each. Writes their keys into FILE, whole or not "
        "at all. Running services read it again by themselves.",
    )
    add.add_argument("file", type=Path, metavar="FILE", help="the list: PERSON_NUMBERS_FILE of the services")
    add.add_argument(
        "--person-key-file",
        type=Path,
        default=os.environ.get("PERSON_KEY_FILE"),
        required="PERSON_KEY_FILE" not in os.environ,
        help="the installation key for person keys (default: PERSON_KEY_FILE)",
    )
    add.add_argument("--source", required=True, help='how it is known, such as "folkbokföringen 2026-11-02"; no number')
    add.add_argument(
        "--from",
        dest="since",
        type=date.fromisoformat,
        default=Clock().today(),
        metavar="DAY",
        help="the day from which both count as one person, as 2026-11-02 (default: today)",
    )
    return parser


def _add(file: Path, key_file: Path, since: date, source: str) -> int:
    """Returns how many changes the file then holds."""
    if LOOKS_PERSONAL.search(source):
        raise Refused("the source looks like a personal number")
    keys = load_person_keys(key_file)
    earlier, later = (keys.of_number(PersonalNumber.parse(text)) for text in _two_lines())
    if earlier == later:
        raise Refused("the two numbers are the same")
    with _locked(file.parent):
        changes = read_changes(file.read_text()) if file.exists() else ()
        if not any((change.person, change.same_as) == (later, earlier) for change in changes):
            changes = (*changes, NumberChange(later, earlier, since, source))
            _replace(file, written(changes))
    return len(changes)


def _two_lines() -> tuple[str, str]:
    """Asked for without showing them, where somebody sits at the keyboard."""
    if sys.stdin.isatty():
        return getpass("Earlier number: ").strip(), getpass("Later number: ").strip()
    lines = [line.strip() for line in sys.stdin.read(1000).splitlines() if line.strip()]
    if len(lines) != 2:
        raise Refused("two lines are wanted: the earlier number, and the later one")
    return lines[0], lines[1]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One at a time. The lock is the folder's, since the file itself is replaced."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _replace(file: Path, text: str) -> None:
    """Whole or not at all, also when the machine stops; with the rights that the file had."""
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    before = file.stat() if file.exists() else None
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)
        opened.flush()
        if before is not None:
            os.fchmod(opened.fileno(), before.st_mode & 0o777)
            with suppress(PermissionError):  # whose it was it stays, where root writes for a service
                os.fchown(opened.fileno(), before.st_uid, before.st_gid)
        os.fsync(opened.fileno())
    new.replace(file)


if __name__ == "__main__":
    sys.exit(main())
