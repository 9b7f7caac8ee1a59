"""What each application should come to, reckoned here without the services: the check on their sums.

The riksnorm's amounts of 2026, in kronor a month (SoL 12 kap. 7 §, socialtjänstförordningen 12 kap. 2–3 §§). They are
written down here once more on purpose. Of 2026 only some are confirmed by the government; the report says how many of
the month's amounts rest on the others.
"""

from dataclasses import dataclass, replace

from deploy.local.demo.town.case import Application, Benefit, Case, Child, Declared, Kind, Story
from shared.months import Month

ADULT_ALONE, ADULTS_TOGETHER = 3940, 7100
CHILDREN = ((0, 2740, 2560), (2, 3060, 2800), (3, 2720, 2500), (6, 3060, 2720))
"""Up to this age: the amount, and the one without lunch five days a week."""
OLDER_CHILDREN = ((10, 3820), (14, 4390), (18, 4960), (20, 5000))
COMMON = (1280, 1410, 1790, 2030, 2330, 2640, 2830)
"""For one to seven persons. Each one more adds what the seventh adds."""
WAGE = "wage"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a decision should say. `norm_ore` + `costs_ore` − `incomes_ore` is the need, where that is above zero, and
    what is granted, unless it could not be assessed."""

    norm_ore: int
    costs_ore: int
    incomes_ore: int
    outcome: str
    need_ore: int
    granted_ore: int


def expected(case: Case, application: Application) -> Expected:
    found = _by_need(case, application)
    if case.story_of(application) is Story.NEVER_COMPLETES:
        return replace(found, outcome="rejected", granted_ore=0)
    return found


def _by_need(case: Case, application: Application) -> Expected:
    norm, incomes = norm_ore(case, application.month), incomes_ore(case, application)
    if application.kind is Kind.ABOVE_NORM:
        return _above(case, application, norm, incomes)
    applied, approved = _costs(application)
    granted = max(0, norm + approved - incomes)
    whole = max(0, norm + applied - incomes)
    return Expected(norm, approved, incomes, _outcome(granted, whole), granted, granted)


def norm_ore(case: Case, month: Month) -> int:
    adults = ADULTS_TOGETHER if case.couple else ADULT_ALONE
    persons = adults + sum(_child(child, month) for child in case.children)
    return persons * 100 + _common_ore(case.size, case.others)


def incomes_ore(case: Case, application: Application) -> int:
    benefits = sum(ore for _, ore in benefits_of(case, application.month))
    return benefits + sum(_counted(case, declared) for declared in application.incomes)


def benefits_of(case: Case, month: Month) -> list[tuple[Benefit, int]]:
    """With what each paid in the control month, the month before the one applied for. What registers hold is the same
    whenever it is asked, so last month's applications meet the amounts of before. What nobody saw is not counted."""
    this_month = month == case.of_the_month.month
    found = [one for adult in case.adults for one in adult.benefits if not (one.hidden and this_month)]
    return [(one, one.paid_in(month.plus(-1), case.of_the_month.month)) for one in found]


def _above(case: Case, application: Application, norm: int, incomes: int) -> Expected:
    """Needs beside the norm, less what is over when the household's own month is paid for."""
    _, ordinary = _costs(case.of_the_month)
    over = max(0, incomes - norm - ordinary)
    applied, approved = _costs(application)
    granted = max(0, approved - over)
    return Expected(norm, ordinary + approved, incomes, _outcome(granted, max(0, applied - over)), granted, granted)


def _outcome(granted: int, whole: int) -> str:
    if not granted:
        return "rejected"
    return "granted" if granted == whole else "partlyGranted"


def _costs(application: Application) -> tuple[int, int]:
    costs = application.costs
    return sum(cost.applied_ore for cost in costs), sum(cost.approved_ore for cost in costs)


def _child(child: Child, month: Month) -> int:
    age, last = min(20, age_at(child, month)), CHILDREN[-1][0]
    if age <= last:
        _, whole, without_lunch = next(row for row in CHILDREN if age <= row[0])
        return whole if child.lunch_at_home else without_lunch
    return next(kronor for oldest, kronor in OLDER_CHILDREN if age <= oldest)


def age_at(child: Child, month: Month) -> int:
    """Whole years on the month's last day."""
    born, on = child.born, month.last_day
    return max(0, on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def _common_ore(members: int, others: int) -> int:
    """The household's part of what all who share the home have in common, up to a whole öre."""
    size = members + others
    listed = COMMON[min(size, len(COMMON)) - 1]
    kronor = listed + max(0, size - len(COMMON)) * (COMMON[-1] - COMMON[-2])
    return -(-kronor * 100 * members // size)


def _counted(case: Case, declared: Declared) -> int:
    """A child's own wages are left out (12 kap. 9 §); of an adult's a quarter, where the handler finds so (8 §)."""
    is_child = declared.member >= len(case.adults)
    if declared.kind == WAGE and is_child:
        return 0
    left_out = -(-declared.ore // 4) if declared.stimulus else 0
    return declared.ore - left_out
