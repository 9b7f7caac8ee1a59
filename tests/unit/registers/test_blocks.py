"""What each authority's payload says, where the stand-in does not say it."""

import base64
import json
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pytest
from defusedxml import ElementTree

from deploy.sandbox.persons import household
from services.intake.registers.blocks import af, csn, fk, miv, skv, so, tns
from services.intake.registers.reading import Unreadable
from services.intake.registers.rules import (
    KNOWN_CODES,
    Block,
    BlockAnswer,
    Payload,
    PaymentStatus,
    Reason,
    Verdict,
    judge,
)
from services.intake.registers.ssbtek import SSBT

NUMBER = household(11).adults[0].number.digits
NOTHING, ANSWERED, NOT_VERIFIABLE = Verdict.NOTHING_HELD, Verdict.ANSWERED, Verdict.NOT_VERIFIABLE


def judged(block: Block, payload: Payload) -> BlockAnswer:
    return judge(block, payload, NUMBER, KNOWN_CODES)


def data(inside: str) -> Element:
    root: Element = ElementTree.fromstring(f"<data>{inside}</data>")
    return root


# AF


def employment(inside: str) -> Verdict:
    own = "http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2"
    return judged(
        Block.AF,
        af.read(
            data(
                f'<Svar xmlns="{own}"><IdentitetsbeteckningFysiskPerson>{NUMBER}</IdentitetsbeteckningFysiskPerson>'
                f"{inside}<StatusSokandeinformationKod>0</StatusSokandeinformationKod></Svar>"
            )
        ),
    ).verdict


@pytest.mark.parametrize(
    ("inside", "verdict"),
    [
        ("", NOTHING),
        ("<ArbetssokandeInfo><Arbetssokande>false</Arbetssokande></ArbetssokandeInfo>", NOTHING),
        ("<ArbetssokandeInfo><Arbetssokande>1</Arbetssokande></ArbetssokandeInfo>", ANSWERED),
        ("<BeslutInfo><EkonomiskaBeslut/></BeslutInfo>", NOTHING),
        ("<BeslutInfo><EkonomiskaBeslut><Beslut/></EkonomiskaBeslut></BeslutInfo>", ANSWERED),
    ],
)
def test_af_holds_a_job_seeker_or_decisions(inside: str, verdict: Verdict) -> None:
    assert employment(inside) is verdict


# CSN


def study_support(payments: str = "", *, more: str = "", status: str = "", supports: str | None = None) -> BlockAnswer:
    plan = f"<sm:Arende><m:stodform>GRUND</m:stodform><m:klartext>Bidrag</m:klartext><m:UtbetalningsPlan>{payments}"
    cases = f"<sm:Arenden>{plan}</m:UtbetalningsPlan></sm:Arende></sm:Arenden>" if payments else ""
    empty = "<sm:Studiehjalp/><sm:HemutrustningsLan/><sm:Studiestartsstod/><sm:Omstallningsstudiestod/>"
    person = f"<sm:Studiemedel>{cases}</sm:Studiemedel>{empty if supports is None else supports}{more}"
    told = (
        '<CSNSvar xmlns="http://schema.csn.se/v4.0/kommunfraga" xmlns:sm="http://schema.csn.se/v4.0/person"'
        ' xmlns:m="http://schema.csn.se/v4.0/studiemedel" xmlns:t="http://schema.csn.se/v4.0/csntyper">'
        "<GemensamtSvarEkbistand><Resultat><ResultatKod>0</ResultatKod></Resultat></GemensamtSvarEkbistand>"
        f'<Personer><Person personnummer="{NUMBER[2:]}"{status}>{person}</Person></Personer></CSNSvar>'
    )
    root = Element("data")
    SubElement(root, f"{SSBT}svar").text = base64.b64encode(told.encode()).decode()
    return judged(Block.CSN, csn.read(root))


def study_payment(
    status: str = "Utbetald", weeks: tuple[str, str] = ("202618", "202622"), amount: str = "12500"
) -> str:
    times = f"<t:Utbetaldatider><t:Utbetaldtid><t:startvecka>{weeks[0]}</t:startvecka><t:slutvecka>{weeks[1]}"
    return (
        f"<m:Utbetalning><t:utbetdatum>20260525</t:utbetdatum><t:utbetstatus>{status}</t:utbetstatus>{times}"
        f"</t:slutvecka></t:Utbetaldtid></t:Utbetaldatider><t:totbelopp>{amount}</t:totbelopp></m:Utbetalning>"
    )


