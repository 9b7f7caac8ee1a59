"""Personal identity numbers, and the keys that stand for a person where the number must not be.

A *person key* is an index for the rules about hands (C1) and own cases (C2): the same person gives the same key in
every service, whatever user account they signed in with. It is not anonymity: who holds the installation key can
test a number against it. A *pseudonym* stands for a member of staff in the control log; it is derived from the person
key, so that a reader of the log cannot look a person up in a service's tables.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from personnummer import personnummer

from shared.person_numbers.changes import SamePersons

_WRITTEN = re.compile(r"(\d{8})-?(\d{4})", re.ASCII)
LOOKS_PERSONAL = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])-?\d{4}(?!\d)", re.ASCII
)
"""Matches what could be a twelve-digit personal number: the last net where one must never be."""


class NotAPersonalNumber(ValueError):
    """The text is no personnummer or samordningsnummer. The message never repeats it."""


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A personnummer or samordningsnummer, as twelve digits. Never shown by repr() or str()."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> "PersonalNumber":
        """Twelve digits, with or without a hyphen before the last four. Raises NotAPersonalNumber."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise NotAPersonalNumber("a personal number is written with twelve digits")
        digits = written[1] + written[2]
        try:
            valid = personnummer.valid(digits)
        except (personnummer.PersonnummerException, ValueError):
            valid = False
        if not valid:
            raise NotAPersonalNumber("no such personal number: check the date and the last digit")
        return cls(digits)

    @property
    def birth_date(self) -> date:
        """The date of birth. A samordningsnummer has 60 added to the day."""
        day = int(self.digits[6:8])
        return date(int(self.digits[:4]), int(self.digits[4:6]), day - 60 if day > 60 else day)

    def __repr__(self) -> str:
        return "PersonalNumber(…)"

    __str__ = __repr__


def _keyed(key: bytes, text: str) -> str:
    return urlsafe_b64encode(hmac.new(key, text.encode(), sha256).digest()).rstrip(b"=").decode()


def person_key(number: PersonalNumber, key: bytes) -> str:
    """The number's own key: base64url HMAC-SHA-256 of the twelve digits under the installation key, 43 characters. A
    person may have had another number before: services ask PersonKeys."""
    return _keyed(key, number.digits)


class PersonKeys:
    """The one door through which a service gets person keys (C16): whichever of their numbers somebody comes with, or
    was written down by, they are one person. `same` tells which keys are one person's now."""

    def __init__(self, secret: bytes, same: Callable[[], SamePersons] = SamePersons) -> None:
        self._secret = secret
        self.same = same

    def of(self, number: PersonalNumber) -> str:
        """The key that this person is known by."""
        return self.same().first(person_key(number, self._secret))


def pseudonym(person: str, key: bytes) -> str:
    """What the control log calls the person with this person key: 22 characters, the same in all services."""
    return _keyed(key, f"control-log:{person}")[:22]
