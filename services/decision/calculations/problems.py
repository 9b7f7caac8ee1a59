"""What can be wrong with the facts of a calculation. The texts name places, never values."""

from dataclasses import dataclass
from enum import StrEnum

from services.decision.calculations.texts import Text


class FactProblem(StrEnum):
    UNKNOWN_RULES = "unknownRules"
    BAD_SETTING = "badSetting"
    NORM_NOT_IN_FORCE = "normNotInForce"
    NORM_FIGURE_MISSING = "normFigureMissing"
    NO_ADULT = "noAdult"
    TOO_MANY_ADULTS = "tooManyAdults"
    MEMBER_TWICE = "memberTwice"
    UNKNOWN_MEMBER = "unknownMember"
    NOT_BORN = "notBorn"
    ADULT_UNDER_18 = "adultUnder18"
    CHILD_OVER_20 = "childOver20"
    NOT_IN_SCHOOL = "notInSchool"
    BAD_DAYS = "badDays"
    BAD_COUNT = "badCount"
    NOBODY_SHARES = "nobodyShares"
    BAD_AMOUNT = "badAmount"
    APPROVED_ABOVE_APPLIED = "approvedAboveApplied"
    REASON_MISSING = "reasonMissing"
    BAD_SOURCE = "badSource"
    JOB_STIMULUS_NOT_APPLICABLE = "jobStimulusNotApplicable"
    JOB_STIMULUS_NOT_HELD = "jobStimulusNotHeld"
    PRICE_BASE_AMOUNT_MISSING = "priceBaseAmountMissing"
    DISREGARD_ABOVE_INCOME = "disregardAboveIncome"
    NORM_BELOW_ZERO = "normBelowZero"
    NOT_ABOVE_NORM = "notAboveNorm"


PROBLEM_TEXTS: dict[FactProblem, Text] = {
    FactProblem.UNKNOWN_RULES: Text("Regelversionen finns inte.", "The rule version does not exist."),
    FactProblem.BAD_SETTING: Text("En inställning är orimlig.", "A setting is out of bounds."),
    FactProblem.NORM_NOT_IN_FORCE: Text("Normen gäller inte den månaden.", "The norm is not in force in that month."),
    FactProblem.NORM_FIGURE_MISSING: Text(
        "Normen saknar belopp utan lunch för åldern.", "The norm has no amount without lunch for the age."
    ),
    FactProblem.NO_ADULT: Text("Hushållet har ingen vuxen.", "The household has no adult."),
    FactProblem.TOO_MANY_ADULTS: Text(
        "Ett hushåll har en vuxen eller ett par.", "A household has one adult or one couple."
    ),
    FactProblem.MEMBER_TWICE: Text("Medlemmen finns två gånger.", "The member is there twice."),
    FactProblem.UNKNOWN_MEMBER: Text("Personen finns inte i hushållet.", "The person is not in the household."),
    FactProblem.NOT_BORN: Text("Personen är inte född den månaden.", "The person is not born in that month."),
    FactProblem.ADULT_UNDER_18: Text("En vuxen har fyllt 18 år.", "An adult is at least 18 years old."),
    FactProblem.CHILD_OVER_20: Text(
        "Ett barn eller en skolungdom är högst 20 år.", "A child or school youth is at most 20 years old."
    ),
    FactProblem.NOT_IN_SCHOOL: Text(
        "Den som har fyllt 18 år räknas som skolungdom bara i skolan.",
        "From 18 years one counts as school youth only while in school.",
    ),
    FactProblem.BAD_DAYS: Text("Antalet dagar ryms inte i månaden.", "The days do not fit in the month."),
    FactProblem.BAD_COUNT: Text("Antalet personer är orimligt.", "The number of persons is out of bounds."),
    FactProblem.NOBODY_SHARES: Text(
        "Minst en vuxen ska räknas i de gemensamma kostnaderna.", "At least one adult has to count in the common costs."
    ),
    FactProblem.BAD_AMOUNT: Text("Beloppet är orimligt.", "The amount is out of bounds."),
    FactProblem.APPROVED_ABOVE_APPLIED: Text(
        "Mer kan inte godtas än vad som söks.", "No more can be approved than is applied for."
    ),
    FactProblem.REASON_MISSING: Text("Skäl saknas.", "A reason is missing."),
    FactProblem.BAD_SOURCE: Text(
        "Ett belopp är sökandens, handläggarens eller ett namngivet registers.",
        "An amount is the applicant's, the handler's or a named register's.",
    ),
    FactProblem.JOB_STIMULUS_NOT_APPLICABLE: Text(
        "Den särskilda beräkningsregeln gäller bara en vuxens lön.", "The special rule covers an adult's wages only."
    ),
    FactProblem.JOB_STIMULUS_NOT_HELD: Text(
        "Den särskilda beräkningsregeln gäller i två år efter sex månader i följd med försörjningsstöd, och inte i den "
        "månad som beräknas.",
        "The special rule holds for two years after six months in a row with income support, and not in the month that "
        "is calculated.",
    ),
    FactProblem.PRICE_BASE_AMOUNT_MISSING: Text(
        "Prisbasbeloppet för året saknas.", "The price base amount of the year is missing."
    ),
    FactProblem.DISREGARD_ABOVE_INCOME: Text(
        "Mer kan inte lämnas utan avseende än inkomsten.", "No more can be left out than was received."
    ),
    FactProblem.NORM_BELOW_ZERO: Text("Normen kan inte bli negativ.", "The norm cannot fall below zero."),
    FactProblem.NOT_ABOVE_NORM: Text(
        "Behov vid sidan av normen prövas bara i en ansökan över norm.",
        "A need beside the norm is assessed only in an application above the norm.",
    ),
}


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """`at`: the place in the facts' document form, as in "costs[2].approvedOre"."""

    problem: FactProblem
    at: str


class UnfitFacts(ValueError):
    """The facts give no calculation. `problems` holds all that was found."""

    def __init__(self, problems: tuple[FoundProblem, ...]) -> None:
        super().__init__("; ".join(f"{found.at}: {found.problem.value}" for found in problems))
        self.problems = problems