def test_csn_gives_whole_kronor_and_weeks() -> None:
    (income,) = study_support(study_payment()).incomes
    assert (income.kind, income.label, income.amount_ore) == ("CSN:GRUND", "Bidrag", 1_250_000)
    assert (income.period_from, income.period_to) == (date(2026, 4, 27), date(2026, 5, 31))
    assert (income.paid_on, income.status) == (date(2026, 5, 25), PaymentStatus.PAID)


def test_csn_without_cases_holds_nothing() -> None:
    assert study_support().verdict is NOTHING
    assert study_support(status=' Status="          "').verdict is NOTHING
    assert study_support(status=' Status="Ej träff"').verdict is NOTHING
    assert study_support(status=' Status="Vilande"').reason is Reason.UNKNOWN_CODE


@pytest.mark.parametrize(
    "payment",
    [
        study_payment(status="Stoppad"),
        study_payment(weeks=("202699", "202622")),
        study_payment(weeks=("202622", "202618")),
        study_payment(weeks=("18", "22")),
        study_payment(amount="-500"),
        study_payment(amount="12 500"),
        study_payment().replace("20260525", "20260532"),
    ],
)
def test_csn_says_something_that_we_do_not_understand(payment: str) -> None:
    assert study_support(payment).verdict is NOT_VERIFIABLE


def test_csn_with_a_kind_of_support_that_we_do_not_know() -> None:
    with pytest.raises(Unreadable):
        study_support(more="<sm:Nystod/>")
    with pytest.raises(Unreadable):
        study_support(supports="<sm:Studiehjalp/>")


# FK and PM


def insurance(told: dict[str, Any], groups: tuple[str, ...] = ("FK:BOB", "PM:AP")) -> BlockAnswer:
    root = Element("data")
    SubElement(root, f"{SSBT}lefiJsonSvar").text = base64.b64encode(json.dumps(told).encode()).decode()
    return judged(Block.FK, fk.read(root, groups))


def state(code: str, how: str = "OK") -> dict[str, Any]:
    return {"utlamnare": {"kod": code}, "tillstand": {"kod": how}}


BOTH = {"utlamnare": [state("FK"), state("PM")]}
BENEFIT: dict[str, Any] = {
    "formansfamilj": {"id": "BOB", "beskrivning": "Bostadsbidrag"},
    "nettobelopp": {"summa": 1850.5, "valuta": "SEK"},
    "datum": "2026-05-25",
    "period": {"fran": "2026-05", "till": "2026-05"},
}
PENSION: dict[str, Any] = {
    "utbetalningsdatum": "2026-05-18",
    "utbetalningsperiod": {"from": "2026-05-01", "tom": "2026-05-31"},
    "nettobelopp": 4000,
    "utbetalningsrader": [{"formansgrupp": {"kod": "PM:AP", "beskrivning": "Allmän pension"}}],
}


def benefits(*paid: dict[str, Any]) -> BlockAnswer:
    return insurance(BOTH | {"formansinformation": {"utbetalningsuppgift": list(paid)}})


def test_fk_with_nothing_but_that_all_is_well_holds_nothing() -> None:
    assert insurance(BOTH).verdict is NOTHING
    assert insurance(BOTH | {"avvikelser": []}).verdict is NOTHING
    assert insurance(BOTH | {"avvikelser": {"utbetalningar": []}}).verdict is NOTHING


def test_each_authority_that_was_asked_says_how_it_is() -> None:
    alone = {"utlamnare": [state("FK")]}
    assert insurance(alone).detail == "PM.tillstand"
    assert insurance(alone, ("FK:BOB",)).verdict is NOTHING
    assert insurance({}).reason is Reason.STATUS_MISSING
    assert insurance({"meddelande": "Ej behörig", "timestamp": "2026-05-01T00:00:00Z"}).verdict is NOT_VERIFIABLE
    assert insurance({"utlamnare": [*BOTH["utlamnare"], state("XX")]}).reason is Reason.UNKNOWN_CODE


def test_fk_may_give_a_month_for_a_day() -> None:
    (income,) = benefits(BENEFIT).incomes
    assert (income.amount_ore, income.period_from, income.period_to) == (185_050, date(2026, 5, 1), date(2026, 5, 31))


def test_fk_may_leave_days_out() -> None:
    (income,) = benefits({name: BENEFIT[name] for name in ("formansfamilj", "nettobelopp")}).incomes
    assert (income.period_from, income.period_to, income.paid_on) == (None, None, None)


