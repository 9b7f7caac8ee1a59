"""What a register's answer is worth (C10). No answer is never "no income".

A look-up is about one person and asks some of seven blocks. Each block's answer gets one of three verdicts. An absence
can hide at four levels: a SOAP fault, a block's error, a state or deviation inside FK, a status code inside a payload.
Everything that is not positively known to be an answer is `notVerifiable`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from shared.months import Month


class Block(StrEnum):
    """The authorities that one call reaches. FK carries Pensionsmyndigheten (PM) inside."""

    AF = "AF"
    CSN = "CSN"
    FK = "FK"
    SKV = "SKV"
    SO = "SO"
    TNS = "TNS"
    MIV = "MIV"


class Verdict(StrEnum):
    ANSWERED = "answered"
    NOTHING_HELD = "nothingHeld"
    NOT_VERIFIABLE = "notVerifiable"


class Reason(StrEnum):
    """Why a block is `notVerifiable`."""

    TIME_OUT = "timeOut"
    CONNECTION_FAILED = "connectionFailed"
    HTTP_ERROR = "httpError"
    TOO_LARGE = "tooLarge"
    SOAP_FAULT = "soapFault"
    UNREADABLE = "unreadable"
    OTHER_QUESTION = "otherQuestion"
    OTHER_PERSON = "otherPerson"
    BLOCK_MISSING = "blockMissing"
    BLOCK_ERROR = "blockError"
    STATUS_MISSING = "statusMissing"
    UNKNOWN_CODE = "unknownCode"
    SOURCE_FAILED = "sourceFailed"
    DEVIATION = "deviation"
    CONTRADICTION = "contradiction"


class Meaning(StrEnum):
    """What a status code inside a payload says."""

    OK = "ok"
    NOTHING = "nothing"
    FAILED = "failed"


class PaymentStatus(StrEnum):
    PAID = "paid"
    PLANNED = "planned"


class Period(NamedTuple):
    """Both days belong to it."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class SeenIncome:
    """A payment that a register shows, net of tax. `source` is FK, PM, CSN, SO or SKV; `kind` is the source's own code
    for it ("FK:BOB"), `label` the source's own words. A day that the source does not give is None."""

    source: str
    kind: str
    label: str
    amount_ore: int
    period_from: date | None
    period_to: date | None
    paid_on: date | None
    status: PaymentStatus


@dataclass(frozen=True, slots=True)
class BlockAnswer:
    """One block's answer. Only with `answered` are the incomes all there are: with `notVerifiable` they are what could
    be seen beside what could not. `reason` is set for `notVerifiable`; `detail` is the source's own code, never text
    about a person. `protected` tells that the source marks the person as having a protected identity."""

    block: Block
    verdict: Verdict
    reason: Reason | None = None
    detail: str = ""
    incomes: tuple[SeenIncome, ...] = ()
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that keeps an answer from being one."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StatusCode:
    """A status code found in a payload, such as ("CSN.ResultatKod", "0")."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Payload:
    """What a block's data says, read but not judged. `about` holds the personal numbers that it says it is about,
    `required` the status codes without which it says nothing, `problems` what in it could not be read or was left
    out, `holds_something` whether it holds more than "here is nothing"."""

    about: frozenset[str]
    codes: tuple[StatusCode, ...]
    required: frozenset[str]
    holds_something: bool
    incomes: tuple[SeenIncome, ...] = ()
    problems: tuple[Failure, ...] = ()
    protected: bool = False


CodeTable = Mapping[str, Mapping[str, Meaning]]

KNOWN_CODES: CodeTable = {
    "AF.StatusSokandeinformationKod": {"0": Meaning.OK},
    "CSN.ResultatKod": {"0": Meaning.OK},
    "CSN.Status": {"": Meaning.OK, "Ej träff": Meaning.NOTHING},
    "CSN.utbetstatus": {"Utbetald": Meaning.OK, "UTBETALAD": Meaning.OK, "Planerad": Meaning.OK},
    "FK.tillstand": {"OK": Meaning.OK, "FELANDE": Meaning.FAILED, "OTILLGANGLIG": Meaning.FAILED},
    "PM.tillstand": {"OK": Meaning.OK, "FELANDE": Meaning.FAILED, "OTILLGANGLIG": Meaning.FAILED},
    "SKV.StatusPersonuppgiftKod": {"0": Meaning.OK},
    "SKV.StatusKapitaluppgiftKod": {"0": Meaning.OK},
    "SKV.StatusSkattekontouppgiftKod": {"0": Meaning.OK},
    # The contract leaves this a free string without a list. This is the one value met in published test answers; those
    # that the funds really send are added in the settings when they have said what they are.
    "SO.StatusSvarandeOrganisation": {"all clear": Meaning.OK},
    "TNS.resultat": {"OK": Meaning.OK, "FEL": Meaning.FAILED},
}


def fetch_window(month: Month) -> Period:
    """The period to ask about for application month M: M−2 to M."""
    return Period(month.plus(-2).first_day, month.last_day)


def judge_all(
    requested: Iterable[Block], found: Mapping[Block, Payload | Failure] | Failure, asked: str, codes: CodeTable
) -> dict[Block, BlockAnswer]:
    """An answer for each requested block, whatever came back. `asked` is the person's twelve digits."""
    if isinstance(found, Failure):
        return {block: _not_verifiable(block, found) for block in requested}
    missing = Failure(Reason.BLOCK_MISSING)
    return {block: judge(block, found.get(block, missing), asked, codes) for block in requested}


def judge(block: Block, payload: Payload | Failure, asked: str, codes: CodeTable) -> BlockAnswer:
    if isinstance(payload, Failure):
        return _not_verifiable(block, payload)
    if not all(len(number) in (10, 12) and asked.endswith(number) for number in payload.about):
        return _not_verifiable(block, Failure(Reason.OTHER_PERSON))  # and nothing of that person goes further
    failure = _failure_of(payload, codes)
    if failure is not None:
        return _not_verifiable(block, failure, payload)
    verdict = Verdict.ANSWERED if payload.holds_something else Verdict.NOTHING_HELD
    return BlockAnswer(block, verdict, incomes=payload.incomes, protected=payload.protected)


def _failure_of(payload: Payload, codes: CodeTable) -> Failure | None:
    missing = payload.required - {code.field for code in payload.codes}
    if missing:
        return Failure(Reason.STATUS_MISSING, min(missing))
    meanings = [(code, codes.get(code.field, {}).get(code.value)) for code in payload.codes]
    for code, meaning in meanings:
        if meaning is None:
            return Failure(Reason.UNKNOWN_CODE, f"{code.field} {code.value}")
        if meaning is Meaning.FAILED:
            return Failure(Reason.SOURCE_FAILED, f"{code.field} {code.value}")
    if payload.problems:
        return payload.problems[0]
    if payload.holds_something and any(meaning is Meaning.NOTHING for _, meaning in meanings):
        return Failure(Reason.CONTRADICTION)
    return None


def _not_verifiable(block: Block, failure: Failure, payload: Payload | None = None) -> BlockAnswer:
    return BlockAnswer(
        block,
        Verdict.NOT_VERIFIABLE,
        failure.reason,
        harmless(failure.detail),
        payload.incomes if payload else (),
        payload.protected if payload else False,
    )


def harmless(text: str) -> str:
    """A source's words cut down to what a code or a label may be: short, without signs that a database or a log cannot
    take, and without what could be a personal number."""
    plain = "".join(sign for sign in text if sign.isalnum() or sign in " .,:/()_-")[:80].strip()
    return "" if sum(sign.isdigit() for sign in plain) >= 10 else plain
