"""How HTTP tells that a decision cannot be made, or not by this person."""

from dataclasses import dataclass
from typing import Any, Literal

from services.decision.claims.problems import ClaimNeeded, ItemEnded
from services.decision.decisions.problems import FAULT_TEXTS, Fault, UnfitDecision
from shared.problems import BrokenChain, Busy, DomainError, ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class DecisionUnfit(DomainError):
    """The decision does not agree with its calculation, or leaves out what it has to say. `faults`: [{fault, about, sv,
    en}], all that was found."""

    faults: list[dict[str, Any]]


@dataclass(eq=False)
class AboveDeficit(Refusal):
    """The lines pay more than the calculation grants."""

    rule: str = "C3"


@dataclass(eq=False)
class AccountNotPayable(Refusal):
    """`lines`: the numbers of those to an account that is not the household's, or not found equal in two entries."""

    lines: list[int]
    rule: str = "C3"


@dataclass(eq=False)
class CalculationStale(DomainError):
    """`because`: the household has a newer version; a register has answered something else since; the applicant has
    declared something newer; who calculated has since got another hand in the household; or the rules would no longer
    give the same."""

    because: Literal["householdChanged", "evidenceChanged", "declarationChanged", "otherHands", "rulesChanged"]


@dataclass(eq=False)
class AboveDelegation(Refusal):
    """More than a unit head may grant, who approves what is above the other roles. `max_granted_ore` is None where
    nothing is delegated."""

    max_granted_ore: int | None
    rule: str = "KL 7 kap. 5 §"


def unfit(error: UnfitDecision) -> DomainError:
    """Paying more than what is short is an attempt at the chain; all else is to be corrected."""
    if any(found.fault is Fault.ABOVE_WHAT_IS_SHORT for found in error.faults):
        return AboveDeficit()
    return DecisionUnfit(
        [
            {"fault": found.fault.value, "about": found.about, **FAULT_TEXTS[found.fault].to_document()}
            for found in error.faults
        ]
    )


def impossible_pay_day(lines: tuple[int, ...]) -> DecisionUnfit:
    words = {"sv": "Utbetalningsdagen har varit eller är för långt fram.", "en": "The day is past or too far ahead."}
    return DecisionUnfit([{"fault": "payDay", "about": f"lines[{number - 1}].payOn", **words} for number in lines])


CHANGED = {
    "householdChanged": Text("hushållet har ändrats", "the household has changed"),
    "evidenceChanged": Text("ett register har svarat något annat", "a register has answered something else"),
    "otherHands": Text("den som räknade har nu en annan del i ärendet", "who calculated now has another part in it"),
    "rulesChanged": Text("reglerna ger nu något annat", "the rules now give something else"),
    "accountChanged": Text("ett konto har ändrats", "an account has changed"),
    "payDay": Text("betalningsdagen går inte längre", "the pay day is no longer possible"),
}
"""What may have changed since somebody calculated or proposed."""

PROBLEMS: ProblemTable = {
    DecisionUnfit: ProblemType(
        "decision-unfit",
        422,
        Text("Beslutet går inte att fatta så", "The decision cannot be made like that"),
        Text("Rätta det som står i `faults`.", "Correct what `faults` names."),
    ),
    AboveDeficit: ProblemType(
        "above-deficit",
        403,
        Text("Mer än vad som kan beviljas", "More than can be granted"),
        Text(
            "Raderna betalar mer än underskottet i beräkningen. Sänk beloppen eller räkna om.",
            "The lines pay more than the deficit of the calculation. Lower the amounts or calculate anew.",
        ),
    ),
    AccountNotPayable: ProblemType(
        "account-not-payable",
        403,
        Text("Kontot kan inte användas", "The account cannot be used"),
        Text(
            "Kontot på raderna i `lines` är inte hushållets, eller har inte uppgetts lika två gånger. "
            "Be en registrator om en ny uppgift.",
            "The account of the lines in `lines` is not the household's, or was not entered equally twice. "
            "Ask a registrar for a new entry.",
        ),
    ),
    CalculationStale: ProblemType(
        "calculation-stale",
        409,
        Text("Räkna om först", "Calculate anew first"),
        Text(
            "Beräkningen går inte att besluta på ({because}). Gör en ny beräkning och besluta på den.",
            "The calculation cannot be decided on ({because}). Make a new one and decide on that.",
        ),
        words=CHANGED,
    ),
    AboveDelegation: ProblemType(
        "above-delegation",
        403,
        Text("Över delegationen", "Above the delegation"),
        Text(
            "Beloppet är högre än vad en enhetschef får bevilja. Lämna ärendet till nämnden.",
            "The amount is above what a unit head may grant. Leave it to the board.",
        ),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "decision_work_item_key": ItemEnded(),
    "decision_of_item": ItemEnded(),
    "decision_by_holder": ClaimNeeded(),
    "decision_apart_from_entry": BrokenChain("C1", "entry"),
    "decision_apart_from_account": BrokenChain("C1", "account"),
    "decision_own_case": BrokenChain("C2", "householdMember"),
    "decision_within_deficit": AboveDeficit(),
    "decision_sum_within_granted": AboveDeficit(),
    "decision_within_delegation": AboveDelegation(None),
    "decision_in_queues_role": Busy(),
    "decision_newest_answers": Busy(),
    "decision_newest_declaration": CalculationStale("declarationChanged"),
    "decision_completion_lapsed": Busy(),
    "proposal_completion_lapsed": Busy(),
    "decision_grounds_as_proposed": CalculationStale("rulesChanged"),
    "decision_line_apart_from_account": BrokenChain("C1", "account"),
    "decision_line_account_payable": AccountNotPayable([]),
}
"""What the database says, told as the rules tell it. An item that was just moved to the closed queue is tried again,
and then found there; so is a decision in whose very moment a register answered."""
