"""CSN: Centrala studiestödsnämnden. XML in base64, with the payments of each kind of study support."""

import re
from datetime import date
from xml.etree.ElementTree import Element

from services.intake.registers import reading
from services.intake.registers.blocks.payments import collect
from services.intake.registers.reading import Unreadable
from services.intake.registers.rules import Payload, PaymentStatus, SeenIncome, StatusCode
from services.intake.registers.ssbtek import SSBT

ASKED = "{http://schema.csn.se/v4.0/kommunfraga}"
PERSON = "{http://schema.csn.se/v4.0/person}"
TYPES = "{http://schema.csn.se/v4.0/csntyper}"
SUPPORTS = {  # what a person may have, and the namespace that its cases are written in
    "Studiemedel": "{http://schema.csn.se/v4.0/studiemedel}",
    "Studiehjalp": "{http://schema.csn.se/v4.0/studiehjalp}",
    "HemutrustningsLan": "{http://schema.csn.se/v4.0/hemutrustningslan}",
    "Studiestartsstod": "{http://schema.csn.se/v4.0/studiestartsstod}",
    "Omstallningsstudiestod": "{http://schema.csn.se/v4.0/omstallningsstudiestod}",
}
_REQUIRED = frozenset({"CSN.ResultatKod", "CSN.Status"})
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_WEEK = re.compile(r"(\d{4})(\d{2})", re.ASCII)
_MONDAY, _SUNDAY = 1, 7


def read(data: Element) -> Payload:
    """Raises Unreadable."""
    answer = reading.parse_xml(reading.from_base64(reading.text_at(data, f"{SSBT}svar")))
    if answer.tag != f"{ASKED}CSNSvar":
        raise Unreadable("CSNSvar")
    result = reading.text_at(answer, f"{ASKED}GemensamtSvarEkbistand/{ASKED}Resultat/{ASKED}ResultatKod")
    codes = (StatusCode("CSN.ResultatKod", result),)
    persons = answer.findall(f"{ASKED}Personer/{ASKED}Person")
    if not persons:
        return Payload(frozenset(), codes, _REQUIRED, holds_something=False)
    return _of_person(reading.only(answer, f"{ASKED}Personer/{ASKED}Person"), codes)


def _of_person(person: Element, codes: tuple[StatusCode, ...]) -> Payload:
    reading.closed(person, f"{PERSON}Studiestodstypforteckning", *(f"{PERSON}{support}" for support in SUPPORTS))
    status = StatusCode("CSN.Status", person.get("Status", "").strip())
    cases = [case for support, space in SUPPORTS.items() for case in _cases(person, support, space)]
    plans = [(case, space, payment) for case, space in cases for payment in _payments(case, space)]
    incomes, problems = collect(plans, _income)
    return Payload(
        about=frozenset({person.get("sekel", "") + person.get("personnummer", "")}),
        codes=(*codes, status, *(_payment_status(payment) for _, _, payment in plans)),
        required=_REQUIRED,
        holds_something=bool(cases),
        incomes=incomes,
        problems=problems,
        protected=bool(person.get("sekretess", "").strip()),
    )


def _cases(person: Element, support: str, space: str) -> list[tuple[Element, str]]:
    """The contract has every kind of support in every answer, empty or not: one that is missing is an absence."""
    found = reading.closed(reading.only(person, f"{PERSON}{support}"), f"{PERSON}Arenden")
    lists = (reading.closed(cases, f"{PERSON}Arende") for cases in found)
    return [(case, space) for cases in lists for case in cases]


def _payments(case: Element, space: str) -> list[Element]:
    return list(reading.closed(reading.only(case, f"{space}UtbetalningsPlan"), f"{space}Utbetalning"))


def _payment_status(payment: Element) -> StatusCode:
    return StatusCode("CSN.utbetstatus", reading.text_at(payment, f"{TYPES}utbetstatus"))


def _income(planned: tuple[Element, str, Element]) -> SeenIncome:
    case, space, payment = planned
    return SeenIncome(
        source="CSN",
        kind=f"CSN:{reading.text_at(case, f'{space}stodform')}",
        label=reading.text_at(case, f"{space}klartext"),
        amount_ore=reading.ore_of_text(reading.text_at(payment, f"{TYPES}totbelopp")),
        period_from=_edge(payment, "startvecka", _MONDAY),
        period_to=_edge(payment, "slutvecka", _SUNDAY),
        paid_on=_day(reading.text_at(payment, f"{TYPES}utbetdatum")),
        status=PaymentStatus.PLANNED if _payment_status(payment).value == "Planerad" else PaymentStatus.PAID,
    )


def _edge(payment: Element, name: str, weekday: int) -> date | None:
    """The first Monday or the last Sunday of the weeks (yyyyWW) that a payment is for."""
    weeks = [_week(element.text or "", weekday) for element in payment.iter(f"{TYPES}{name}")]
    if not weeks:
        return None
    return min(weeks) if weekday == _MONDAY else max(weeks)


def _week(text: str, weekday: int) -> date:
    parts = _WEEK.fullmatch(text)
    try:
        if parts is not None:
            return date.fromisocalendar(int(parts[1]), int(parts[2]), weekday)
    except ValueError:
        pass
    raise Unreadable("week")


def _day(text: str) -> date:
    parts = _DAY.fullmatch(text)
    if parts is None:
        raise Unreadable("utbetdatum")
    return reading.day("-".join(parts.groups()))
