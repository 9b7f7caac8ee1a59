"""What makes one household's month another than the plain one. Each takes a household and gives it changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from deploy.local.demo.town import calendar as days
from deploy.local.demo.town.arithmetic import expected
from deploy.local.demo.town.case import Application, Benefit, Case, Cost, Declared, Kind, Story

Change = Callable[[Case], Case]
LEAST_ORE = 60_000
"""Short of at least this, so that there is something to grant."""
MONTH_LIMIT_ORE = 6_000_000
"""Above this a household's payments of a month are held, by the example limits that the system comes with."""
DENTAL_CARE = "dentalCare"
NEEDS_BESIDE_NORM = (  # kind, öre applied for, öre approved
    ("glasses", 240_000, 240_000),
    ("glasses", 189_500, 189_500),
    ("glasses", 420_000, 300_000),
    (DENTAL_CARE, 385_000, 385_000),
    (DENTAL_CARE, 712_000, 712_000),
    (DENTAL_CARE, 1_180_000, 640_000),
    ("childVisits", 96_000, 96_000),
    ("childVisits", 134_000, 134_000),
    ("other", 150_000, 150_000),
    ("other", 275_000, 0),
    ("other", 540_000, 0),
)


def told(story: Story) -> Change:
    return lambda case: replace(case, story=story)


def short_of_money(case: Case) -> Case:
    """Without wages, and then without benefits, until there is something to grant."""
    while not _is_short(case):
        case = _poorer(case)
    return case


def renewing(case: Case) -> Case:
    """With a first application for the month before."""
    now = case.of_the_month
    first = replace(
        now,
        kind=Kind.NEW,
        month=days.LAST_MONTH,
        arrives=days.FIRST_APPLICATIONS,
        decided_on=days.FIRST_APPLICATIONS,
        pay_on=days.FIRST_PAY_DAY,
        incomes=(),
        costs=tuple(replace(cost, approved_ore=cost.applied_ore) for cost in now.costs),
        paper=False,
        by_partner=False,
        first_costs=None,
    )
    early = case.index % 9 < 5
    arrives, decided = (days.MONDAY, days.TUESDAY) if early else (days.TUESDAY, days.WEDNESDAY)
    again = replace(now, kind=Kind.RENEWAL, arrives=arrives, decided_on=decided)
    made = replace(case, applications=(first, again))
    return made if expected(made, first).granted_ore >= LEAST_ORE else _steady(made)


def with_little(ore: int) -> Change:
    """So little that the need is above this."""

    def change(case: Case) -> Case:
        while expected(case, case.of_the_month).granted_ore <= ore:
            case = _poorer(case)
        return case

    return change


def with_need(kind: str, applied_ore: int, approved_ore: int) -> Change:
    def change(case: Case) -> Case:
        now = case.of_the_month
        application = Application(
            Kind.ABOVE_NORM,
            now.month,
            days.FRIDAY,
            days.NEXT_MONDAY,
            days.NEXT_MONDAY,
            now.incomes,
            (Cost(kind, applied_ore, approved_ore),),
        )
        return replace(case, applications=(*case.applications, application))

    return change


def with_costly_teeth(case: Case) -> Case:
    """So that the household's payments of the month come to more than may go without a unit head."""
    left = MONTH_LIMIT_ORE - expected(case, case.of_the_month).granted_ore
    return with_need(DENTAL_CARE, left + 150_000, left + 150_000)(case)


def as_target(case: Case) -> Case:
    """On paper, alone in its queue."""
    day = days.NEXT_MONDAY
    return _of_the_month(case, arrives=day, decided_on=day, pay_on=days.NEXT_WEDNESDAY, paper=True, incomes=())


def protected(case: Case) -> Case:
    return replace(_of_the_month(case, arrives=days.TUESDAY), protected=True)


def at_the_end(case: Case) -> Case:
    return _of_the_month(case, arrives=days.NEXT_WEDNESDAY, decided_on=days.NEXT_FRIDAY, pay_on=days.LATER)


def late(case: Case) -> Case:
    return _of_the_month(case, arrives=days.FRIDAY, decided_on=days.NEXT_MONDAY, pay_on=days.NEXT_WEDNESDAY)


def over_norm(by_ore: int) -> Change:
    """With a wage that covers the need, and so much more."""

    def change(case: Case) -> Case:
        need = expected(case, case.of_the_month).granted_ore
        return _of_the_month(case, incomes=(*case.of_the_month.incomes, Declared(0, "deposit", need + by_ore)))

    return change


def cut_rent(by_ore: int) -> Change:
    """The rent is above what the municipality finds reasonable."""

    def cut(cost: Cost) -> Cost:
        return replace(cost, approved_ore=cost.applied_ore - by_ore) if cost.kind == "housing" else cost

    return lambda case: _of_the_month(case, costs=tuple(map(cut, case.of_the_month.costs)))


def completes(case: Case) -> Case:
    return _of_the_month(case, first_costs=case.of_the_month.costs[:1])


def never_completes(case: Case) -> Case:
    """Asked on Wednesday, with Friday as the last day."""
    return _of_the_month(case, decided_on=days.NEXT_MONDAY)


def answered_late(case: Case) -> Case:
    """Försäkringskassan does not answer when it is asked and when it is asked again, and then tells of an allowance
    that it has begun to pay."""
    allowance = Benefit("fk", "BOB", "housingAllowance", 120_000, 0, hidden=True)
    first, *others = case.adults
    silent = {"kind": "unavailable", "block": "FK", "source": "FK", "times": 2}
    return replace(case, adults=(replace(first, benefits=(*first.benefits, allowance), fault=silent), *others))


def failing(fault: dict[str, Any]) -> Change:
    return lambda case: replace(case, adults=(replace(case.adults[0], fault=fault), *case.adults[1:]))


def with_capital(case: Case) -> Case:
    return replace(case, adults=(replace(case.adults[0], capital=True), *case.adults[1:]))


def on_paper(case: Case) -> Case:
    return _of_the_month(case, paper=True)


def by_partner(case: Case) -> Case:
    return _of_the_month(case, by_partner=True)


def _of_the_month(case: Case, **changed: Any) -> Case:
    now = case.of_the_month
    others = tuple(one for one in case.applications if one is not now)
    return replace(case, applications=tuple(sorted((*others, replace(now, **changed)), key=_arrival)))


def _arrival(application: Application) -> date:
    return application.arrives


def _is_short(case: Case) -> bool:
    return expected(case, case.of_the_month).granted_ore >= LEAST_ORE


def _poorer(case: Case) -> Case:
    now = case.of_the_month
    if now.incomes:
        return _of_the_month(case, incomes=now.incomes[1:])
    for place, adult in enumerate(case.adults):
        if adult.benefits:
            less = replace(adult, benefits=adult.benefits[1:])
            return replace(case, adults=(*case.adults[:place], less, *case.adults[place + 1 :]))
    raise AssertionError("who has no income is short of money")


def _steady(case: Case) -> Case:
    """Every benefit that is counted as much before as now."""

    def same(benefit: Benefit) -> Benefit:
        return benefit if benefit.hidden else replace(benefit, before_ore=benefit.ore)

    return replace(
        case, adults=tuple(replace(adult, benefits=tuple(map(same, adult.benefits))) for adult in case.adults)
    )
