"""Payments, files and the bank's messages for the tests. Accounts and people are made up."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element, fromstring

from hypothesis import strategies as st

from services.payout.bank.accounts import Account
from services.payout.bank.pain001 import BankProfile, Party, Payment, PaymentFile, identifier
from shared.clock import Clock

DUE = date(2026, 12, 18)
BOOKED_ON = str(Clock().today() + timedelta(days=2))
CREATED = datetime(2026, 12, 15, 9, 30, tzinfo=UTC)
DEBTOR = Account("6000", "123456789")
CREDITOR = Account("8327", "0123456782")
E2E = identifier(UUID("0194abcd-0000-7000-8000-000000000001"))
MESSAGE_ID = identifier(UUID("0194abcd-0000-7000-8000-0000000000ff"))
DEBTOR_XML = (
    "<Acct><Id><Othr><Id>123456789</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id><Ccy>SEK</Ccy><Svcr><FinInstnId>"
    "<ClrSysMmbId><ClrSysId><Cd>SESBA</Cd></ClrSysId><MmbId>6000</MmbId></ClrSysMmbId></FinInstnId></Svcr></Acct>"
)

creditor_names = st.sampled_from(["Åsa Öberg", "Łukasz Żółć", "Weiß & Söner <AB>", "]]>", "Anna 'A' \"B\""])
payments = st.lists(
    st.builds(
        Payment,
        end_to_end_id=st.uuids().map(identifier),
        amount_ore=st.integers(1, 10**11),
        due_date=st.dates(date(2026, 12, 15), date(2026, 12, 24)),
        creditor_name=creditor_names.filter(lambda name: any(map(str.isalpha, name))),
        creditor_account=st.builds(Account, st.just("6000"), st.from_regex(r"[0-9]{7,10}", fullmatch=True)),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda payment: payment.end_to_end_id,
)


def payment(**other: Any) -> Payment:
    usual: dict[str, Any] = {
        "end_to_end_id": E2E,
        "amount_ore": 394050,
        "due_date": DUE,
        "creditor_name": "Åsa Öberg",
        "creditor_account": CREDITOR,
    }
    return Payment(**(usual | other))


def payment_file(
    some: Sequence[Payment] | None = None, profile: BankProfile | None = None, **other: Any
) -> PaymentFile:
    usual: dict[str, Any] = {
        "message_id": MESSAGE_ID,
        "created_at": CREATED,
        "initiating_party": Party("Testkommun", "2120000001"),
        "debtor": Party("Testkommun", "2120000001", "CUST"),
        "debtor_account": DEBTOR,
        "debtor_bic": "HANDSESS",
        "payments": [payment()] if some is None else some,
        "profile": profile or BankProfile(),
    }
    return PaymentFile(**(usual | other))


def tree(file: bytes) -> Element:
    """The file as elements without their namespace, so that tests can name plain paths."""
    found = fromstring(file)  # noqa: S314 - our own output
    for element in found.iter():
        element.tag = element.tag.rpartition("}")[2]
    return found


def texts(file: bytes, name: str) -> list[str]:
    return [element.text or "" for element in tree(file).iter(name)]


def camt054(entries: str, account: str = DEBTOR_XML, message: str = "camt.054.001.08") -> bytes:
    """A notification with these `Ntry` elements on our own account."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}">'
        "<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>B1</MsgId><CreDtTm>2026-12-18T10:00:00+01:00</CreDtTm></GrpHdr>"
        f"<Ntfctn><Id>B1</Id>{account}{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def entry(
    details: str = "",
    amount: str = "3940.50",
    *,
    currency: str = "SEK",
    direction: str = "DBIT",
    status: str = "BOOK",
    more: str = "",
    code: str = "DMCT",
) -> str:
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{more}'
        f"<Sts><Cd>{status}</Cd></Sts><BookgDt><Dt>{BOOKED_ON}</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>{code}</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def details(
    end_to_end_id: str = E2E,
    amount: str | None = None,
    account: str = "0123456782",
    clearing: str = "8327",
    more: str = "",
) -> str:
    own = f'<Amt Ccy="SEK">{amount}</Amt>' if amount else ""
    agent = f"<CdtrAgt><FinInstnId><ClrSysMmbId><MmbId>{clearing}</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt>"
    return (
        f"<TxDtls><Refs><EndToEndId>{end_to_end_id}</EndToEndId></Refs>{own}"
        f"<RltdPties><CdtrAcct><Id><Othr><Id>{account}</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id></CdtrAcct></RltdPties>"
        f"<RltdAgts>{agent}</RltdAgts>{more}</TxDtls>"
    )


def pain002(batches: str = "", group: str = "<GrpSts>ACCP</GrpSts>", message: str = "pain.002.001.10") -> bytes:
    """A status report on MESSAGE_ID."""
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>S1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{MESSAGE_ID}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>{batches}</CstmrPmtStsRpt></Document>"
    ).encode()


def batch_status(payments: str = "", status: str = "", reason: str = "", number: int = 1) -> str:
    own = f"<PmtInfSts>{status}</PmtInfSts>" if status else ""
    return (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{MESSAGE_ID}-{number}</OrgnlPmtInfId>{own}{why(reason)}{payments}"
        "</OrgnlPmtInfAndSts>"
    )


def payment_status(end_to_end_id: str, status: str, reason: str = "") -> str:
    said = f"<TxSts>{status}</TxSts>{why(reason)}"
    return f"<TxInfAndSts><OrgnlEndToEndId>{end_to_end_id}</OrgnlEndToEndId>{said}</TxInfAndSts>"


def why(reason: str) -> str:
    return f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>" if reason else ""
