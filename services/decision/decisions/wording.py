"""What a decision says to the person it is about, in plain words, and how to appeal it.

FL (2017:900) 31 §: the day, what it says and who decided. 32 §: which rules and which facts. 33 §: how to appeal. Pure:
the same decision gives the same words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.texts import Language, Text, amount, month_name
from services.decision.decisions.purposes import PURPOSES, Purpose
from services.decision.decisions.rules import Outcome
from services.decision.rejection_grounds.rules import StatedGround
from shared.auth.callers import Role
from shared.clock import STOCKHOLM

_OUTCOMES = {
    Outcome.GRANTED: Text("Din ansökan beviljas.", "Your application is granted."),
    Outcome.PARTLY_GRANTED: Text("Din ansökan beviljas delvis.", "Your application is granted in part."),
    Outcome.REJECTED: Text("Din ansökan avslås.", "Your application is rejected."),
}
_ROLES = {
    Role.ECONOMY_SECRETARY: Text("en ekonomisekreterare", "an economy secretary"),
    Role.SOCIAL_WORKER: Text("en socialsekreterare", "a social worker"),
    Role.UNIT_HEAD: Text("en enhetschef", "a unit head"),
}
_APPEAL = (
    Text("Så här överklagar du", "How to appeal"),
    Text(
        "Om du tycker att beslutet är fel kan du överklaga det till förvaltningsrätten (SoL 35 kap. 1 §).",
        "If you think that the decision is wrong you can appeal it to the administrative court (SoL 35 kap. 1 §).",
    ),
    Text(
        "Skriv vilket beslut du överklagar (datum och ärendenummer), hur du vill att det ska ändras och varför. "
        "Skriv ditt namn, ditt personnummer och hur domstolen når dig (FL 43 §).",
        "Write which decision you appeal (date and case number), how you want it changed and why. Write your name, "
        "your personal identity number and how the court can reach you (FL 43 §).",
    ),
    Text(
        "Skicka överklagandet till socialnämnden i kommunen, inte till domstolen. Det ska ha kommit in inom tre veckor "
        "från den dag då du fick del av beslutet (FL 44 §).",
        "Send the appeal to the municipality's social welfare board, not to the court. It must have arrived within "
        "three weeks from the day you were given the decision (FL 44 §).",
    ),
    Text(
        "Nämnden ser om beslutet ska ändras och lämnar annars ditt överklagande till domstolen. "
        "Du kan få hjälp med att skriva: fråga din handläggare.",
        "The board looks at whether to change the decision, and otherwise passes your appeal on to the court. You can "
        "get help with writing: ask at the social services.",
    ),
)


@dataclass(frozen=True, slots=True)
class WordedLine:
    """Öre, for what, and the day that it is to be paid."""

    purpose: Purpose
    amount_ore: int
    pay_on: date


@dataclass(frozen=True, slots=True)
class Decided:
    """What the words are about. `decided_at` is aware. `approved`: the role that decided what `role` had proposed."""

    case_number: str
    outcome: Outcome
    calculation: Calculation
    lines: tuple[WordedLine, ...]
    reasons: str
    role: Role
    decided_at: datetime
    approved: Role | None = None
    grounds: tuple[StatedGround, ...] = ()

    @property
    def granted_ore(self) -> int:
        return sum(line.amount_ore for line in self.lines)


def wording(decided: Decided, language: Language) -> tuple[str, ...]:
    """The decision line by line: what was decided and paid, why, the calculation, and how to appeal."""
    said = (*_heading(decided, language), *_payments(decided, language), *_reasons(decided))
    return (
        *(text.to(language) for text in said),
        *decided.calculation.explanation(language),
        *appeal(language),
    )


def appeal(language: Language) -> tuple[str, ...]:
    """How to appeal, and by when."""
    return tuple(text.to(language) for text in _APPEAL)


def _heading(decided: Decided, language: Language) -> Iterator[Text]:
    day = decided.decided_at.astimezone(STOCKHOLM).date().isoformat()
    month = month_name(decided.calculation.facts.month, language)
    yield Text(
        f"Beslut om ekonomiskt bistånd för {month}, ärende {decided.case_number}.",
        f"Decision on social assistance for {month}, case {decided.case_number}.",
    )
    yield _who(decided, day)
    yield _OUTCOMES[decided.outcome]
    if decided.lines:
        granted = amount(decided.granted_ore, language)
        yield Text(f"Du får {granted}.", f"You are granted {granted}.")


def _who(decided: Decided, day: str) -> Text:
    """Who decided, and who put it forward (FL 31 §)."""
    who, proposer = _ROLES[decided.approved or decided.role], _ROLES[decided.role]
    proposed = Text("", "")
    if decided.approved is not None:
        proposed = Text(f", efter förslag av {proposer.sv}", f", as proposed by {proposer.en}")
    return Text(
        f"Beslutat {day} av {who.sv} på socialnämndens uppdrag{proposed.sv}.",
        f"Decided {day} by {who.en} on behalf of the social welfare board{proposed.en}.",
    )


def _payments(decided: Decided, language: Language) -> Iterator[Text]:
    for line in decided.lines:
        purpose, money = PURPOSES[line.purpose], amount(line.amount_ore, language)
        yield Text(
            f"{purpose.sv}: {money} betalas ut tidigast {line.pay_on.isoformat()}.",
            f"{purpose.en}: {money} is paid on {line.pay_on.isoformat()} at the earliest.",
        )


def _reasons(decided: Decided) -> Iterator[Text]:
    for ground in decided.grounds:
        said, law = ground.facts.text, ground.facts.law
        yield Text(f"Grund: {said.sv} ({law})", f"Ground: {said.en} ({law})")
    if decided.reasons:
        yield Text(f"Skäl: {decided.reasons}", f"Reasons: {decided.reasons}")
    yield Text(
        "Beslutet grundas på 12 kap. 1 § socialtjänstlagen (2025:400) och på beräkningen nedan.",
        "The decision rests on 12 kap. 1 § of the Social Services Act (2025:400) and on the calculation below.",
    )
