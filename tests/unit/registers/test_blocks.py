"""The small blocks, where the stand-in does not say what they can say."""

from datetime import date
from xml.etree.ElementTree import Element, SubElement

import pytest
from defusedxml import ElementTree

from services.intake.registers.blocks import af, miv, skv, so, tns
from services.intake.registers.reading import Unreadable
from services.intake.registers.rules import Block, BlockAnswer, Reason, Verdict
from tests.unit.registers.judging import ANSWERED, NOT_VERIFIABLE, NOTHING, NUMBER, data, judged

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


# SO


FUNDS = "http://INT014.UBPService.Schemas"


def funds(*inside: str) -> BlockAnswer:
    listed = "".join(f"<Arbetsloshetsersattning>{one}</Arbetsloshetsersattning>" for one in inside)
    told = (
        f'<IdentificationNumber xmlns="{FUNDS}">{NUMBER}</IdentificationNumber>'
        f'<ArbetsloshetsersattningLista xmlns="{FUNDS}">{listed}</ArbetsloshetsersattningLista>'
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


def test_a_list_of_funds_with_something_else_in_it_is_no_answer() -> None:
    own = f'<IdentificationNumber xmlns="{FUNDS}">{NUMBER}</IdentificationNumber>'
    told = f'<ArbetsloshetsersattningLista xmlns="{FUNDS}"><Annat>{FUND}</Annat></ArbetsloshetsersattningLista>'
    with pytest.raises(Unreadable):
        so.read(data(own + told))


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


def test_a_capital_income_of_nothing_is_no_income() -> None:
    assert taxes(capital("0")).incomes == ()


# TNS and MIV


VEHICLE = '<fordon xmlns="http://schema.transportstyrelsen.se/ssbtek/fordon/1"/>'


def vehicles(inside: str) -> Verdict:
    own = "http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1"
    root: Element = ElementTree.fromstring(f'<data xmlns="{own}"><resultat>OK</resultat>{inside}</data>')
    return judged(Block.TNS, tns.read(root)).verdict


@pytest.mark.parametrize(
    ("inside", "verdict"),
    [
        ("", NOTHING),
        ("<fordonsinnehav/>", NOTHING),
        ('<fordonsinnehav/><annat xmlns="urn:added-later"/>', NOTHING),
        (f"<fordonsinnehav>{VEHICLE}</fordonsinnehav>", ANSWERED),
        ("<felresultat><felkod>1</felkod></felresultat>", NOT_VERIFIABLE),
    ],
)
def test_vehicles(inside: str, verdict: Verdict) -> None:
    assert vehicles(inside) is verdict


@pytest.mark.parametrize("inside", ["<annat/>", f"<fordonsinnehav/><fordonsinnehav>{VEHICLE}</fordonsinnehav>"])
def test_what_is_no_answer_of_the_transport_agency(inside: str) -> None:
    with pytest.raises(Unreadable):
        vehicles(inside)


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
