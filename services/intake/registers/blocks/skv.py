"""SKV: Skatteverket. XML in CDATA; the contract says no more than that it is a text.

Seen in published test answers: a person with a status code and the capital income of one assessment year
(taxeringsår), which is the year after the one that the income belongs to. It is no monthly income and is outside every
fetch window; a tax account's refunds have been described but not seen, and make the block `answered` without an amount.
"""

from datetime import date
from xml.etree.ElementTree import Element

from services.intake.registers import reading
from services.intake.registers.blocks.payments import collect
from services.intake.registers.reading import Unreadable
from services.intake.registers.rules import Payload, PaymentStatus, SeenIncome, StatusCode

INSTANCE = "{http://xmls.skatteverket.se/se/skatteverket/zg/instans/standardiseradInformation/1.0}"
TAXATION = "{http://xmls.skatteverket.se/se/skatteverket/zg/komponent/infoForBeskattning/1.0}"
POPULATION = "{http://xmls.skatteverket.se/se/skatteverket/zg/komponent/infoForFolkbokforing/1.0}"
_PERSON_STATUS = "SKV.StatusPersonuppgiftKod"
_CAPITAL = f"{INSTANCE}Kapitaluppgift"
_WHO = {f"{POPULATION}{name}" for name in ("IdentitetsbeteckningFysiskPerson", "Fornamn", "Efternamn")}


def read(data: Element) -> Payload:
    """Raises Unreadable."""
    answer = reading.parse_xml(reading.text_at(data, "svar"))
    if answer.tag != f"{INSTANCE}SvarBeskattningsuppgifterEnligtSFS2008-975":
        raise Unreadable("SvarBeskattningsuppgifter")
    person = reading.only(answer, f"{INSTANCE}PersonuppgiftLista/{INSTANCE}Personuppgift")
    reading.text_at(person, f"{INSTANCE}StatusPersonuppgiftKod")
    capital = person.findall(_CAPITAL)
    incomes, problems = collect(capital, _income)
    known = {_CAPITAL, *_WHO}
    return Payload(
        about=frozenset({reading.text_at(person, f"{POPULATION}IdentitetsbeteckningFysiskPerson")}),
        codes=tuple(_codes(person)),
        required=frozenset({_PERSON_STATUS}),
        holds_something=any(income.amount_ore for income in incomes)
        or any(part.tag not in known and not _is_status(part) for part in person),
        incomes=tuple(income for income in incomes if income.amount_ore),  # "0" is how it writes that there is none
        problems=problems,
    )


def _codes(person: Element) -> list[StatusCode]:
    """Every status in it, at whatever depth: each part of the answer can have its own."""
    return [StatusCode(f"SKV.{_name(part)}", (part.text or "").strip()) for part in person.iter() if _is_status(part)]


def _is_status(part: Element) -> bool:
    return _name(part).startswith("Status") and _name(part).endswith("Kod")


def _name(part: Element) -> str:
    return part.tag.rpartition("}")[2]


def _income(capital: Element) -> SeenIncome:
    year = reading.first_day(f"{reading.text_at(capital, f'{TAXATION}Taxeringsar')}-01").year - 1
    return SeenIncome(
        source="SKV",
        kind="SKV:Kapital",
        label=f"Inkomst av kapital {year}",
        amount_ore=reading.ore_of_text(reading.text_at(capital, f"{TAXATION}SummaIntakterPaKapital")),
        period_from=date(year, 1, 1),
        period_to=date(year, 12, 31),
        paid_on=None,
        status=PaymentStatus.PAID,
    )
