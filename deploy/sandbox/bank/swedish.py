"""mock-bank's notification as a Swedish bank would write it.

mock-bank knows accounts by IBAN and books SEPA credit transfers. Here each account stands as it stood in the payment
file, with the clearing number in the agent, and the bank transaction code is that of a domestic transfer. What comes
out is built from mock-bank's own dictionary, so it is held to the same structure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import fromstring

from mockbank import schema

MESSAGE = schema.MESSAGES["camt.054.001.08"]
BANKGIRO_CLEARING = "9900"


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose account it is that was booked on."""

    clearing: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class BookedAs:
    """The payee's account and the amount (öre) that the bank says it booked."""

    clearing: str | None
    number: str | None
    amount_ore: int


def localise(body: str, customer: Customer, booked_as: Callable[[str, str, int], BookedAs]) -> bytes:
    """The notification anew. `booked_as(message id, end-to-end id, öre)` says what to write of each payment."""
    document: dict[str, Any] = schema.read(MESSAGE, fromstring(body))  # noqa: S314 - mock-bank's own output
    for notification in document["BkToCstmrDbtCdtNtfctn"]["Ntfctn"]:
        notification["Acct"] = _own_account(customer)
        for entry in notification["Ntry"]:
            _localise_entry(entry, booked_as)
    return bytes(schema.serialize(MESSAGE, document))


def _localise_entry(entry: dict[str, Any], booked_as: Callable[[str, str, int], BookedAs]) -> None:
    (transaction,) = entry["NtryDtls"][0]["TxDtls"]
    refs = transaction["Refs"]
    said = booked_as(refs["MsgId"], refs["EndToEndId"], entry["Amt"].minor)
    entry["Amt"] = transaction["Amt"] = schema.Amount(said.amount_ore, "SEK")
    transaction["RltdPties"]["CdtrAcct"] = {"Id": {"Othr": _number(said)}}
    transaction["RltdAgts"] = {"CdtrAgt": _agent(said.clearing)} if said.clearing else None
    _domestic(entry["BkTxCd"])
    if "RtrInf" in transaction:
        _domestic(transaction["RtrInf"]["OrgnlBkTxCd"])


def _own_account(customer: Customer) -> dict[str, Any]:
    return {
        "Id": {"Othr": {"Id": customer.number, "SchmeNm": {"Cd": "BBAN"}}},
        "Ccy": "SEK",
        "Ownr": {"Nm": customer.name},
        "Svcr": _agent(customer.clearing),
    }


def _number(said: BookedAs) -> dict[str, Any]:
    scheme = {"Prtry": "BGNR"} if said.clearing == BANKGIRO_CLEARING else {"Cd": "BBAN"}
    return {"Id": said.number, "SchmeNm": scheme}


def _agent(clearing: str) -> dict[str, Any]:
    return {"FinInstnId": {"ClrSysMmbId": {"ClrSysId": {"Cd": "SESBA"}, "MmbId": clearing}}}


def _domestic(code: dict[str, Any]) -> None:
    family = code["Domn"]["Fmly"]
    if family["SubFmlyCd"] == "ESCT":  # SEPA credit transfer
        family["SubFmlyCd"] = "DMCT"  # domestic credit transfer
