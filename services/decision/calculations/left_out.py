"""An income that is not counted, in words: how much, by which law, and why, for the person it is about (FL 32 §)."""

from collections.abc import Iterator

from services.decision.calculations.job_stimulus import Basis
from services.decision.calculations.lines import Line
from services.decision.calculations.not_counted import LeftOutBy
from services.decision.calculations.sources import BLOCK_NAMES, FigureStatus, Origin
from services.decision.calculations.texts import Language, Text, amount, month_name
from shared.months import Month

_WHY = {
    LeftOutBy.CHILD_WORK_INCOME: Text(
        "Barns och skolungdomars arbetsinkomst räknas inte upp till ett prisbasbelopp om året.",
        "The wages of children and school youth do not count, up to one price base amount a year.",
    ),
    LeftOutBy.ASSESSMENT: Text("Det är handläggarens bedömning.", "It is the handler's assessment."),
    LeftOutBy.OTHER_FIGURE: Text(
        "Inkomsten räknas med en annan uppgift i stället.", "The income counts by another figure instead."
    ),
    LeftOutBy.NOT_TAKEN: Text("Den är inte med i beräkningen.", "It is not in the calculation."),
}
_SINCE = {
    Basis.EARLIER_DECISIONS.value: Text("enligt kommunens egna beslut", "by the municipality's own decisions"),
    Basis.HANDLER.value: Text("enligt handläggaren", "as the handler knows"),
}


def left_out_in_words(line: Line, month: Month, language: Language) -> str:
    """`month`: the one that is calculated."""
    money = amount(line.amount_ore, language)
    said = Text(
        f"{line.label.sv}: {money} räknas inte ({line.law}).", f"{line.label.en}: {money} does not count ({line.law})."
    )
    remarks = (*_why(line, month, language), *origin_in_words(line), *_reason(line))
    return " ".join(text.to(language) for text in (said, *remarks))


def _why(line: Line, month: Month, language: Language) -> Iterator[Text]:
    rule = LeftOutBy(line.rule)
    if rule is LeftOutBy.JOB_STIMULUS:
        yield from _job_stimulus(line, language)
    elif rule is LeftOutBy.OTHER_MONTH:
        shown, counted = _month(line, "month", language), month_name(month.plus(-1), language)
        yield Text(
            f"Den gäller {shown}; det som kom under {counted} räknas.",
            f"It is of {shown}; what came in {counted} counts.",
        )
    else:
        yield _WHY[rule]


def _job_stimulus(line: Line, language: Language) -> Iterator[Text]:
    percent, since = line.fact("percent"), _SINCE[str(line.fact("basis"))]
    first, last = _month(line, "qualifiedFrom", language), _month(line, "qualifiedTo", language)
    begins, ends = _month(line, "holdsFrom", language), _month(line, "holdsTo", language)
    because = "" if line.fact("basisReason") is None else f" ({line.fact('basisReason')})"
    yield Text(
        f"{percent} procent av lönen räknas inte från {begins} till {ends}, efter försörjningsstöd sex månader i "
        f"följd, {first}–{last}, {since.sv}{because}.",
        f"{percent} per cent of wages do not count from {begins} to {ends}, after income support for six months in a "
        f"row, {first}–{last}, {since.en}{because}.",
    )
    yield Text(
        "När de två åren börjar är inte bekräftat av någon myndighet.",
        "When the two years begin has not been confirmed by an authority.",
    )


def _month(line: Line, name: str, language: Language) -> str:
    return month_name(Month.parse(str(line.fact(name))), language)


def _reason(line: Line) -> Iterator[Text]:
    if line.reason:
        yield Text(f"Skäl: {line.reason}", f"Reason: {line.reason}")


def origin_in_words(line: Line) -> Iterator[Text]:
    """Whose word it is, and whether it could be verified."""
    if line.source.origin is Origin.REGISTER and line.source.block is not None:
        name = BLOCK_NAMES[line.source.block]
        yield Text(f"Enligt {name.sv}.", f"According to {name.en}.")
    if line.source.origin is Origin.DECLARED:
        yield Text("Enligt egen uppgift.", "As stated by the applicant.")
    if line.status is FigureStatus.NOT_VERIFIABLE:
        yield Text("Uppgiften har inte kunnat kontrolleras.", "It has not been possible to verify this.")
