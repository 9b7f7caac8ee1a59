"""The installation key for person keys, and those that it was exchanged for, in the folder of PERSON_KEY_FILE:

person.key         the present one, the same in all services
person.next.key    one that is prepared
person-1.key       the first one that was exchanged; person-2.key the second
person-1.known     whom the installation knew when it was: they keep the keys that they have (docs/adr/0019)
"""

from collections.abc import Callable, Iterable
from itertools import count, takewhile
from pathlib import Path

from shared.canonical import from_base64url
from shared.keys.files import read_key, write_private
from shared.person_numbers.changes import SamePersons
from shared.persons import EarlierSecret, PersonKeys


def load_person_keys(file: Path, same: Callable[[], SamePersons] = SamePersons) -> PersonKeys:
    """Raises OSError where a key is there without whom it knew, and ValueError for what is no key."""
    secret = read_secret(file)
    earlier = (EarlierSecret(read_secret(key), _read_known(_known(key))) for key in earlier_files(file))
    # Between writing down the earlier key and putting the next in its place, it is still the present one.
    return PersonKeys(secret, same, [one for one in earlier if one.secret != secret])


def read_secret(file: Path) -> bytes:
    return from_base64url(read_key(file))


def earlier_files(file: Path) -> list[Path]:
    """Keys that were exchanged, the oldest first."""
    named = (file.with_name(f"{file.stem}-{number}.key") for number in count(1))
    return list(takewhile(Path.exists, named))


def next_file(file: Path) -> Path:
    return file.with_name(f"{file.stem}.next.key")


def keep_earlier(file: Path, number: int, known: Iterable[str]) -> None:
    """Writes down the present key as the earlier one with that number, with whom it knows."""
    key = file.with_name(f"{file.stem}-{number}.key")
    write_private(_known(key), "# whom the installation knew by this key and those before it\n" + _lines(known))
    write_private(key, file.read_text())


def _lines(known: Iterable[str]) -> str:
    return "".join(f"{person}\n" for person in sorted(known))


def _known(key: Path) -> Path:
    return key.with_suffix(".known")


def _read_known(file: Path) -> frozenset[str]:
    return frozenset(read_key(file).split())
