"""Who lives together: one adult or a couple, their children, and others who share the home."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from deploy.local.demo.town.calendar import MONDAY
from deploy.sandbox.persons import Crowd, MadeUpPerson

# Households by type, scaled to 150: the shares of Socialstyrelsen's register of ekonomiskt bistånd for 2021, as SCB's
# table "Hushåll med ekonomiskt bistånd efter hushållstyp" has them (42.2, 24.8, 15.5, 2.9, 3.2 and 11.5 per cent). 150
# households a month is what a municipality of Kävlinge's size has.
SHAPES = {
    ("man",): (63, False),
    ("woman",): (37, False),
    ("woman", "children"): (23, True),
    ("man", "children"): (5, True),
    ("woman", "man"): (5, False),
    ("woman", "man", "children"): (17, True),
}
MOST_CHILDREN = 7
_CHILDREN = (40, 32, 17, 7, 4)  # weights of one to five children
_AGES = ((18, 24, 22), (25, 34, 28), (35, 49, 32), (50, 64, 14), (66, 82, 4))  # from, to, weight
_SHARE_A_HOME = 10
_OLDER_PARENT = 46  # the first of each shape: with a child of 18
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Grown:
    person: MadeUpPerson
    woman: bool
    age: int


@dataclass(frozen=True, slots=True)
class Dwelling:
    adults: tuple[Grown, ...]
    children: tuple[MadeUpPerson, ...]
    others: int = 0

    @property
    def size(self) -> int:
        return len(self.adults) + len(self.children)


def dwellings(chance: Random, crowd: Crowd) -> list[Dwelling]:
    """All of them, in an order that tells nothing."""
    found: list[Dwelling] = []
    sharing = _SHARE_A_HOME
    for shape, (count, has_children) in SHAPES.items():
        for number in range(count):
            adults = _adults(chance, crowd, shape, has_children, number)
            children = _children(chance, crowd, adults, number) if has_children else ()
            others = chance.randint(1, 4) if len(shape) == 1 and sharing and adults[0].age < 66 else 0
            sharing -= bool(others)
            found.append(Dwelling(adults, children, others))
    chance.shuffle(found)
    return found


def _adults(chance: Random, crowd: Crowd, shape: tuple[str, ...], parents: bool, number: int) -> tuple[Grown, ...]:
    age = _OLDER_PARENT if parents and not number else _age(chance, parents)
    found: list[Grown] = []
    for who in shape:
        if who != "children":
            own = min(82, max(18, age + (chance.randint(-4, 4) if found else 0)))
            woman = who == "woman"
            found.append(Grown(crowd.person(_born(chance, own), woman=woman), woman, own))
    return tuple(found)


def _age(chance: Random, parents: bool) -> int:
    if parents:
        return chance.randint(24, 49)
    first, last, _ = chance.choices(_AGES, [weight for *_, weight in _AGES])[0]
    return chance.randint(first, last)


def _children(chance: Random, crowd: Crowd, adults: tuple[Grown, ...], number: int) -> tuple[MadeUpPerson, ...]:
    """The first couple's is the largest household that there is, and the second's nearly. A child is at least 18 years
    younger than its parents; one over 18 goes to upper secondary school."""
    count = chance.choices(range(1, len(_CHILDREN) + 1), _CHILDREN)[0]
    if len(adults) == 2 and number < 2:
        count = MOST_CHILDREN - number
    oldest = min(19, min(adult.age for adult in adults) - 19)
    ages = [chance.randint(0, max(0, oldest)) for _ in range(count)]
    if not number:
        ages[0] = 18
    return tuple(crowd.person(_born(chance, age), woman=chance.random() < 0.5) for age in sorted(ages, reverse=True))


def _born(chance: Random, age: int) -> date:
    """Somebody who is that old when the month begins. Nobody has a birthday within its few days."""
    days = int(age * _YEAR) + chance.randint(60, 300)
    return MONDAY - timedelta(days=days)
