"""What stands in the way of a decision. The texts name persons by their random id and never an amount."""

from dataclasses import dataclass
from enum import StrEnum

from services.decision.calculations.texts import Text


class Fault(StrEnum):
    NOTHING_TO_GRANT = "nothingToGrant"
    NOT_THE_WHOLE_NEED = "notTheWholeNeed"
    ABOVE_WHAT_IS_SHORT = "aboveWhatIsShort"
    NOT_A_PART = "notAPart"
    LINES_WITH_REJECTION = "linesWithRejection"
    BAD_LINE = "badLine"
    REASONS_MISSING = "reasonsMissing"
    GROUND_MISSING = "groundMissing"
    GROUND_OF_GRANT = "groundOfGrant"
    GROUND_NOT_SO = "groundNotSo"
    COMPLETION_NOT_LAPSED = "completionNotLapsed"
    OBSTACLE_MISSING = "obstacleMissing"
    OBSTACLE_UNKNOWN = "obstacleUnknown"
    NOT_AN_ADULT = "notAnAdult"
    UNJUSTIFIED_NOT_VERIFIABLE = "unjustifiedNotVerifiable"
    UNJUSTIFIED_DEPARTURE = "unjustifiedDeparture"
    DECLARED_LEFT_OUT = "declaredLeftOut"
    OTHER_MONTH = "otherMonth"
    ADULT_WITHOUT_EVIDENCE = "adultWithoutEvidence"


FAULT_TEXTS: dict[Fault, Text] = {
    Fault.NOTHING_TO_GRANT: Text("Det finns inget underskott att bevilja.", "There is no deficit to grant."),
    Fault.NOT_THE_WHOLE_NEED: Text(
        "Ett fullt bifall betalar hela det sökta underskottet.", "A full grant pays the whole deficit applied for."
    ),
    Fault.ABOVE_WHAT_IS_SHORT: Text(
        "Beslutet betalar mer än vad som saknas.", "The decision pays more than what is short."
    ),
    Fault.NOT_A_PART: Text(
        "Ett delvis bifall betalar något men inte allt.", "A part grant pays something but not all."
    ),
    Fault.LINES_WITH_REJECTION: Text("Ett avslag betalar inget.", "A rejection pays nothing."),
    Fault.BAD_LINE: Text(
        "En rad saknar mottagare eller ändamål, eller har fel belopp.",
        "A line has no payee or purpose, or a wrong amount.",
    ),
    Fault.REASONS_MISSING: Text("Beslutet saknar motivering.", "The decision has no reasons."),
    Fault.GROUND_MISSING: Text(
        "Ett avslag eller delvis bifall säger på vilken grund (grounds).",
        "A rejection or a part grant says on what ground (grounds).",
    ),
    Fault.GROUND_OF_GRANT: Text(
        "Ett fullt bifall har ingen grund för avslag.", "A full grant has no ground for rejecting anything."
    ),
    Fault.GROUND_NOT_SO: Text(
        "Beräkningen visar inte det som grunden säger.", "The calculation does not show what the ground says."
    ),
    Fault.COMPLETION_NOT_LAPSED: Text(
        "Den sökande har inte låtit dagen för en begärd komplettering gå. Begär komplettering först.",
        "The applicant has not let the day of a request for completion pass. Ask for completion first.",
    ),
    Fault.OBSTACLE_MISSING: Text("Försörjningshinder saknas för en vuxen.", "An adult has no obstacle registered."),
    Fault.OBSTACLE_UNKNOWN: Text("Försörjningshindret finns inte i listan.", "The obstacle is not in the list."),
    Fault.NOT_AN_ADULT: Text(
        "Försörjningshinder registreras för hushållets vuxna.", "Obstacles are registered for the household's adults."
    ),
    Fault.UNJUSTIFIED_NOT_VERIFIABLE: Text(
        "Beslutet vilar på en uppgift som inte har kunnat kontrolleras, utan att säga varför.",
        "The decision rests on something that could not be verified, without saying why.",
    ),
    Fault.UNJUSTIFIED_DEPARTURE: Text(
        "Beslutet avviker från ett registersvar, utan att säga varför.",
        "The decision departs from a register answer, without saying why.",
    ),
    Fault.DECLARED_LEFT_OUT: Text(
        "En uppgiven inkomst är inte med i beräkningen. Räkna om med den; ska den inte räknas lämnas den utanför med "
        "skäl (disregardedOre).",
        "A declared income is not in the calculation. Calculate anew with it; where it should not count, leave it out "
        "with a reason (disregardedOre).",
    ),
    Fault.OTHER_MONTH: Text("Registersvaren gäller en annan månad.", "The register answers are about another month."),
    Fault.ADULT_WITHOUT_EVIDENCE: Text(
        "Registren har inte frågats om en vuxen.", "The registers have not been asked about an adult."
    ),
}


@dataclass(frozen=True, slots=True)
class FoundFault:
    """`about`: a member's id, with the block after a slash where it is about a register; a ground's code; "" for the
    whole decision."""

    fault: Fault
    about: str = ""


class UnfitDecision(ValueError):
    """The decision may not be made as drafted. `faults` holds all that was found."""

    def __init__(self, faults: tuple[FoundFault, ...]) -> None:
        super().__init__("; ".join(found.fault.value for found in faults))
        self.faults = faults
