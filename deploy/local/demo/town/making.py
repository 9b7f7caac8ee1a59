"""The whole month from a seed: the same seed gives the same month, to the öre."""

from collections.abc import Callable, Collection, Mapping
from random import Random

from deploy.local.demo.town import changing as change
from deploy.local.demo.town.accounts import accounts_of
from deploy.local.demo.town.arithmetic import expected
from deploy.local.demo.town.calendar import FRIDAY, MONDAY, THIS_MONTH, WEDNESDAY
from deploy.local.demo.town.case import Application, Case, Child, Kind, Story
from deploy.local.demo.town.dwelling import Dwelling, dwellings
from deploy.local.demo.town.living import adults_of, costs_of, wages_of
from deploy.sandbox.persons import Crowd, MadeUpPerson, staff

SEED = 1261
STAFF = 40
"""Numbers of so many members of staff are left to them."""
DELEGATION_ORE = 3_000_000
"""Above this a decision needs a unit head, by the example delegation that the system comes with."""

RENEWALS = 96
STORIES = {
    Story.MISTYPED: 4,
    Story.LOCKED: 1,
    Story.HANDED_BACK: 2,
    Story.CHANGES_ACCOUNT: 2,
    Story.REVOKED_IN_TIME: 1,
    Story.REVOKED_TOO_LATE: 1,
    Story.STOPPED: 1,
    Story.STOPPED_FOR_GOOD: 1,
    Story.REJECTED: 2,
    Story.REJECTED_MOVES: 2,
    Story.COMPLETES: 3,
}
FIRST_TIME = {Story.OPEN: 2, Story.RETURNED: 2, Story.RETURNED_STAYS: 1, Story.NEVER_COMPLETES: 1}
"""What happens to households that have not applied before. The bank sends back by account, also what it paid before."""
WITHDRAWALS = 2
"""One by who lives alone, and one by a couple: each of the two withdraws."""
LATE_ANSWERS = 2
"""About households that renew: who decides on those is also who looks into late answers, and may not into their own."""
MORE: dict[Story, change.Change] = {
    Story.OPEN: change.at_the_end,
    Story.COMPLETES: change.completes,
    Story.NEVER_COMPLETES: change.never_completes,
}
"""What a story changes in the household."""
OVER_NORM, EXACTLY_NORM, PARTLY, PAPER, LATE, BY_PARTNER = 10, 2, 9, 17, 9, 6
FAULTS: tuple[dict[str, str], ...] = (
    {"kind": "soapFault"},
    {"kind": "httpError", "code": "503"},
    {"kind": "blockError", "block": "FK", "source": "SSBT"},
    {"kind": "blockError", "block": "AF", "source": "BT"},
    {"kind": "unavailable", "block": "FK", "source": "FK"},
    {"kind": "unavailable", "block": "FK", "source": "PM"},
    {"kind": "deviation", "block": "FK"},
    {"kind": "unknownCode", "block": "SO"},
    {"kind": "blockMissing", "block": "CSN"},
    {"kind": "brokenPayload", "block": "SKV"},
)
"""A register can fail at four levels: the call, its block, a state or deviation inside, a code in what it holds."""


def the_month(seed: int = SEED) -> tuple[Case, ...]:
    """The target is the last one."""
    chance = Random(seed)  # noqa: S311 - a made-up town, that anybody can make again
    crowd = Crowd(staff(index).number for index in range(STAFF))
    homes = dwellings(chance, crowd)
    cases = [change.short_of_money(_case(chance, place, home)) for place, home in enumerate(homes)]
    _Casting(chance, cases).cast()
    *others, target = sorted(cases, key=lambda case: case.story is Story.TARGET)
    return (*others, target)


def everybody(cases: tuple[Case, ...]) -> list[MadeUpPerson]:
    return [person for case in cases for person in case.people]


def _case(chance: Random, index: int, home: Dwelling) -> Case:
    adults = adults_of(chance, home)
    children = tuple(_child(chance, person) for person in home.children)
    wages, costs = wages_of(chance, adults, len(children)), costs_of(chance, home, adults)
    arrives = MONDAY
    application = Application(Kind.NEW, THIS_MONTH, arrives, WEDNESDAY, FRIDAY, wages, costs)
    return Case(index, adults, children, home.others, False, accounts_of(index), Story.PLAIN, (application,))


def _child(chance: Random, person: MadeUpPerson) -> Child:
    return Child(person, lunch_at_home=chance.random() < 0.6)