def test_a_label_carries_no_number_and_no_sign_that_a_database_refuses() -> None:
    """C8: a label goes on into events."""
    family = {"id": "BOB", "beskrivning": f"Bidrag {NUMBER}\0"}
    assert benefits(BENEFIT | {"formansfamilj": family}).incomes[0].label == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"nettobelopp": {"summa": 1850.5, "valuta": "EUR"}},
        {"nettobelopp": {"summa": 1850.5}},
        {"nettobelopp": {"summa": "1850", "valuta": "SEK"}},
        {"nettobelopp": {"summa": 1850.555, "valuta": "SEK"}},
        {"nettobelopp": None},
        {"formansfamilj": {}},
        {"formansfamilj": {"id": NUMBER}},
        {"formansfamilj": {"id": "B\0"}},
        {"datum": "25 maj"},
        {"datum": None},
        {"period": {"fran": "2026-06-01", "till": "2026-05-31"}},
    ],
)
def test_a_benefit_that_cannot_be_read_hides_no_other(wrong: dict[str, Any]) -> None:
    answer = benefits(BENEFIT | wrong, BENEFIT)
    assert (answer.verdict, answer.reason) == (NOT_VERIFIABLE, Reason.UNREADABLE)
    assert len(answer.incomes) == 1


def test_pensions_paid_and_planned() -> None:
    answer = insurance(BOTH | {"utbetalningar": [PENSION], "preliminaraUtbetalningar": [PENSION]})
    assert [(one.source, one.kind, one.amount_ore, one.status) for one in answer.incomes] == [
        ("PM", "PM:AP", 400_000, PaymentStatus.PAID),
        ("PM", "PM:AP", 400_000, PaymentStatus.PLANNED),
    ]


def test_a_pension_of_several_kinds_is_one_payment() -> None:
    rows = [{"formansgrupp": {"kod": code}} for code in ("PM:AP", "PM:BTI")]
    (income,) = insurance(BOTH | {"utbetalningar": [PENSION | {"utbetalningsrader": rows}]}).incomes
    assert (income.kind, income.amount_ore) == ("PM:flera", 400_000)


@pytest.mark.parametrize("place", ["utlamnare", "formansinformation", "utbetalningar", "avvikelser"])
@pytest.mark.parametrize("junk", [None, "x", 1, [1]])
def test_fk_in_another_form(place: str, junk: Any) -> None:
    with pytest.raises(Unreadable):
        insurance(BOTH | {place: junk})


# SO


def funds(*inside: str) -> BlockAnswer:
    own = "http://INT014.UBPService.Schemas"
    listed = "".join(f"<Arbetsloshetsersattning>{one}</Arbetsloshetsersattning>" for one in inside)
    told = (
        f'<IdentificationNumber xmlns="{own}">{NUMBER}</IdentificationNumber>'
        f'<ArbetsloshetsersattningLista xmlns="{own}">{listed}</ArbetsloshetsersattningLista>'
    )
    return judged(Block.SO, so.read(data(told)))


FUND = (
    "<SvarandeOrganisation>Testkassan</SvarandeOrganisation>"
    "<StatusSvarandeOrganisation>all clear</StatusSvarandeOrganisation>"
)
FUND_PAYMENT = (
    "<Utbetalningar><Utbetalningsdatum>2026-05-25</Utbetalningsdatum><NettoEfterSkatt>1250.50</NettoEfterSkatt>"
    "<NettoEfterAvdrag>1100.00</NettoEfterAvdrag><Ersattningsdagar>2</Ersattningsdagar>"
    "<AvserFrom>2026-05-01</AvserFrom><AvserTom>2026-05-31</AvserTom></Utbetalningar>"
)


def test_the_fund_pays_what_is_left_after_tax() -> None:
    (income,) = funds(FUND + FUND_PAYMENT).incomes
    assert (income.amount_ore, income.paid_on) == (125_050, date(2026, 5, 25))


def test_which_fund_it_is_goes_no_further() -> None:
    """Union membership never stands in a compilation (lag 2001:454), and a fund comes near it."""
    assert "Testkassan" not in repr(funds(FUND + FUND_PAYMENT, FUND.replace("all clear", "?")))


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([], NOT_VERIFIABLE),
        ([FUND], NOTHING),
        ([FUND, FUND], NOTHING),
        ([FUND, FUND.replace("all clear", "All clear")], NOT_VERIFIABLE),
        ([FUND, FUND + FUND_PAYMENT], ANSWERED),
        ([FUND + "<Avstangningar/>"], ANSWERED),
        ([FUND + "<AnsoktOmErsattning/>"], ANSWERED),
    ],
)
def test_each_fund_answers_for_itself(answers: list[str], verdict: Verdict) -> None:
    assert funds(*answers).verdict is verdict


