"""SSBTEK version 10: the question as a SOAP 1.1 envelope, and the answer taken apart into its blocks.

The contract is Försäkringskassan's WSDL and XSD for `http://schema.forsakringskassan.se/integration/ssbt/10` and, for
FK's own part, the LEFI API version 9. One call is about one person.
"""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

from services.intake.registers import reading
from services.intake.registers.reading import Unreadable
from services.intake.registers.rules import Block, Failure, Period, Reason
from shared.persons import LOOKS_PERSONAL, PersonalNumber

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
SSBT = "{http://schema.forsakringskassan.se/integration/ssbt/10}"
_FAULT = f"{SOAP}Fault"
_ORGANISATION = re.compile(r"\d{4}[2-9]\d{7}", re.ASCII)
_WRITABLE = re.compile("[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
_LONGEST_DAYS = 730  # FK refuses a period of more than two years


@dataclass(frozen=True, slots=True)
class Submitter:
    """On whose behalf the question is asked (`ingivare`): the board's organisation number as twelve digits, its name,
    and the user account or function that asks — never a personal number. Raises ValueError."""

    organisation_number: str
    name: str
    handler: str

    def __post_init__(self) -> None:
        if not _ORGANISATION.fullmatch(self.organisation_number):
            raise ValueError("an organisation number is written with twelve digits, as 16 and the ten")
        _check_text(name=self.name, handler=self.handler)


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that one call says. `actor_id` is the municipality's id at FK, `benefit_groups` the LEFI groups
    ("FK:BOB") whose payments are asked for. Raises ValueError for what the contract would refuse."""

    person: PersonalNumber
    blocks: frozenset[Block]
    period: Period
    case_number: str
    purpose: str
    legal_ground: str
    on_behalf_of: Submitter
    correlation_id: UUID
    asked_at: datetime
    actor_id: str
    lefi_version: str
    benefit_groups: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.blocks:
            raise ValueError("a look-up asks at least one block")
        if not 0 <= (self.period.last_day - self.period.first_day).days <= _LONGEST_DAYS:
            raise ValueError("a period runs forwards, two years at most")
        if Block.FK in self.blocks and not (self.actor_id and self.benefit_groups):
            raise ValueError("FK is asked in somebody's name, and for some benefits")
        _check_text(case_number=self.case_number, purpose=self.purpose, legal_ground=self.legal_ground)


def _check_text(**texts: str) -> None:
    for name, text in texts.items():
        if not text.strip() or not _WRITABLE.fullmatch(text):
            raise ValueError(f"{name} is empty or has signs that XML cannot carry")
        if LOOKS_PERSONAL.search(text):
            raise ValueError(f"{name} holds what could be a personal number")


def envelope(question: Question) -> bytes:
    """The SOAP envelope to send."""
    root = Element(f"{SOAP}Envelope")
    asked = SubElement(SubElement(root, f"{SOAP}Body"), f"{SSBT}hamtaBastjanstInformation")
    _general(SubElement(asked, f"{SSBT}generellaFrageparametrar"), question)
    _specific(SubElement(asked, f"{SSBT}specifikaFrageparametrar"), question)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _general(general: Element, question: Question) -> None:
    _add(general, frageTidpunkt=question.asked_at.isoformat(), korrelationsid=str(question.correlation_id))
    _add(general, fraganSkallInkluderasISvaret="false")
    submitter = question.on_behalf_of
    _add(
        SubElement(general, f"{SSBT}ingivare"),
        organisationsnummer=submitter.organisation_number,
        namn=submitter.name,
        handlaggare=submitter.handler,
    )
    _add(general, personidentitet=question.person.digits, arendeidentitet=question.case_number)
    first, last = question.period
    _add(SubElement(general, f"{SSBT}tidsperiod"), fromDatum=first.isoformat(), tomDatum=last.isoformat())
    _add(general, syfte=question.purpose, lagtext=question.legal_ground)


def _specific(specific: Element, question: Question) -> None:
    for block in Block:  # in the order of the contract
        included = block in question.blocks
        asked = SubElement(specific, f"{SSBT}{block}", inkludera=str(included).lower())
        if included and block is Block.FK:
            _add(
                SubElement(asked, f"{SSBT}fraga"),
                version=question.lefi_version,
                aktorsid=question.actor_id,
                lefiJsonFraga=b64encode(_lefi_question(question)).decode(),
            )


def _lefi_question(question: Question) -> bytes:
    """Payments made and planned, and whether the person is protected: no decisions and no claims, which nothing here
    uses."""
    groups = list(question.benefit_groups)
    first, last = question.period
    return json.dumps(
        {
            "personnummer": question.person.digits,
            "period": {"from": first.isoformat(), "tom": last.isoformat()},
            "utbetalningar": groups,
            "preliminaraUtbetalningar": groups,
            "ovrigInformation": ["FK:GEPI"],
        }
    ).encode()


def _add(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, f"{SSBT}{name}").text = text


def read_response(body: bytes, correlation_id: UUID) -> Mapping[Block, Element | Failure] | Failure:
    """Each block that the response has, as its `data` element or as what failed; or what failed with all of them."""
    try:
        answer = _content(body)
        if answer.tag == _FAULT:
            return _fault(answer)
        if answer.tag != f"{SSBT}hamtaBastjanstInformationResponse":
            raise Unreadable("hamtaBastjanstInformationResponse")
        echoed = reading.optional_text_at(answer, f"{SSBT}korrelationsid")
        if echoed not in (None, str(correlation_id)):
            return Failure(Reason.OTHER_QUESTION)
        return _blocks(reading.only(answer, f"{SSBT}svarsdata"))
    except Unreadable as unreadable:
        return Failure(Reason.UNREADABLE, str(unreadable))


def read_fault(body: bytes) -> Failure | None:
    """The SOAP fault in the body of an HTTP 500, if it is one."""
    try:
        answer = _content(body)
    except Unreadable:
        return None
    return _fault(answer) if answer.tag == _FAULT else None


def _content(body: bytes) -> Element:
    root = reading.parse_xml(body)
    if root.tag != f"{SOAP}Envelope":
        raise Unreadable("Envelope")
    return reading.only(reading.only(root, f"{SOAP}Body"), "*")


def _blocks(svarsdata: Element) -> dict[Block, Element | Failure]:
    found: dict[Block, Element | Failure] = {}
    for block in Block:
        answers = svarsdata.findall(f"{SSBT}{block}")
        if answers:
            found[block] = _data_or_error(answers[0]) if len(answers) == 1 else Failure(Reason.UNREADABLE, block)
    return found


def _data_or_error(answer: Element) -> Element | Failure:
    """The contract gives each block data *or* an error: not both, not neither, not two."""
    if len(answer) != 1 or answer[0].tag not in (f"{SSBT}data", f"{SSBT}error"):
        return Failure(Reason.UNREADABLE, "data or error")
    if answer[0].tag == f"{SSBT}data":
        return answer[0]
    kalla, felkod = (answer[0].findtext(f"{SSBT}{name}", "") for name in ("kalla", "felkod"))
    return Failure(Reason.BLOCK_ERROR, f"{kalla} {felkod}")


def _fault(fault: Element) -> Failure:
    own = f"detail/{SSBT}hamtaBastjanstInformationFault/{SSBT}felkod"
    return Failure(Reason.SOAP_FAULT, fault.findtext(own, fault.findtext("faultcode", "")))