class _Casting:
    """Who gets which part. Each household has at most one that tells on its money, so that what it should come to can
    be said."""

    def __init__(self, chance: Random, cases: list[Case]) -> None:
        self._chance, self._cases = chance, cases
        self._free = list(range(len(cases)))
        chance.shuffle(self._free)

    def cast(self) -> None:
        (largest,) = self._take(1, lambda case: case.size == 9)
        self._change(largest, change.renewing, change.with_costly_teeth)
        (returned,) = self._take(1, lambda case: case.size == 8)
        self._change(returned, change.with_little(DELEGATION_ORE), change.told(Story.PROPOSAL_RETURNED))
        self._new_ones()
        renewing = self._renewals()
        self._late_answers(renewing)
        self._tell(STORIES)
        self._money()
        for place in renewing:
            self._change(place, change.renewing)
        self._above_norm(renewing)

    def _new_ones(self) -> None:
        for target in self._take(1, lambda case: case.size == 1 and not case.others):
            self._change(target, change.told(Story.TARGET), change.as_target)
        for place in self._take(1, _alone_with_children):
            self._change(place, change.protected)
        self._tell(FIRST_TIME)
        for place in (*self._take(1, _plain_single), *self._take(WITHDRAWALS - 1, lambda case: case.couple)):
            self._change(place, change.told(Story.WITHDRAWS))
        for place in self._take(LATE):
            self._change(place, change.late)

    def _renewals(self) -> list[int]:
        """Among those that have no part yet: most of who gets assistance has had it before."""
        return sorted(self._chance.sample(self._free, RENEWALS - 1))

    def _tell(self, stories: Mapping[Story, int]) -> None:
        for story, count in stories.items():
            for place in self._take(count, _within_delegation):
                self._change(place, change.told(story), MORE.get(story, _as_it_is))

    def _late_answers(self, renewing: list[int]) -> None:
        for place in self._take(LATE_ANSWERS, _within_delegation, renewing):
            self._change(place, change.told(Story.ANSWERED_LATE), change.answered_late)

    def _money(self) -> None:
        for place in self._take(OVER_NORM, lambda case: not case.others):
            self._change(place, change.over_norm(self._chance.randrange(40_000, 900_000, 5_000)))
        for place in self._take(EXACTLY_NORM):
            self._change(place, change.over_norm(0))
        for place in self._take(PARTLY, _can_be_cut):
            self._change(place, change.cut_rent(self._chance.randrange(40_000, 160_000, 10_000)))
        for fault, place in zip(FAULTS, self._take(len(FAULTS)), strict=True):
            self._change(place, change.failing(fault))
        for place in self._take(1, _plain_single):
            self._change(place, change.with_capital)
        for place in self._take(PAPER):
            self._change(place, change.on_paper)
        electronic = [place for place, case in enumerate(self._cases) if case.couple and not case.of_the_month.paper]
        for place in self._chance.sample(electronic, BY_PARTNER):
            self._change(place, change.by_partner)

    def _above_norm(self, renewing: list[int]) -> None:
        plain = [place for place in renewing if place in self._free]
        needs = change.NEEDS_BESIDE_NORM
        for place, need in zip(self._chance.sample(plain, len(needs)), needs, strict=True):
            self._change(place, change.with_need(*need))

    def _take(
        self, count: int, fits: Callable[[Case], bool] = lambda case: True, among: Collection[int] | None = None
    ) -> list[int]:
        """The first that are free and fit, of these places alone where some are given."""
        fitting = (place for place in self._free if fits(self._cases[place]) and (among is None or place in among))
        found = [next(fitting) for _ in range(count)]
        self._free = [place for place in self._free if place not in found]
        return found

    def _change(self, place: int, *changes: Callable[[Case], Case]) -> None:
        for one in changes:
            self._cases[place] = one(self._cases[place])


def _plain_single(case: Case) -> bool:
    return case.size == 1


def _within_delegation(case: Case) -> bool:
    return expected(case, case.of_the_month).granted_ore < DELEGATION_ORE


def _alone_with_children(case: Case) -> bool:
    return _within_delegation(case) and not case.couple and bool(case.children)


def _as_it_is(case: Case) -> Case:
    return case


def _can_be_cut(case: Case) -> bool:
    return _within_delegation(case) and expected(case, case.of_the_month).granted_ore > 250_000