# SKV


def taxes(inside: str, status: str = "0") -> BlockAnswer:
    own = "http://xmls.skatteverket.se/se/skatteverket/zg"
    told = (
        f'<SvarBeskattningsuppgifterEnligtSFS2008-975 xmlns="{own}/instans/standardiseradInformation/1.0"'
        f' xmlns:b="{own}/komponent/infoForBeskattning/1.0" xmlns:f="{own}/komponent/infoForFolkbokforing/1.0">'
        "<PersonuppgiftLista><Personuppgift>"
        f"<f:IdentitetsbeteckningFysiskPerson>{NUMBER}</f:IdentitetsbeteckningFysiskPerson>"
        f"<StatusPersonuppgiftKod>{status}</StatusPersonuppgiftKod>{inside}"
        "</Personuppgift></PersonuppgiftLista></SvarBeskattningsuppgifterEnligtSFS2008-975>"
    )
    root = Element("data")
    SubElement(root, "svar").text = told
    return judged(Block.SKV, skv.read(root))


def capital(amount: str, more: str = "") -> str:
    sums = (
        f"<b:SummaIntakterPaKapital>{amount}</b:SummaIntakterPaKapital><b:OverskottPaKapital>0</b:OverskottPaKapital>"
    )
    return f"<Kapitaluppgift><b:Taxeringsar>2026</b:Taxeringsar>{sums}{more}</Kapitaluppgift>"


def test_capital_income_belongs_to_the_year_before_the_assessment_year() -> None:
    (income,) = taxes(capital("321")).incomes
    assert (income.kind, income.amount_ore) == ("SKV:Kapital", 32_100)
    assert (income.period_from, income.period_to, income.paid_on) == (date(2025, 1, 1), date(2025, 12, 31), None)


@pytest.mark.parametrize(
    ("inside", "verdict"),
    [
        ("", NOTHING),
        (capital("0"), NOTHING),
        (capital("0", "<StatusKapitaluppgiftKod>0</StatusKapitaluppgiftKod>"), NOTHING),
        (capital("0", "<StatusKapitaluppgiftKod>4</StatusKapitaluppgiftKod>"), NOT_VERIFIABLE),
        (capital("0") + "<Skattekontouppgift/>", ANSWERED),
        (capital("x"), NOT_VERIFIABLE),
    ],
)
def test_the_tax_agency_says_how_each_part_is(inside: str, verdict: Verdict) -> None:
    assert taxes(inside).verdict is verdict
    assert taxes(inside, "999").reason is Reason.UNKNOWN_CODE


# TNS and MIV


@pytest.mark.parametrize(
    ("inside", "verdict"),
    [
        ("", NOTHING),
        ("<fordonsinnehav/>", NOTHING),
        (
            '<fordonsinnehav><fordon xmlns="http://schema.transportstyrelsen.se/ssbtek/fordon/1"/></fordonsinnehav>',
            ANSWERED,
        ),
        ("<felresultat><felkod>1</felkod></felresultat>", NOT_VERIFIABLE),
    ],
)
def test_vehicles(inside: str, verdict: Verdict) -> None:
    own = "http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1"
    root: Element = ElementTree.fromstring(f'<data xmlns="{own}"><resultat>OK</resultat>{inside}</data>')
    assert judged(Block.TNS, tns.read(root)).verdict is verdict


@pytest.mark.parametrize(
    ("inside", "verdict"),
    [("", NOTHING), ("<svarCollection/>", NOTHING), ("<svarCollection><svar/></svarCollection>", ANSWERED)],
)
def test_permits(inside: str, verdict: Verdict) -> None:
    told = f"<response><correlationid>1</correlationid>{inside}</response>"
    assert judged(Block.MIV, miv.read(data(told))).verdict is verdict


@pytest.mark.parametrize(
    "told",
    [
        "",
        "<response/>",
        '<response><correlationid>1</correlationid><svarCollection><svar xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
        ' i:nil="true"/></svarCollection></response>',
        "<response><correlationid>1</correlationid><annat/></response>",
    ],
)
def test_what_is_no_answer_of_the_migration_agency(told: str) -> None:
    with pytest.raises(Unreadable):
        miv.read(data(told))
