"""Questions and answers against the real contract of SSBTEK version 10, which the project does not copy in."""

import base64
import json
import re
import warnings
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import xmlschema
from defusedxml import ElementTree

from deploy.sandbox.persons import household
from deploy.sandbox.registers import answers, question
from deploy.sandbox.registers.people import BLOCKS, Fault, FaultKind, Payment, Person
from services.intake.registers.rules import Block, fetch_window
from services.intake.registers.settings import ALL_BENEFIT_GROUPS
from services.intake.registers.ssbtek import SOAP, SSBT, Question, Submitter, envelope
from shared.months import Month

CONTRACT = Path(__file__).parents[3].parent / "shared" / "data" / "ssbtek-v10"
OWN = CONTRACT / "se/forsakringskassan/schema/integration/ssbt/_10/sammansatt_bastjanst_v10.xsd"
LEFI = CONTRACT / "se/forsakringskassan/schema/lefi/lefi-formansinformation-v9.openapi.yaml"
CSN = CONTRACT / "se/csn/schema/v4_0/kommunfraga/kommunfraga.xsd"
pytestmark = pytest.mark.skipif(  # the contract is others' and is kept outside the project
    not CONTRACT.is_dir(), reason="the SSBTEK contract is not beside the project (../shared/data/ssbtek-v10)"
)
PERSON = household(0).adults[0].number


@pytest.fixture(scope="module")
def contract() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(OWN))


