"""The norm, line by line: what each member costs, what the household has in common, and what a single case departs."""

from services.decision.calculations.facts import FIRST_RULES, CalculationFacts, NormAdjustment, RuleSettings
from services.decision.calculations.household import Member, MemberRole
from services.decision.calculations.law import Ground, reference
from services.decision.calculations.lines import Line, LineKind, used_facts
from services.decision.calculations.sources import HANDLER, NORM, FigureStatus
from services.decision.calculations.texts import Text
from services.decision.norms.riksnorm import GROUPS_WITH_LUNCH_VARIANT, LARGEST_LISTED_HOUSEHOLD, Figure, age_group


def norm_lines(facts: CalculationFacts) -> tuple[Line, ...]:
    """Adults first, then children, the oldest first; then departures; the common costs last. Öre a month."""
    members = sorted(facts.household.members, key=_place)
    personal = tuple(_personal(facts, member) for member in members)
    adjustments = sorted(facts.adjustments, key=lambda made: (made.member or "", -made.amount_ore, made.reason))
    return (*personal, *(_adjusted(facts, adjustment) for adjustment in adjustments), _common(facts))


def daily_amount(monthly_ore: int, settings: RuleSettings) -> int:
    """A day of a month's personal costs: 439000 öre → 14400 with 30.4 days and whole kronor (half a krona goes up)."""
    step = settings.daily_step_ore * settings.daily_divisor_tenths
    return (2 * monthly_ore * 10 + step) // (2 * step) * settings.daily_step_ore


def share(common_ore: int, sharing: int, size: int) -> int:
    """`sharing` of `size` members' part of the common costs, up to a whole öre: the norm is a least level. For one
    adult it is the regulation's common(n)/n; an adult with children or partner has their parts with it."""
    return -(-common_ore * sharing // size)


def _place(member: Member) -> tuple[bool, str, str]:
    return (member.role is MemberRole.CHILD, member.birth_date.isoformat(), member.ref)


def _personal(facts: CalculationFacts, member: Member) -> Line:
    if member.role is MemberRole.CHILD:
        return _child(facts, member)
    if len(facts.household.adults) == 1:
        label = Text("Personliga kostnader, ensamstående", "Personal costs, single adult")
        return _personal_line(facts, member, facts.norm.adult_single, "personalCostsSingle", label)
    both = facts.norm.adult_couple
    label = Text("Personliga kostnader, sambo (halva parets belopp)", "Personal costs, partner (half the couple's)")
    half = Figure(both.ore // 2, both.status, both.source)  # whole kronor for both, so half is whole öre
    return _personal_line(facts, member, half, "personalCostsCouple", label)


def _child(facts: CalculationFacts, member: Member) -> Line:
    age = member.norm_age(facts.month, facts.settings.age_day)
    figure = facts.norm.child(age, lunch_at_home=member.lunch_at_home)
    group = age_group(age)
    sv = f"Personliga kostnader, {'barn' if age < 18 else 'skolungdom'} {age} år"
    en = f"Personal costs, {'child' if age < 18 else 'school youth'} of {age}"
    if not member.lunch_at_home and group in GROUPS_WITH_LUNCH_VARIANT:
        sv, en = f"{sv}, utan lunch fem dagar i veckan", f"{en}, without lunch five days a week"
    return _personal_line(facts, member, figure, "personalCostsChild", Text(sv, en), ageGroup=group.name)


def _personal_line(
    facts: CalculationFacts, member: Member, figure: Figure, rule: str, label: Text, **used: int | str
) -> Line:
    settings = facts.settings
    used |= {"age": member.norm_age(facts.month, settings.age_day), "ageDay": settings.age_day.value}
    used |= {**_found(facts, figure), **approved_settings(settings)}
    ore = figure.ore
    if member.days is not None:
        daily_ore = daily_amount(figure.ore, settings)
        ore = min(figure.ore, member.days * daily_ore)
        used |= {"days": member.days, "dailyOre": daily_ore, "monthlyOre": figure.ore}
        label = Text(f"{label.sv}, {member.days} dagar", f"{label.en}, {member.days} days")
    return Line(
        kind=LineKind.PERSONAL_COSTS,
        label=label,
        amount_ore=ore,
        rule=rule,
        version=facts.norm.version,
        law=reference(Ground.NORM, facts.month),
        facts=used_facts(**used),
        source=NORM,
        status=FigureStatus(figure.status.value),
        member=member.ref,
    )


def _common(facts: CalculationFacts) -> Line:
    sharing, size = facts.household.sharing, facts.household.size
    figure = facts.norm.common_costs(size)
    used: dict[str, int | str] = {"householdSize": size, **_found(facts, figure)}
    if facts.household.others:
        rule, ore = "commonCostsShare", share(figure.ore, sharing, size)
        used |= {"sharing": sharing, "wholeHouseholdOre": figure.ore}
        label = Text(
            f"Del av gemensamma hushållskostnader, {sharing} av {size} personer",
            f"Part of the common household costs, {sharing} of {size} persons",
        )
    else:
        rule, ore = "commonCosts", figure.ore
        persons = Text("person", "person") if size == 1 else Text("personer", "persons")
        label = Text(
            f"Gemensamma hushållskostnader, {size} {persons.sv}", f"Common household costs, {size} {persons.en}"
        )
    beyond_table = facts.household.others or size > LARGEST_LISTED_HOUSEHOLD
    ground = Ground.NORM_OVER_SEVEN_OR_SHARED if beyond_table else Ground.NORM
    return Line(
        kind=LineKind.COMMON_COSTS,
        label=label,
        amount_ore=ore,
        rule=rule,
        version=facts.norm.version,
        law=reference(ground, facts.month),
        facts=used_facts(**used),
        source=NORM,
        status=FigureStatus(figure.status.value),
    )


def approved_settings(settings: RuleSettings) -> dict[str, int | str]:
    """Which of the municipality's approved versions said how to count, where one did."""
    return {} if settings.approved is None else {"settingsVersion": settings.approved}


def _found(facts: CalculationFacts, figure: Figure) -> dict[str, int | str]:
    """Where the figure was found. The first rules did not say, and so never do."""
    return {} if facts.settings.version == FIRST_RULES else {"figureSource": figure.source}


def _adjusted(facts: CalculationFacts, adjustment: NormAdjustment) -> Line:
    raised = adjustment.amount_ore > 0
    label = Text("Högre norm", "Raised norm") if raised else Text("Lägre norm", "Lowered norm")
    return Line(
        kind=LineKind.NORM_ADJUSTMENT,
        label=label,
        amount_ore=adjustment.amount_ore,
        rule="normRaised" if raised else "normLowered",
        version=facts.settings.version,
        law=reference(Ground.NORM_ADJUSTED, facts.month),
        facts=(),
        source=HANDLER,
        status=FigureStatus.ASSESSED,
        member=adjustment.member,
        reason=adjustment.reason,
    )
