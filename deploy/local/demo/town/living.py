"""What a household lives on and pays for. Amounts are in öre; those of benefits are like what the authorities pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from deploy.local.demo.town.calendar import MONDAY
from deploy.local.demo.town.case import Adult, Benefit, Cost, Declared
from deploy.local.demo.town.dwelling import Dwelling, Grown

_ALLOWANCE, _SUPPLEMENTS = 1250, (0, 0, 150, 880, 1890, 3140, 4390, 5640)  # kronor: each child, and by their number
_SUPPORT = ((7, 1673), (15, 1823), (18, 2223))  # underhållsstöd in kronor, up to this age


@dataclass(frozen=True, slots=True)
class Livelihood:
    """One way of falling short: the obstacle that is registered, and what an authority pays meanwhile, in kronor."""

    obstacle: str
    source: str = ""
    kind: str = ""
    income: str = ""
    kronor: tuple[int, int] = (0, 0)


# Obstacles in about the order of how common they are: unemployment is nearly half of them.
_LIVELIHOODS = {
    Livelihood("unemployedNoBenefit"): 34,
    Livelihood("unemployedInsufficientBenefit", "so", "", "unemploymentBenefit", (3500, 6500)): 14,
    Livelihood("sickNoBenefit"): 10,
    Livelihood("sickInsufficientBenefit", "fk", "SJP", "sicknessBenefit", (3000, 6000)): 8,
    Livelihood("disabilityBenefitInsufficient", "fk", "SA", "sicknessCompensation", (5500, 8500)): 6,
    Livelihood("establishmentBenefitInsufficient", "fk", "ET", "establishmentBenefit", (4200, 6800)): 7,
    Livelihood("partTimeInsufficientIncome"): 12,
    Livelihood("socialReasons"): 9,
}
_PARENT = Livelihood("parentalBenefitInsufficient", "fk", "FP", "parentalBenefit", (4500, 7400))
_PENSION = Livelihood("pensionInsufficient", "pm", "AP", "pension", (5200, 8200))
_STUDENT = Livelihood("unemployedAwaitingBenefit", "csn", "GRUND", "studentGrant", (2900, 4100))


def adults_of(chance: Random, dwelling: Dwelling) -> tuple[Adult, ...]:
    first, *others = (_adult(chance, grown, dwelling, place) for place, grown in enumerate(dwelling.adults))
    return (first, *others)


def wages_of(chance: Random, adults: Sequence[Adult], children: int) -> tuple[Declared, ...]:
    """Who works part time declares it. One in eight of the households with children has a child that earns a little."""
    found = [
        Declared(place, "wage", _kronor(chance, 2500, 7500, 50), stimulus=chance.random() < 0.3)
        for place, adult in enumerate(adults)
        if adult.obstacle == "partTimeInsufficientIncome"
    ]
    if children and chance.random() < 0.12:
        found.append(Declared(len(adults), "wage", _kronor(chance, 800, 3000, 50)))
    if chance.random() < 0.08:
        found.append(Declared(0, "deposit", _kronor(chance, 200, 900, 50)))
    return tuple(found)


def costs_of(chance: Random, dwelling: Dwelling, adults: Sequence[Adult]) -> tuple[Cost, ...]:
    """Rent by the household's size, its own part where others share the home; electricity, insurance, and now and then
    a fee, medicine or travel."""
    rent = _kronor(chance, 4400, 6200, 10) + 85_000 * min(5, dwelling.size - 1)
    found = [_whole("housing", rent * 6 // 10 // 1000 * 1000 if dwelling.others else rent)]
    found.append(_whole("electricity", _kronor(chance, 220, 620, 5) + 6_000 * (dwelling.size - 1)))
    if chance.random() < 0.7:
        found.append(_whole("homeInsurance", _kronor(chance, 95, 240, 1)))
    if any(benefit.source == "so" for adult in adults for benefit in adult.benefits):
        found.append(_whole("unemploymentFundFee", _kronor(chance, 120, 180, 1)))
    for kind, likely, most in (("medicine", 0.2, 380), ("healthcare", 0.08, 600), ("medicalTravel", 0.05, 300)):
        if chance.random() < likely:
            found.append(_whole(kind, _kronor(chance, 60, most, 1)))
    return tuple(found)


def _whole(kind: str, ore: int) -> Cost:
    return Cost(kind, ore, ore)


def _adult(chance: Random, grown: Grown, dwelling: Dwelling, place: int) -> Adult:
    livelihood = _livelihood(chance, grown, dwelling)
    benefits = list(_main(chance, livelihood))
    if not place:
        benefits += _for_children(chance, dwelling)
        benefits += _for_housing(chance, grown, dwelling)
    return Adult(grown.person, grown.woman, livelihood.obstacle, tuple(benefits))


def _livelihood(chance: Random, grown: Grown, dwelling: Dwelling) -> Livelihood:
    if grown.age >= 66:
        return _PENSION
    babies = [child for child in dwelling.children if (MONDAY - child.number.birth_date).days < 500]
    if babies and grown.woman:
        return _PARENT
    if grown.age < 25 and chance.random() < 0.08:
        return _STUDENT
    return chance.choices(list(_LIVELIHOODS), list(_LIVELIHOODS.values()))[0]


def _main(chance: Random, livelihood: Livelihood) -> list[Benefit]:
    """One in seven had another amount the months before: something that the handler sees as a deviation."""
    if not livelihood.source:
        return []
    ore = _kronor(chance, *livelihood.kronor, 10)
    before = ore if chance.random() < 0.86 else _kronor(chance, *livelihood.kronor, 10)
    return [Benefit(livelihood.source, livelihood.kind, livelihood.income, ore, before)]


def _for_children(chance: Random, dwelling: Dwelling) -> list[Benefit]:
    ages = [(MONDAY - child.number.birth_date).days // 366 for child in dwelling.children]
    young = sum(age < 16 for age in ages)
    if not young:
        return []
    found = [_steady("fk", "ABB", "childAllowance", young * _ALLOWANCE + _SUPPLEMENTS[young])]
    if len(dwelling.adults) == 1 and chance.random() < 0.55:
        support = sum(next(kronor for oldest, kronor in _SUPPORT if age <= oldest) for age in ages if age < 18)
        found.append(_steady("fk", "US", "maintenanceSupport", support))
    return found


def _for_housing(chance: Random, grown: Grown, dwelling: Dwelling) -> list[Benefit]:
    likely = 0.5 if dwelling.children else 0.25 if grown.age < 29 else 0.0
    if grown.age >= 66:
        return [_steady("pm", "BTI", "housingSupplement", chance.randrange(1800, 4200, 10))]
    if chance.random() >= likely:
        return []
    return [
        _steady("fk", "BOB", "housingAllowance", chance.randrange(600, 1500 + 600 * min(3, dwelling.size - 1), 100))
    ]


def _steady(source: str, kind: str, income: str, kronor: int) -> Benefit:
    return Benefit(source, kind, income, kronor * 100, kronor * 100)


def _kronor(chance: Random, least: int, most: int, step: int) -> int:
    """Öre of a whole number of kronor, a multiple of `step`."""
    return chance.randrange(least, most + 1, step) * 100
