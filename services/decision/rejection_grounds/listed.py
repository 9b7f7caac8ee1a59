"""Why an application is rejected or granted only in part, as codes with their words and law.

The words and what each rests on are a dated list: a decision names the list that it was worded by, so that it reads the
same years later (C13). A change is a new list beside the old ones, and a code is never given another meaning."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.decision.calculations.texts import Text


class RejectionGround(StrEnum):
    INCOMES_COVER = "incomesCover"
    OWN_MEANS = "ownMeans"
    OTHER_BENEFIT = "otherBenefit"
    OWN_WORK = "ownWork"
    NOT_AT_DISPOSAL = "notAtDisposal"
    ACTIVITY_DECLINED = "activityDeclined"
    NOT_COMPLETED = "notCompleted"
    OTHER_MUNICIPALITY = "otherMunicipality"
    COST_NOT_REASONABLE = "costNotReasonable"
    ABOVE_GUIDELINE = "aboveGuideline"
    SHARED_COST = "sharedCost"
    LOWERED_NORM = "loweredNorm"
    OTHER_MONTH = "otherMonth"
    OTHER = "other"


class Presupposes(StrEnum):
    """What has to be so for a ground to be said: of the calculation, or of what was asked for."""

    NO_DEFICIT = "noDeficit"
    REDUCED_COST = "reducedCost"
    REDUCED_BY_GUIDELINE = "reducedByGuideline"
    LOWERED_NORM = "loweredNorm"
    LAPSED_COMPLETION = "lapsedCompletion"


@dataclass(frozen=True, slots=True)
class GroundFacts:
    """`text`: a sentence to the applicant. `law`: what it rests on."""

    text: Text
    law: str
    presupposes: Presupposes | None = None


@dataclass(frozen=True, slots=True)
class GroundList:
    """What decisions from `valid_from` on are worded by."""

    version: str
    valid_from: date
    grounds: Mapping[RejectionGround, GroundFacts]


class UnknownGroundList(KeyError):
    """No list has that version."""


_FIRST = GroundList(
    "rejection-grounds-1",
    date(2025, 7, 1),
    {
        RejectionGround.INCOMES_COVER: GroundFacts(
            Text(
                "Hushållets inkomster täcker det behov som kan godtas.",
                "The household's incomes cover the need that can be approved.",
            ),
            "SoL 12 kap. 1 §",
            Presupposes.NO_DEFICIT,
        ),
        RejectionGround.OWN_MEANS: GroundFacts(
            Text(
                "Hushållet har egna tillgångar som kan täcka behovet.",
                "The household has means of its own that can cover the need.",
            ),
            "SoL 12 kap. 1 §",
        ),
        RejectionGround.OTHER_BENEFIT: GroundFacts(
            Text(
                "Behovet kan tillgodoses på annat sätt, till exempel genom en annan förmån eller ersättning.",
                "The need can be met in another way, such as by another benefit or payment.",
            ),
            "SoL 12 kap. 1 §",
        ),
        RejectionGround.OWN_WORK: GroundFacts(
            Text("Du kan försörja dig genom eget arbete.", "You can support yourself by work."),
            "SoL 12 kap. 1 och 3 §§",
        ),
        RejectionGround.NOT_AT_DISPOSAL: GroundFacts(
            Text(
                "Du kan arbeta men står inte till arbetsmarknadens förfogande, och det finns inte godtagbara skäl "
                "till det.",
                "You can work but are not at the disposal of the labour market, and there is no acceptable reason.",
            ),
            "SoL 12 kap. 3 §",
        ),
        RejectionGround.ACTIVITY_DECLINED: GroundFacts(
            Text(
                "Du har tackat nej till eller uteblivit från en anvisad verksamhet utan godtagbart skäl.",
                "You have declined or stayed away from an assigned activity without an acceptable reason.",
            ),
            "SoL 12 kap. 5 §",
        ),
        RejectionGround.NOT_COMPLETED: GroundFacts(
            Text(
                "Uppgifter som vi har bett om har inte kommit in i tid, och utan dem går rätten till bistånd inte att "
                "bedöma.",
                "What we asked for has not arrived in time, and without it the right to assistance cannot be assessed.",
            ),
            "SoL 12 kap. 1 §, FL 23 §",
            Presupposes.LAPSED_COMPLETION,
        ),
        RejectionGround.OTHER_MUNICIPALITY: GroundFacts(
            Text(
                "En annan kommun är ansvarig: du är stadigvarande bosatt eller har din starkaste anknytning där.",
                "Another municipality is responsible: you live permanently or have your strongest ties there.",
            ),
            "SoL 29 kap. 1 §",
        ),
        RejectionGround.COST_NOT_REASONABLE: GroundFacts(
            Text(
                "En kostnad som du har sökt för är inte skälig, eller behövs inte för en skälig levnadsnivå.",
                "A cost that you applied for is not reasonable, or not needed for a reasonable standard of living.",
            ),
            "SoL 12 kap. 1 och 7 §§",
            Presupposes.REDUCED_COST,
        ),
        RejectionGround.ABOVE_GUIDELINE: GroundFacts(
            Text(
                "En kostnad är högre än kommunens riktlinje, och det finns inte skäl att godta mer i ditt fall.",
                "A cost is above the municipality's guideline, and there is no reason to approve more in your case.",
            ),
            "SoL 12 kap. 1 och 7 §§",
            Presupposes.REDUCED_BY_GUIDELINE,
        ),
        RejectionGround.SHARED_COST: GroundFacts(
            Text(
                "En kostnad delas med någon som inte ingår i hushållet.",
                "A cost is shared with somebody outside the household.",
            ),
            "SoL 12 kap. 7 §",
            Presupposes.REDUCED_COST,
        ),
        RejectionGround.LOWERED_NORM: GroundFacts(
            Text(
                "Normen räknas lägre i ditt fall, av särskilda skäl.",
                "The norm is counted lower in your case, for special reasons.",
            ),
            "SoL 12 kap. 7 §",
            Presupposes.LOWERED_NORM,
        ),
        RejectionGround.OTHER_MONTH: GroundFacts(
            Text(
                "Det som söks gäller en annan månad än ansökan.",
                "What is applied for is about another month than the application.",
            ),
            "SoL 12 kap. 1 §",
        ),
        RejectionGround.OTHER: GroundFacts(
            Text("Ett annat skäl, som står i motiveringen.", "Another reason, which the reasons state."),
            "SoL 12 kap. 1 §",
        ),
    },
)
_LISTS = (_FIRST,)
NEWEST = _LISTS[-1]


def list_on(day: date) -> GroundList:
    """What a decision of that day is worded by; an earlier day than any list's has the first one's words."""
    return next((listed for listed in reversed(_LISTS) if listed.valid_from <= day), _FIRST)


def list_named(version: str) -> GroundList:
    """Raises UnknownGroundList."""
    for listed in _LISTS:
        if listed.version == version:
            return listed
    raise UnknownGroundList(version)
