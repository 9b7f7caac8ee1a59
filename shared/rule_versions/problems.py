"""What keeps a rule from being proposed or approved, and how HTTP tells it."""

from dataclasses import dataclass
from typing import Any

from shared.problems import DomainError, ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class RuleUnfit(DomainError):
    """`faults`: [{fault, at, sv, en}], all that was found."""

    faults: list[dict[str, str]]

    @classmethod
    def first_day(cls) -> "RuleUnfit":
        return cls([fault("firstDay", "validFrom", _FIRST_DAY)])


@dataclass(eq=False)
class OwnRule(Refusal):
    """Who proposed a rule does not approve it."""

    rule: str = "C13"


@dataclass(eq=False)
class RuleLapsed(Refusal):
    """Its first day has been: approved now it would have counted before its approval."""

    rule: str = "C13"


class RuleApproved(DomainError):
    """It is approved already."""


_FIRST_DAY = Text(
    "Den första dagen ska vara i dag eller senare, och högst tre år framåt.",
    "The first day is today or later, and at most three years ahead.",
)


def fault(name: str, at: str, words: Text) -> dict[str, Any]:
    """`at`: the place in what was sent, as in "content.rules[1].role"."""
    return {"fault": name, "at": at, "sv": words.sv, "en": words.en}


PROBLEMS: ProblemTable = {
    RuleUnfit: ProblemType(
        "rule-unfit",
        422,
        Text("Regeln går inte att föreslå så", "The rule cannot be proposed like that"),
        Text("Rätta det som står i `faults` och föreslå igen.", "Correct what `faults` names and propose again."),
    ),
    OwnRule: ProblemType(
        "own-rule",
        403,
        Text("Någon annan måste godkänna", "Somebody else must approve"),
        Text(
            "Den som har föreslagit en regel godkänner den inte ({rule}). Be en annan enhetschef.",
            "Who proposed a rule does not approve it ({rule}). Ask another unit head.",
        ),
    ),
    RuleLapsed: ProblemType(
        "rule-lapsed",
        409,
        Text("För sent att godkänna", "Too late to approve"),
        Text(
            "Regelns första dag har varit, och ingen regel gäller före sitt godkännande ({rule}). "
            "Be systemförvaltaren föreslå den med en senare dag.",
            "The rule's first day has been, and no rule counts before its approval ({rule}). "
            "Ask the administrator to propose it with a later day.",
        ),
    ),
    RuleApproved: ProblemType(
        "rule-approved",
        409,
        Text("Regeln är redan godkänd", "The rule is approved already"),
        Text(
            "Den ändras aldrig. Ska något vara annorlunda, föreslå en ny version.",
            "It is never changed. Where something should be otherwise, propose a new version.",
        ),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "rule_version_approval_pkey": RuleApproved(),
    "rule_version_approved_by_another": OwnRule(),
    "rule_version_after_approval": RuleLapsed(),
}
"""What the database says, told as the rules tell it."""
