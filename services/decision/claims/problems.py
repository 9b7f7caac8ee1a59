"""What keeps somebody from taking, keeping or working on a work item."""

from dataclasses import dataclass

from shared.problems import BrokenChain, Busy, DomainError, ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class ClaimHeld(DomainError):
    """One at a time: the caller has this claim already."""

    claim_id: str
    work_item_id: str


class ClaimNeeded(Refusal):
    """The caller does not hold a live claim on the work item: never did, gave it back, or the lease is over."""


class NotYourClaim(Refusal):
    """The claim is somebody else's."""


class ClaimEnded(DomainError):
    """The claim was ended before."""


@dataclass(eq=False)
class OtherTask(DomainError):
    """The work item is for something else than what was asked."""

    task: str


class HandedBack(Refusal):
    """The caller has handed the work item back, and is not offered it again."""


class ItemEnded(DomainError):
    """The work item is decided."""


PROBLEMS: ProblemTable = {
    ClaimHeld: ProblemType(
        "claim-held",
        409,
        Text("Du har redan ett ärende", "You already have a work item"),
        Text(
            "Besluta i det ärende du har (`workItemId`) eller lämna tillbaka det (`claimId`), och ta sedan nästa.",
            "Decide on the one you have (`workItemId`) or hand it back (`claimId`), then take the next.",
        ),
    ),
    ClaimNeeded: ProblemType(
        "claim-needed",
        403,
        Text("Du håller inte i ärendet", "You do not hold the work item"),
        Text(
            "Bara den som har tagit ärendet ur kön, och vars tid inte har gått ut, kan läsa och arbeta med det. "
            "Ta nästa ärende ur kön.",
            "Only who has claimed the work item, with time left, can read it and work on it. Claim the next one.",
        ),
    ),
    NotYourClaim: ProblemType(
        "claim-not-yours",
        403,
        Text("Någon annan har ärendet", "Somebody else has the work item"),
        Text(
            "Bara den som har tagit ärendet kan lämna tillbaka det; annars faller det tillbaka när tiden går ut.",
            "Only who claimed it can hand it back; otherwise it falls back when the time is out.",
        ),
    ),
    ClaimEnded: ProblemType(
        "claim-ended",
        409,
        Text("Ärendet är redan avslutat eller tillbakalämnat", "The claim has ended"),
        Text("Det finns inget att lämna tillbaka. Ta nästa ärende.", "There is nothing to hand back. Claim the next."),
    ),
    OtherTask: ProblemType(
        "other-task",
        409,
        Text("Ärendet gäller något annat", "The work item is for something else"),
        Text(
            "Ärendet är {task}.",
            "The work item is {task}.",
        ),
        words={
            "application": Text("en ansökan: beräkna och besluta i den", "an application: calculate and decide on it"),
            "payment": Text(
                "en betalning som inte gick: betala den på nytt", "a payment that failed: have it paid again"
            ),
            "lateAnswer": Text(
                "ett registersvar som kom efter beslutet: avsluta det med ett skäl",
                "an answer that came after the decision: conclude it with a reason",
            ),
            "lateCompletion": Text(
                "en komplettering som beslutet inte räknade med: avsluta den med ett skäl",
                "a completion that the decision did not count with: conclude it with a reason",
            ),
        },
    ),
    HandedBack: ProblemType(
        "claim-handed-back",
        403,
        Text("Du har lämnat tillbaka ärendet", "You have handed the work item back"),
        Text("Någon annan tar det. Ta nästa ärende ur kön.", "Somebody else takes it. Claim the next one."),
    ),
    ItemEnded: ProblemType(
        "work-item-decided",
        409,
        Text("Ärendet är beslutat", "The work item is decided"),
        Text("Det finns redan ett beslut. Ta nästa ärende ur kön.", "There is a decision already. Claim the next one."),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "claim_live_item": Busy(),
    "claim_live_person": Busy(),
    "claim_not_handed_back": HandedBack(),
    "claim_open_item": ItemEnded(),
    "claim_apart_from_entry": BrokenChain("C1", "entry"),
    "claim_apart_from_account": BrokenChain("C1", "account"),
    "claim_apart_from_decision": BrokenChain("C9", "decision"),
    "claim_own_case": BrokenChain("C2", "householdMember"),
}
"""What the database says, told as the rules tell it. A lost race for an item or for a person's one claim is tried
again, and then finds what there is."""
