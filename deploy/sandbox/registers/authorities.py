"""The blocks that are small: AF, SKV, SO, TNS and MIV."""

from uuid import uuid4
from xml.etree.ElementTree import Element, SubElement, register_namespace

from deploy.sandbox.registers.people import Payment
from deploy.sandbox.registers.telling import Telling, kronor

_AF = "{http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2}"
_SO = "{http://INT014.UBPService.Schemas}"
_TNS = "{http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1}"
_VEHICLE = "{http://schema.transportstyrelsen.se/ssbtek/fordon/1}"
for _prefix, _space in {"af": _AF, "so": _SO, "tns": _TNS, "frdn": _VEHICLE}.items():
    register_namespace(_prefix, _space.strip("{}"))

_CDATA = "@@CDATA@@"
_SKV_INSIDE = """<?xml version="1.0" encoding="UTF-8"?>
<SvarBeskattningsuppgifterEnligtSFS2008-975\
 xmlns="http://xmls.skatteverket.se/se/skatteverket/zg/instans/standardiseradInformation/1.0"\
 xmlns:besko="http://xmls.skatteverket.se/se/skatteverket/zg/komponent/infoForBeskattning/1.0"\
 xmlns:folko="http://xmls.skatteverket.se/se/skatteverket/zg/komponent/infoForFolkbokforing/1.0">
<PersonuppgiftLista><Personuppgift>\
<folko:IdentitetsbeteckningFysiskPerson>{number}</folko:IdentitetsbeteckningFysiskPerson>\
<StatusPersonuppgiftKod>{code}</StatusPersonuppgiftKod>{capital}\
</Personuppgift></PersonuppgiftLista>
</SvarBeskattningsuppgifterEnligtSFS2008-975>"""
_SKV_CAPITAL = """<Kapitaluppgift><besko:Taxeringsar>{year}</besko:Taxeringsar>\
<besko:SummaIntakterPaKapital>{amount}</besko:SummaIntakterPaKapital>\
<besko:OverskottPaKapital>{amount}</besko:OverskottPaKapital></Kapitaluppgift>"""


def _add(parent: Element, space: str, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, f"{space}{name}").text = text


def employment(data: Element, telling: Telling) -> None:
    """Arbetsförmedlingen."""
    asked = telling.question
    _add(
        SubElement(data, f"{_AF}Fraga"),
        _AF,
        OrganisationsnummerForIngivare=asked.organisation_number,
        NamnPaIngivare=asked.organisation,
        KontonamnForHandlaggare=asked.handler,
        Referensnummer=asked.case_number,
        From=asked.first_day.isoformat(),
        Tom=asked.last_day.isoformat(),
        SyfteMedFraga=asked.purpose,
        LagParagraf=asked.legal_ground,
        IdentitetsbeteckningFysiskPerson=telling.number,
    )
    answer = SubElement(data, f"{_AF}Svar")
    _add(answer, _AF, Schemaversion="4.0", Referensnummer=asked.case_number, LagParagraf=asked.legal_ground)
    _add(answer, _AF, IdentitetsbeteckningFysiskPerson=telling.number)
    _add(answer, _AF, Sekretessmarkering=str(telling.person.protected).lower())
    _job_seeker(SubElement(answer, f"{_AF}ArbetssokandeInfo"), telling.person.job_seeker)
    if not telling.broken:
        text = "Frågan har behandlats normalt"
        _add(answer, _AF, StatusSokandeinformationKod=telling.code("0"), StatusSokandeinformationKodText=text)


def _job_seeker(info: Element, job_seeker: bool) -> None:
    _add(info, _AF, Arbetssokande=str(job_seeker).lower())
    if job_seeker:
        _add(info, _AF, ArbetssokandeSKAT="Öppet arbetslös", ArbetssokandeOmfattning="100")
    _add(SubElement(info, f"{_AF}AktivetetsRapportDatum"), _AF, AktivitetsRapportMeddelande="Ingen uppgift")


def unemployment_funds(data: Element, telling: Telling) -> None:
    """The a-kassor: one fund answers."""
    asked = telling.question
    _add(
        data,
        _SO,
        OrganisationsnummerIngivare=asked.organisation_number,
        NamnIngivare=asked.organisation,
        KontonamnHandlaggare=asked.handler,
        Referensnummer=asked.case_number,
        From=asked.first_day.isoformat(),
        Tom=asked.last_day.isoformat(),
        Syfte=asked.purpose,
        Paragraf=asked.legal_ground,
        IdentificationNumber=telling.number,
    )
    funds = SubElement(data, f"{_SO}ArbetsloshetsersattningLista")
    if telling.broken:
        return
    fund = SubElement(funds, f"{_SO}Arbetsloshetsersattning")
    _add(fund, _SO, SvarandeOrganisation="Testkassan", StatusSvarandeOrganisation=telling.code("all clear"))
    for payment in telling.asked_for(telling.person.so):
        _fund_payment(SubElement(fund, f"{_SO}Utbetalningar"), payment)


def _fund_payment(paid: Element, payment: Payment) -> None:
    _add(
        paid,
        _SO,
        Utbetalningsdatum=payment.paid_on.isoformat(),
        NettoEfterSkatt=kronor(payment.amount_ore),
        NettoEfterAvdrag=kronor(payment.amount_ore),
        Ersattningsdagar="20",
        AvserFrom=payment.period_from.isoformat(),
        AvserTom=payment.period_to.isoformat(),
    )


def vehicles(data: Element, telling: Telling) -> None:
    """Transportstyrelsen."""
    if not telling.broken:
        _add(data, _TNS, resultat=telling.code("OK"))
    owned = SubElement(data, f"{_TNS}fordonsinnehav")
    for number in range(telling.person.vehicles):
        _add(
            SubElement(owned, f"{_VEHICLE}fordon"),
            _VEHICLE,
            regnr=f"TST{number:03d}",
            fabrikat="Testbil",
            fordonsar="2015",
            fordonsslag="PERSONBIL",
            handelsbeteckning="Prov",
        )


def migration(data: Element, telling: Telling) -> None:
    """Migrationsverket. It has no status code: it says less, not otherwise, when it fails."""
    response = SubElement(data, "response")
    if not telling.broken:
        _add(response, "", correlationid=str(uuid4()))
    _add(response, "", personnummer=telling.number)
    permits = SubElement(response, "svarCollection")
    for _ in range(telling.person.permits):
        _add(
            SubElement(permits, "svar"),
            "",
            arendeTyp="UAT",
            beslutsKod="BEV",
            beslutsTyp="PUT",
            giltighetstid="PERMANENT",
        )


def tax(data: Element, telling: Telling) -> None:
    """Skatteverket: a document of its own in CDATA, which ElementTree cannot write, so its place is marked."""
    capital = telling.person.capital
    held = "" if capital is None else _SKV_CAPITAL.format(year=capital.assessment_year, amount=capital.amount_kronor)
    told = _SKV_INSIDE.format(number=telling.number, code=telling.code("0"), capital=held)
    SubElement(data, "svar").text = _CDATA + (told[: len(told) // 2] if telling.broken else told) + _CDATA


def with_cdata(document: str) -> str:
    before, *inside = document.split(_CDATA)
    if not inside:
        return document
    told = inside[0].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    return f"{before}<![CDATA[{told}]]>{inside[1]}"
