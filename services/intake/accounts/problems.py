"""What can go wrong with an account, and how HTTP tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.intake.accounts.rules import Hindrance
from shared.problems import BrokenChain, Busy, DomainError, ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class AccountTakesNoEntry(Refusal):
    """The account version is settled, or has the one entry that the household may make of it."""

    reason: str


class HolderNotAdultMember(DomainError):
    """The account's holder is no adult member of the household as it is now."""


PROBLEMS: ProblemTable = {
    AccountTakesNoEntry: ProblemType(
        "account-takes-no-entry",
        409,
        Text("Kontot tar inte emot fler uppgifter", "The account takes no more entries"),
        Text(
            "{reason}. Är kontot fel: be kommunen lägga in det på nytt.",
            "{reason}. If the account is wrong: ask the municipality to enter it anew.",
        ),
        words={
            Hindrance.PAYABLE.value: Text("Kontot är klart att använda", "The account is ready"),
            Hindrance.LOCKED.value: Text(
                "Kontot är spärrat efter för många olika uppgifter", "The account is locked after too many entries"
            ),
            Hindrance.MEMBER_HAS_ENTERED.value: Text(
                "Hushållet har redan lämnat sin uppgift", "The household has made its entry already"
            ),
        },
    ),
    HolderNotAdultMember: ProblemType(
        "holder-not-adult-member",
        422,
        Text("Kontohavaren är inte en vuxen i hushållet", "The holder is no adult of the household"),
        Text(
            "Ange en vuxen medlem i hushållets senaste version som kontohavare.",
            "Name an adult member of the household's newest version as the holder.",
        ),
    ),
}


def refusal(hindrance: Hindrance) -> Refusal:
    """How somebody is told what keeps them from making the next entry."""
    if hindrance is Hindrance.ENTERED_BEFORE:
        return BrokenChain("C3", "accountEntry")
    return AccountTakesNoEntry(hindrance.value)


CONSTRAINTS: Mapping[str, DomainError] = {
    "account_entry_person_once": refusal(Hindrance.ENTERED_BEFORE),
    "account_entry_one_by_member": refusal(Hindrance.MEMBER_HAS_ENTERED),
    "account_entry_number_once": Busy(),  # somebody else made that entry meanwhile: trying again makes the next one
}
"""What two who come at once are told: the same as if one had come after the other."""
