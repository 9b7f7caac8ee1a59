"""The answer of SSBTEK version 10: an envelope with a block for each authority asked."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from deploy.sandbox.registers import authorities, forsakringskassan, studiestod
from deploy.sandbox.registers.people import Fault, FaultKind, Person
from deploy.sandbox.registers.question import SOAP, SSBT, Question
from deploy.sandbox.registers.telling import Telling

for _prefix, _space in {"soap": SOAP, "ssbt": SSBT}.items():
    register_namespace(_prefix, _space.strip("{}"))

_WRITERS: dict[str, Callable[[Element, Telling], None]] = {
    "AF": authorities.employment,
    "CSN": studiestod.write,
    "FK": forsakringskassan.write,
    "SKV": authorities.tax,
    "SO": authorities.unemployment_funds,
    "TNS": authorities.vehicles,
    "MIV": authorities.migration,
}


def answer(question: Question, person: Person | None, faults: list[Fault]) -> str:
    """A person whom nobody has told the stand-in about is an error in every block, so that a test which forgot to does
    not read "nothing held"."""
    root = Element(f"{SOAP}Envelope")
    response = SubElement(SubElement(root, f"{SOAP}Body"), f"{SSBT}hamtaBastjanstInformationResponse")
    for name, echoed in (("frageTidpunkt", question.asked_at), ("korrelationsid", question.correlation_id)):
        if echoed is not None:
            SubElement(response, f"{SSBT}{name}").text = echoed
    svarsdata = SubElement(response, f"{SSBT}svarsdata")
    for block in question.blocks:
        hitting = tuple(fault for fault in faults if fault.block in (None, block))
        if person is None:
            _error(SubElement(svarsdata, f"{SSBT}{block}"), "BT", "PERSON_SAKNAS")
        else:
            _block(svarsdata, block, Telling(question, person, hitting))
    return authorities.with_cdata(tostring(root, encoding="unicode"))


def _block(svarsdata: Element, block: str, telling: Telling) -> None:
    if telling.fault(FaultKind.BLOCK_MISSING):
        return
    part, error = SubElement(svarsdata, f"{SSBT}{block}"), telling.fault(FaultKind.BLOCK_ERROR)
    if error is not None:
        _error(part, error.source or "SSBT", error.code or "TIMEOUT")
    else:
        _WRITERS[block](SubElement(part, f"{SSBT}data"), telling)


def _error(part: Element, source: str, code: str) -> None:
    error = SubElement(part, f"{SSBT}error")
    for name, text in (("kalla", source), ("felkod", code), ("felmeddelande", "Ingen uppgift kunde lämnas")):
        SubElement(error, f"{SSBT}{name}").text = text


def soap_fault(code: str) -> str:
    root = Element(f"{SOAP}Envelope")
    fault = SubElement(SubElement(root, f"{SOAP}Body"), f"{SOAP}Fault")
    SubElement(fault, "faultcode").text = "soap:Server"
    SubElement(fault, "faultstring").text = "Frågan kunde inte behandlas"
    detail = SubElement(SubElement(fault, "detail"), f"{SSBT}hamtaBastjanstInformationFault")
    SubElement(detail, f"{SSBT}felkod").text = code
    SubElement(detail, f"{SSBT}felmeddelande").text = "Frågan kunde inte behandlas"
    return tostring(root, encoding="unicode")
