"""CSN's block: XML in base64, with a plan of payments per case."""

from base64 import b64encode
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from deploy.sandbox.registers.people import Payment
from deploy.sandbox.registers.question import SSBT
from deploy.sandbox.registers.telling import Telling

_ASKED, _PERSON, _TYPES, _GRANT = (
    f"{{http://schema.csn.se/v4.0/{name}}}" for name in ("kommunfraga", "person", "csntyper", "studiemedel")
)
_SUPPORTS = ("Studiemedel", "Studiehjalp", "HemutrustningsLan", "Studiestartsstod", "Omstallningsstudiestod")
for _prefix, _space in {"csn": _ASKED, "csnpers": _PERSON, "csngem": _TYPES, "csnsm": _GRANT}.items():
    register_namespace(_prefix, _space.strip("{}"))


def write(data: Element, telling: Telling) -> None:
    told = tostring(_answer(telling), encoding="utf-8")
    if telling.broken:
        told = told[: len(told) // 2]
    SubElement(data, f"{SSBT}svar").text = b64encode(told).decode()


def _answer(telling: Telling) -> Element:
    answer = Element(f"{_ASKED}CSNSvar", schemaVersion="4.0")
    result = SubElement(SubElement(answer, f"{_ASKED}GemensamtSvarEkbistand"), f"{_ASKED}Resultat")
    SubElement(result, f"{_ASKED}ResultatKod").text = telling.code("0")
    SubElement(result, f"{_ASKED}ResultatText").text = "Allt OK, inget att rapportera"
    SubElement(answer, f"{_ASKED}GemensamtFragaEkbistand")
    _person(SubElement(answer, f"{_ASKED}Personer"), telling)
    return answer


def _person(persons: Element, telling: Telling) -> None:
    person = SubElement(
        persons,
        f"{_ASKED}Person",
        personnummer=telling.number[2:],
        Status=" " * 10 if telling.person.known_to_csn else "Ej träff",
        sekretess="S " if telling.person.protected else "  ",
        sekel=telling.number[:2],
    )
    listed = SubElement(person, f"{_PERSON}Studiestodstypforteckning")
    payments = telling.asked_for(telling.person.csn)
    for support in _SUPPORTS:
        has = support == "Studiemedel" and bool(payments)
        SubElement(listed, f"{_TYPES}{support[0].lower()}{support[1:].lower()}").text = str(int(has))
        part = SubElement(person, f"{_PERSON}{support}")
        if has:
            _cases(SubElement(part, f"{_PERSON}Arenden"), payments)


def _cases(cases: Element, payments: list[Payment]) -> None:
    for number, kind in enumerate(sorted({payment.kind for payment in payments}), start=1):
        mine = [payment for payment in payments if payment.kind == kind]
        case = SubElement(cases, f"{_PERSON}Arende", lopnummer=str(number))
        for name, text in (("stodform", kind), ("klartext", mine[0].label or kind), ("status", "BESLUTAD")):
            SubElement(case, f"{_GRANT}{name}").text = text
        SubElement(case, f"{_GRANT}soktaTider")
        SubElement(case, f"{_GRANT}BeviljadeTider")
        plan = SubElement(case, f"{_GRANT}UtbetalningsPlan")
        for payment in mine:
            _payment(SubElement(plan, f"{_GRANT}Utbetalning"), payment)


def _payment(paid: Element, payment: Payment) -> None:
    amount = str(payment.amount_ore // 100)  # CSN writes whole kronor
    SubElement(paid, f"{_TYPES}utbetdatum").text = f"{payment.paid_on:%Y%m%d}"
    SubElement(paid, f"{_TYPES}utbetstatus").text = "Planerad" if payment.planned else "Utbetald"
    time = SubElement(SubElement(paid, f"{_TYPES}Utbetaldatider"), f"{_TYPES}Utbetaldtid")
    SubElement(time, f"{_TYPES}startvecka").text = f"{payment.period_from:%G%V}"
    SubElement(time, f"{_TYPES}slutvecka").text = f"{payment.period_to:%G%V}"
    row = SubElement(SubElement(time, f"{_TYPES}Beloppen"), f"{_TYPES}Belopp")
    for name, text in (("beloppstyp", "GRUNDB"), ("klartext", "Bidrag"), ("belopp", amount), ("totbelopp", amount)):
        SubElement(row, f"{_TYPES}{name}").text = text
    SubElement(time, f"{_TYPES}totbelopp").text = amount
    SubElement(paid, f"{_TYPES}totbelopp").text = amount
