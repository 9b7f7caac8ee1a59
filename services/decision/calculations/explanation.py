"""A calculation in words: which rules and which facts gave the amount, for the person it is about (FL 32 §)."""

from collections.abc import Iterator

from services.decision.calculations.disregards import IncomeRule
from services.decision.calculations.facts import FIRST_RULES, SECOND_RULES
from services.decision.calculations.left_out import left_out_in_words, origin_in_words
from services.decision.calculations.lines import COST_KINDS_OF_LINE, NORM_KINDS, Line, LineKind
from services.decision.calculations.texts import Language, Text, amount, month_name
from services.decision.calculations.totals import Totals
from shared.months import Month

_LEFT_OUT_BY = {
    IncomeRule.JOB_STIMULUS.value: Text("särskild beräkningsregel för arbete", "the special rule for work"),
    IncomeRule.CHILD_WORK_INCOME.value: Text("barns och skolungdomars arbetsinkomst", "children's own wages"),
    IncomeRule.COUNTED.value: Text("handläggarens bedömning", "the handler's assessment"),
}


_GROUPS = (
    (NORM_KINDS, Text("Norm", "Norm")),
    (frozenset({LineKind.REASONABLE_COST}), Text("Godtagna kostnader", "Approved costs")),
    (frozenset({LineKind.COUNTED_INCOME}), Text("Inkomster som räknas", "Incomes that count")),
)


def explain(
    month: Month,
    norm_version: str,
    lines: tuple[Line, ...],
    language: Language,
    not_counted: tuple[Line, ...] = (),
) -> tuple[str, ...]:
    """A heading, the lines in groups with their sums, and the result."""
    return tuple(_texts(month, norm_version, lines, language, not_counted))


def _texts(
    month: Month, norm_version: str, lines: tuple[Line, ...], language: Language, not_counted: tuple[Line, ...]
) -> Iterator[str]:
    totals = Totals.of(lines)
    name = month_name(month, language)
    yield Text(f"Beräkning för {name} ({norm_version}).", f"Calculation for {name} ({norm_version}).").to(language)
    for kinds, title in _GROUPS:
        group = [line for line in lines if line.kind in kinds]
        yield from (line_in_words(line, language) for line in group)
        total = amount(abs(sum(line.amount_ore for line in group)), language)
        yield Text(f"{title.sv}, sammanlagt: {total}.", f"{title.en}, in all: {total}.").to(language)
    yield from _not_counted(not_counted, month, language)
    yield from _above_norm(lines, language)
    yield _result(totals, language)


def _not_counted(lines: tuple[Line, ...], month: Month, language: Language) -> Iterator[str]:
    if not lines:
        return
    yield from (left_out_in_words(line, month, language) for line in lines)
    total = amount(sum(line.amount_ore for line in lines), language)
    yield Text(f"Inkomster som inte räknas, sammanlagt: {total}.", f"Incomes that do not count, in all: {total}.").to(
        language
    )


def _above_norm(lines: tuple[Line, ...], language: Language) -> Iterator[str]:
    """Only in an application above the norm: there is then a need, or something that is decided apart."""
    needs = [line for line in lines if line.kind is LineKind.NEED_BESIDE_NORM]
    yield from (line_in_words(line, language) for line in lines if line.kind is LineKind.DECIDED_APART)
    yield from (line_in_words(line, language) for line in needs)
    if needs:
        total = amount(sum(line.amount_ore for line in needs), language)
        yield Text(f"Godtaget över norm, sammanlagt: {total}.", f"Approved above the norm, in all: {total}.").to(
            language
        )


def line_in_words(line: Line, language: Language) -> str:
    """The line's label, amount and law, and where it comes from."""
    remarks = (remark.to(language) for remark in _remarks(line, language))
    return " ".join((f"{line.label.to(language)}: {_amounts(line, language)} ({line.law}).", *remarks))


def _amounts(line: Line, language: Language) -> str:
    """The amount, and where it was cut what it was cut from."""
    used_ore, joint = line.amount_ore, None
    if line.kind in COST_KINDS_OF_LINE:
        joint, whole_ore = Text("av sökta", "of the applied"), _number(line, "appliedOre")
    elif line.kind is LineKind.COUNTED_INCOME:
        used_ore, joint, whole_ore = -line.amount_ore, Text("räknas av", "counts of"), _number(line, "receivedOre")
    if joint is None or used_ore == whole_ore:
        return amount(used_ore, language)
    return f"{amount(used_ore, language)} {joint.to(language)} {amount(whole_ore, language)}"


def _remarks(line: Line, language: Language) -> Iterator[Text]:
    if line.version in (FIRST_RULES, SECOND_RULES):
        yield from _left_out(line, language)
    yield from _guideline(line, language)
    yield from origin_in_words(line)
    if line.unconfirmed:
        yield Text(
            "Beloppet är inte bekräftat av någon myndighet.", "The amount has not been confirmed by an authority."
        )
    if line.reason:
        yield Text(f"Skäl: {line.reason}", f"Reason: {line.reason}")


def _left_out(line: Line, language: Language) -> Iterator[Text]:
    for name, rule in (("disregardedByLawOre", line.rule), ("disregardedByHandlerOre", IncomeRule.COUNTED.value)):
        left_out_ore = _number(line, name)
        if left_out_ore:
            money, by = amount(left_out_ore, language), _LEFT_OUT_BY[rule]
            yield Text(f"{money} räknas inte: {by.sv}.", f"{money} does not count: {by.en}.")


def _guideline(line: Line, language: Language) -> Iterator[Text]:
    """What the municipality's guideline is, and whether the case was assessed otherwise."""
    if line.fact("guideline") is None:
        return
    most_ore = _number(line, "guidelineOre")
    money, over = amount(most_ore, language), line.amount_ore > most_ore
    example = Text(" (exempel)", " (an example)") if line.fact("guidelineStatus") == "example" else Text("", "")
    above = Text(", här godtas mer", ", more is approved here") if over else Text("", "")
    yield Text(
        f"Kommunens riktlinje{example.sv} är högst {money}{above.sv}.",
        f"The municipality's guideline{example.en} is {money} at most{above.en}.",
    )


def _result(totals: Totals, language: Language) -> str:
    if totals.deficit_ore:
        short = amount(totals.deficit_ore, language)
        return Text(f"Det saknas {short}.", f"{short} is short.").to(language)
    if totals.surplus_ore:
        over = amount(totals.surplus_ore, language)
        return Text(f"Det blir {over} över.", f"{over} is left over.").to(language)
    return Text("Behov och inkomster är lika stora.", "Need and incomes are equal.").to(language)


def _number(line: Line, name: str) -> int:
    value = line.fact(name)
    return value if isinstance(value, int) else 0