@pytest.fixture(scope="module")
def csn() -> xmlschema.XMLSchema:
    """CSN's schema imports one that the contract does not bring: the echoed question, which we do not read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", xmlschema.XMLSchemaImportWarning)
        return xmlschema.XMLSchema(str(CSN), validation="lax")


def asked(blocks: frozenset[Block] = frozenset(Block)) -> Question:
    return Question(
        person=PERSON,
        blocks=blocks,
        period=fetch_window(Month.parse("2026-12")),
        case_number="EB-2026-000123",
        purpose="Prövning av ansökan om ekonomiskt bistånd & kontroll",
        legal_ground="15 kap. 10 § socialtjänstlagen (2025:400)",
        on_behalf_of=Submitter("162120001234", "Testkommuns socialnämnd", "registerfråga"),
        correlation_id=uuid4(),
        asked_at=datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
        actor_id="026-99",
        lefi_version="v9",
        benefit_groups=ALL_BENEFIT_GROUPS,
    )


def body(document: bytes | str) -> Any:
    return ElementTree.fromstring(document).findall(f"{SOAP}Body/*")[0]


def payment(kind: str, **changes: Any) -> Payment:
    days = {"period_from": date(2026, 11, 1), "period_to": date(2026, 11, 30), "paid_on": date(2026, 11, 25)}
    return Payment(kind=kind, label="Bidrag", amount_ore=123_400, **days, **changes)


def answered(*faults: Fault, **holds: Any) -> str:
    read = question.read(envelope(asked()))
    return answers.answer(read, Person(personal_number=PERSON.digits, **holds), list(faults))


FULL = {
    "fk": [payment("BOB"), payment("SJP", planned=True)],
    "pm": [payment("AP")],
    "csn": [payment("GRUND"), payment("GRUND", planned=True), payment("TLÅN")],
    "so": [payment("")],
    "job_seeker": True,
    "vehicles": 2,
    "permits": 2,
    "protected": True,
}


@pytest.mark.parametrize("blocks", [frozenset(Block), *(frozenset({block}) for block in Block)])
def test_a_question_is_as_the_contract_says(contract: xmlschema.XMLSchema, blocks: frozenset[Block]) -> None:
    contract.validate(body(envelope(asked(blocks))))


def test_the_question_to_fk_is_as_lefi_says() -> None:
    fk = body(envelope(asked())).find(f".//{SSBT}FK/{SSBT}fraga")
    assert f"/lefi-extern-formansinformation/{fk.findtext(f'{SSBT}version')}/aktorer/" in LEFI.read_text()
    told = json.loads(base64.b64decode(fk.find(f"{SSBT}lefiJsonFraga").text))
    groups = codes_of("LefiExternFormanGruppKod")
    assert told == {
        "personnummer": PERSON.digits,
        "period": {"from": "2026-10-01", "tom": "2026-12-31"},
        "utbetalningar": groups,
        "preliminaraUtbetalningar": groups,
        "ovrigInformation": ["FK:GEPI"],
    }
    assert "FK:GEPI" in codes_of("LefiExternOvrigInformationTypKod")
    assert set(told) <= properties_of("LefiExternFormansinformationFraga")


def codes_of(schema: str) -> list[str]:
    return re.findall(r"^      - (\S+)$", described(schema), re.MULTILINE)


def properties_of(schema: str) -> set[str]:
    return set(re.findall(r"^        (\w+):$", described(schema), re.MULTILINE))


def described(schema: str) -> str:
    """One schema of the LEFI document, found by its indentation: no YAML reader is needed for that."""
    found = re.search(rf"^    {schema}:\n((?: {{5,}}.*\n|\n)+)", LEFI.read_text(), re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("holds", [{}, FULL], ids=["nothing", "everything"])
def test_the_stand_ins_answer_is_as_the_contract_says(contract: xmlschema.XMLSchema, holds: dict[str, Any]) -> None:
    contract.validate(body(answered(**holds)))


@pytest.mark.parametrize("kind", [FaultKind.BLOCK_ERROR, FaultKind.BLOCK_MISSING, FaultKind.OTHER_PERSON])
def test_the_stand_ins_failures_are_as_the_contract_says(contract: xmlschema.XMLSchema, kind: FaultKind) -> None:
    contract.validate(body(answered(*(Fault(kind=kind, block=block) for block in BLOCKS), **FULL)))


def test_the_stand_ins_fault_is_as_the_contract_says(contract: xmlschema.XMLSchema) -> None:
    fault = body(answers.soap_fault("INTERNT_FEL"))
    contract.validate(fault.find(f"detail/{SSBT}hamtaBastjanstInformationFault"))


@pytest.mark.parametrize("holds", [{}, FULL], ids=["nothing", "everything"])
def test_what_csn_is_made_to_say_is_as_csn_says(csn: xmlschema.XMLSchema, holds: dict[str, Any]) -> None:
    told = base64.b64decode(body(answered(**holds)).find(f".//{SSBT}CSN/{SSBT}data/{SSBT}svar").text)
    csn.validate(told.decode())


def test_what_fk_is_made_to_say_is_as_lefi_says() -> None:
    told = json.loads(base64.b64decode(body(answered(**FULL)).find(f".//{SSBT}lefiJsonSvar").text))
    own = told["formansinformation"]
    said = {
        "LefiExternFormansinformationSvar": [told],
        "LefiFormansinformation": [own],
        "LefiPersoninformation": own["generellPersoninformation"],
        "LefiUtbetalningUppgift": own["utbetalningsuppgift"] + own["preliminarautbetalningar"],
        "LefiPmFormanUtbetalning": told["utbetalningar"],
        "LefiPmFormanUtbetalningRad": told["utbetalningar"][0]["utbetalningsrader"],
        "LefiFranTill": [own["utbetalningsuppgift"][0]["period"]],
        "LefiBelopp": [own["utbetalningsuppgift"][0]["nettobelopp"]],
    }
    for schema, objects in said.items():
        assert objects
        assert all(set(one) <= properties_of(schema) for one in objects), schema
    assert {one["tillstand"]["kod"] for one in told["utlamnare"]} <= set(codes_of("LefiTillstandKod"))
    assert {one["utlamnare"]["kod"] for one in told["utlamnare"]} == set(codes_of("LefiUtlamnareKod"))


def test_the_checks_do_find_what_is_wrong(contract: xmlschema.XMLSchema, csn: xmlschema.XMLSchema) -> None:
    wrong = envelope(asked()).replace(b"personidentitet", b"person")
    assert not contract.is_valid(body(wrong))
    assert not contract.is_valid(body(answered(**FULL).replace(PERSON.digits, "nobody")))
    assert not csn.is_valid('<CSNSvar xmlns="http://schema.csn.se/v4.0/kommunfraga" schemaVersion="4.0"/>')
