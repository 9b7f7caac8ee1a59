"""mock-bank's notification as a Swedish bank would write it.

mock-bank knows accounts by IBAN and books SEPA credit transfers. Here each account stands as it stood in the payment
file, with the clearing number in the agent, and the bank transaction code is that of a domestic transfer. What comes
out is built from mock-bank's own dictionary, so it is held to the same structure.
"""

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
    """The payee's account and the amount (öre) that the bank says it booked. `debtor` is another account that it took
    it from, if it did."""

    clearing: str | None
    number: str | None
    amount_ore: int
    debtor: Customer | None = None


Document = dict[str, Any]
Entry = dict[str, Any]


def read(body: str, customer: Customer) -> Document:
    """A notification of mock-bank's, on the customer's account as it is written in Sweden."""
    document: Document = schema.read(MESSAGE, fromstring(body))  # noqa: S314 - mock-bank's own output
    for notification in document["BkToCstmrDbtCdtNtfctn"]["Ntfctn"]:
        notification["Acct"] = _own_account(customer)
    return document


def written(document: Document) -> bytes:
    return bytes(schema.serialize(MESSAGE, document))


def transaction_of(entry: Entry) -> dict[str, Any]:
    transaction: dict[str, Any]
    (transaction,) = entry["NtryDtls"][0]["TxDtls"]
    return transaction


def localise(entry: Entry, said: BookedAs) -> None:
    """The entry anew, as what the bank says it booked."""
    transaction = transaction_of(entry)
    entry["Amt"] = transaction["Amt"] = schema.Amount(said.amount_ore, "SEK")
    parties = transaction["RltdPties"]
    parties["CdtrAcct"] = {"Id": {"Othr": _number(said)}}
    if said.debtor:
        parties["DbtrAcct"] = {"Id": {"Othr": {"Id": said.debtor.number, "SchmeNm": {"Cd": "BBAN"}}}}
    transaction["RltdAgts"] = _agents(said) or None
    _domestic(entry["BkTxCd"])
    if "RtrInf" in transaction:
        _domestic(transaction["RtrInf"]["OrgnlBkTxCd"])


def _agents(said: BookedAs) -> dict[str, Any]:
    named = {"DbtrAgt": said.debtor and said.debtor.clearing, "CdtrAgt": said.clearing}
    return {role: _agent(clearing) for role, clearing in named.items() if clearing}


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
