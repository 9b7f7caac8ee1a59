"""Personal identity numbers, and the keys that stand for a person where the number must not be.

A *person key* is an index for the rules about hands (C1) and own cases (C2): the same person gives the same key in
every service, whatever user account they signed in with. It is not anonymity: who holds the installation key can
test a number against it. A *pseudonym* stands for a member of staff in the control log; it is derived from the person
key, so that a reader of the log cannot look a person up in a service's tables.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
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


@dataclass(frozen=True, slots=True)
class EarlierSecret:
    """An installation key that was exchanged, and whom the installation knew by it: their person keys, and the
    pseudonyms of those that only a control log knows. They go on being known by it (docs/adr/0019)."""

    secret: bytes
    known: frozenset[str]

    def knows(self, person: str) -> bool:
        return person in self.known or pseudonym(person, self.secret) in self.known


class PersonKeys:
    """The one door through which a service gets person keys (C16): whichever of their numbers somebody comes with, or
    was written down by, and whenever the installation key was exchanged, they are one person, with one key for good.
    `same` tells which keys are one person's now; `earlier` are the secrets that were exchanged, the oldest first."""

    def __init__(
        self, secret: bytes, same: Callable[[], SamePersons] = SamePersons, earlier: Sequence[EarlierSecret] = ()
    ) -> None:
        self._secret = secret
        self._earlier = tuple(earlier)
        self.same = same
        self.fingerprint = _fingerprint(secret, self._earlier)

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The present one first."""
        return self._secret, *(one.secret for one in reversed(self._earlier))

    @property
    def before_exchange(self) -> "PersonKeys | None":
        """The keys as they were before the last exchange."""
        if not self._earlier:
            return None
        *older, last = self._earlier
        return PersonKeys(last.secret, self.same, older)

    def knew(self, persons: frozenset[str]) -> bool:
        """Whether all of these were known at the last exchange, so that they have the keys that they had before it."""
        return bool(self._earlier) and persons <= self._earlier[-1].known

    def of(self, number: PersonalNumber) -> str:
        """The key that this person is known by."""
        return self.same().first(self.of_number(number))

    def of_number(self, number: PersonalNumber) -> str:
        """The number's own key, made with the secret under which somebody with this number first came."""
        made = ((one, person_key(number, one.secret)) for one in self._earlier)
        return next((key for one, key in made if one.knows(key)), None) or person_key(number, self._secret)

    def pseudonym(self, person: str) -> str:
        """What the control log has called this person since they first came."""
        return pseudonym(person, next((one.secret for one in self._earlier if one.knows(person)), self._secret))


def _fingerprint(secret: bytes, earlier: Sequence[EarlierSecret]) -> str:
    """Two processes with the same give everybody the same key. It tells nothing of the secrets."""
    known = ("\n".join([_keyed(one.secret, "installation"), *sorted(one.known)]) for one in earlier)
    return _keyed(secret, "\n\n".join(["person keys", *known]))[:22]


def pseudonym(person: str, key: bytes) -> str:
    """What the control log calls the person with this person key: 22 characters, the same in all services. Services
    ask PersonKeys."""
    return _keyed(key, f"control-log:{person}")[:22]
