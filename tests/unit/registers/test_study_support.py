import base64
from datetime import date
from xml.etree.ElementTree import Element, SubElement

import pytest

from services.intake.registers.blocks import csn
from services.intake.registers.reading import Unreadable
from services.intake.registers.rules import Block, BlockAnswer, PaymentStatus, Reason
from services.intake.registers.ssbtek import SSBT
from tests.unit.registers.judging import NOT_VERIFIABLE, NOTHING, NUMBER, judged


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


def test_a_payment_for_several_stretches_of_weeks_spans_them() -> None:
    later = "<t:Utbetaldtid><t:startvecka>202630</t:startvecka><t:slutvecka>202631</t:slutvecka></t:Utbetaldtid>"
    payment = study_payment().replace("</t:Utbetaldatider>", later + "</t:Utbetaldatider>")
    (income,) = study_support(payment).incomes
    assert (income.period_from, income.period_to) == (date(2026, 4, 27), date(2026, 8, 2))


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
