from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from deploy.sandbox.persons import household
from services.intake.registers.answers import read_answers
from services.intake.registers.rules import KNOWN_CODES, Block, Period, Reason, Verdict
from services.intake.registers.ssbtek import Question, Submitter, envelope

PERSON = household(4).adults[0].number
FIELDS: dict[str, Any] = {
    "person": PERSON,
    "blocks": frozenset({Block.TNS, Block.MIV}),
    "period": Period(date(2026, 4, 1), date(2026, 6, 30)),
    "case_number": "EB-1",
    "purpose": "Prövning",
    "legal_ground": "15 kap. 10 § SoL",
    "on_behalf_of": Submitter("162120001234", "Testkommuns socialnämnd", "registerfråga"),
    "correlation_id": uuid4(),
    "asked_at": datetime(2026, 6, 1, tzinfo=UTC),
    "actor_id": "026-99",
    "lefi_version": "v9",
    "benefit_groups": ("FK:BOB",),
}
VEHICLES = "http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1"
OK = f'<s:data><resultat xmlns="{VEHICLES}">OK</resultat></s:data>'
ERROR = "<s:error><s:kalla>BT</s:kalla><s:felkod>7</s:felkod><s:felmeddelande>x</s:felmeddelande></s:error>"


def verdict(svarsdata: str, header: str = "", body: str | None = None) -> tuple[Verdict, Reason | None, str]:
    """What is read of TNS in a response of that content."""
    inside = body or (
        '<s:hamtaBastjanstInformationResponse xmlns:s="http://schema.forsakringskassan.se/integration/ssbt/10">'
        f"<s:svarsdata>{svarsdata}</s:svarsdata></s:hamtaBastjanstInformationResponse>"
    )
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    raw = f'<e:Envelope xmlns:e="{soap}">{header}<e:Body>{inside}</e:Body></e:Envelope>'
    answer = read_answers(raw.encode(), Question(**FIELDS), KNOWN_CODES)[Block.TNS]
    return answer.verdict, answer.reason, answer.detail


def test_a_block_with_data_is_read() -> None:
    assert verdict(f"<s:TNS>{OK}</s:TNS>") == (Verdict.NOTHING_HELD, None, "")
    header = '<h:Header xmlns:h="http://schemas.xmlsoap.org/soap/envelope/"/>'
    assert verdict(f"<s:TNS>{OK}</s:TNS>", header) == (Verdict.NOTHING_HELD, None, "")


@pytest.mark.parametrize(
    ("svarsdata", "reason"),
    [
        ("", Reason.BLOCK_MISSING),
        ("<s:TNS/>", Reason.UNREADABLE),
        (f"<s:TNS>{OK}{OK}</s:TNS>", Reason.UNREADABLE),
        (f"<s:TNS>{OK}{ERROR}</s:TNS>", Reason.UNREADABLE),
        (f"<s:TNS>{OK}</s:TNS><s:TNS>{OK}</s:TNS>", Reason.UNREADABLE),
        (f"<s:TNS>{OK}</s:TNS><s:TNS>{ERROR}</s:TNS>", Reason.UNREADABLE),
        ("<s:TNS><s:data/></s:TNS>", Reason.UNREADABLE),
        (f"<TNS>{OK}</TNS>", Reason.BLOCK_MISSING),
        (f"<s:TNS>{ERROR}</s:TNS>", Reason.BLOCK_ERROR),
    ],
)
def test_data_or_an_error_once(svarsdata: str, reason: Reason) -> None:
    assert verdict(svarsdata)[:2] == (Verdict.NOT_VERIFIABLE, reason)


def test_a_vehicle_answer_with_an_error_in_it_is_no_answer() -> None:
    error = f'<felresultat xmlns="{VEHICLES}"><felkod>12</felkod><feltext>x</feltext></felresultat></s:data>'
    svarsdata = f"<s:TNS>{OK.replace('</s:data>', error)}</s:TNS>"
    assert verdict(svarsdata) == (Verdict.NOT_VERIFIABLE, Reason.SOURCE_FAILED, "12")


def test_a_fault_is_known_by_its_own_code_before_that_of_soap() -> None:
    soap = '<f:Fault xmlns:f="http://schemas.xmlsoap.org/soap/envelope/"><faultcode>f:Server</faultcode>{}</f:Fault>'
    own = (
        '<detail><hamtaBastjanstInformationFault xmlns="http://schema.forsakringskassan.se/integration/ssbt/10">'
        "<felkod>OBEHORIG</felkod></hamtaBastjanstInformationFault></detail>"
    )
    assert verdict("", body=soap.format(own))[1:] == (Reason.SOAP_FAULT, "OBEHORIG")
    assert verdict("", body=soap.format(""))[1:] == (Reason.SOAP_FAULT, "f:Server")


@pytest.mark.parametrize(
    "wrong",
    [
        {"blocks": frozenset()},
        {"period": Period(date(2026, 6, 30), date(2026, 6, 29))},
        {"period": Period(date(2024, 1, 1), date(2026, 1, 1))},
        {"case_number": ""},
        {"case_number": " "},
        {"purpose": "a\x0b"},
        {"legal_ground": "\ud800"},
        {"case_number": f"EB-{PERSON.digits}"},
        {"blocks": frozenset({Block.FK}), "benefit_groups": ()},
        {"blocks": frozenset({Block.FK}), "actor_id": ""},
    ],
)
def test_a_question_that_the_contract_would_refuse_is_not_made(wrong: dict[str, Any]) -> None:
    """C11: no case number, no purpose, no legal ground – no question. And C8: no number but where it belongs."""
    with pytest.raises(ValueError, match=r"\S") as refused:
        Question(**(FIELDS | wrong))
    assert PERSON.digits not in str(refused.value)


def test_two_years_may_be_asked_about() -> None:
    Question(**(FIELDS | {"period": Period(date(2024, 1, 1), date(2025, 12, 31))}))


def test_what_stands_in_a_question_is_escaped() -> None:
    assert b"A &amp; B &lt;" in envelope(Question(**(FIELDS | {"purpose": "A & B <"})))


def test_only_the_blocks_that_are_asked_for_are_asked_anything() -> None:
    """The contract: with `inkludera` false, nothing stands below."""
    sent = envelope(Question(**FIELDS))
    assert b'FK inkludera="false" />' in sent
    assert b"lefiJsonFraga" not in sent
    assert sent.count(b'inkludera="true"') == 2
