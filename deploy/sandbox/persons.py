"""Made-up persons for tests and the demo. All have Skatteverket's test numbers (birth numbers 980–999), which no real
person is ever given. The same index always gives the same person, in every process.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shared.persons import PersonalNumber

_FIRST_BIRTH_NUMBER = 980
_BIRTH_NUMBERS = 20
# fmt: off
_LETTERS = (  # the Swedish spelling alphabet
    "Adam", "Bertil", "Caesar", "David", "Erik", "Filip", "Gustav", "Helge", "Ivar", "Johan", "Kalle", "Ludvig",
    "Martin", "Niklas", "Olof", "Petter", "Qvintus", "Rudolf", "Sigurd", "Tore", "Urban", "Viktor", "Wilhelm",
    "Xerxes", "Yngve", "Zäta", "Åke", "Ärlig", "Östen",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """`name` is a label that nobody can take for a person's: "Testperson Adam Bertil"."""

    name: str
    number: PersonalNumber


@dataclass(frozen=True, slots=True)
class MadeUpHousehold:
    adults: tuple[MadeUpPerson, ...]
    children: tuple[MadeUpPerson, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """`days` is a prime, so that stepping through the group meets every birth date before any comes back."""

    label: str
    first_birth: date
    days: int


_STAFF = _Group("Testanställd", date(1958, 1, 1), 5987)
_ADULTS = _Group("Testperson", date(1975, 1, 1), 6211)
_CHILDREN = _Group("Testbarn", date(2010, 1, 1), 5407)
_STEP = 29
_SHAPES = ((1, 0), (1, 1), (2, 2), (1, 2), (2, 3), (2, 0))  # adults and children, repeated


class Crowd:
    """Gives made-up persons of any birth date, each once: no number comes twice, and none of those `taken`."""

    def __init__(self, taken: Iterable[PersonalNumber] = ()) -> None:
        self._taken = {number.digits for number in taken}
        self._given = 0

    def person(self, birth_date: date, *, woman: bool) -> MadeUpPerson:
        """The first that is free on that day or a day after it. A woman's birth number is even, a man's odd."""
        day = birth_date
        while (number := self._free(day, woman)) is None:
            day += timedelta(days=1)
        self._taken.add(number.digits)
        self._given += 1
        return MadeUpPerson(f"{_ADULTS.label} {_letters(self._given - 1)}", number)

    def _free(self, day: date, woman: bool) -> PersonalNumber | None:
        numbers = (number_for(day, serial) for serial in range(0 if woman else 1, _BIRTH_NUMBERS, 2))
        return next((number for number in numbers if number.digits not in self._taken), None)


def number_for(birth_date: date, serial: int) -> PersonalNumber:
    """The test number with birth number 980 + `serial` (0–19) on that date."""
    if not 0 <= serial < _BIRTH_NUMBERS:
        raise ValueError("there are twenty test numbers for each date")
    digits = f"{birth_date:%Y%m%d}{_FIRST_BIRTH_NUMBER + serial}"
    return PersonalNumber.parse(digits + _luhn_digit(digits[2:]))


def earlier_number_for(birth_date: date, serial: int) -> PersonalNumber:
    """The samordningsnummer of the same series: sixty is added to the day."""
    digits = f"{birth_date:%Y%m}{birth_date.day + 60}{_FIRST_BIRTH_NUMBER + serial}"
    return PersonalNumber.parse(digits + _luhn_digit(digits[2:]))


def is_made_up(number: PersonalNumber) -> bool:
    """Whether this is a test number. The sandbox takes no other."""
    return int(number.digits[8:11]) >= _FIRST_BIRTH_NUMBER


def staff(index: int) -> MadeUpPerson:
    """A member of staff, 0 and up."""
    return _person(_STAFF, index)


def household(index: int) -> MadeUpHousehold:
    """A household of one or two adults and up to three children, 0 and up. No person is in two households."""
    adults, children = _SHAPES[index % len(_SHAPES)]
    return MadeUpHousehold(
        adults=tuple(_person(_ADULTS, index * 2 + place) for place in range(adults)),
        children=tuple(_person(_CHILDREN, index * 3 + place) for place in range(children)),
    )


def _person(group: _Group, index: int) -> MadeUpPerson:
    if not 0 <= index < group.days * _BIRTH_NUMBERS:
        raise ValueError("the group has no such person")
    lap, place = divmod(index, group.days)
    born = group.first_birth + timedelta(days=place * _STEP % group.days)
    return MadeUpPerson(f"{group.label} {_letters(index)}", number_for(born, (lap + place) % _BIRTH_NUMBERS))


def _letters(index: int) -> str:
    high, low = divmod(index, len(_LETTERS))
    return f"{_letters(high) if high >= len(_LETTERS) else _LETTERS[high]} {_LETTERS[low]}"


def _luhn_digit(digits: str) -> str:
    """The check digit of a personal number, over its last nine digits."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return str(-sum(product // 10 + product % 10 for product in doubled) % 10)
