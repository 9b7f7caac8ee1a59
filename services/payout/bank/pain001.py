"""The payment file: pain.001.001.09, customer credit transfer initiation, for payments in kronor within Sweden.

The rules are those of the bankers' association's "Swedish Common Interpretation of ISO 20022 Payment Messages"
(appendix 1, Common Payment Types in Sweden, 1.0 of 2014-02-10), as open implementations for the Swedish banks carry
them out. The authority is each bank's own guide: Nordea, Corporate Access Payables, appendix Sweden (2019-06-24) and
examples 2.6 (2026-06-22); Handelsbanken, pain.001 country specific information 1.7.1 (2021-01-14) and camt.054 debit
notification 1.0.3 (2019-02-20); Swedbank Sweden's MIG for credit transfers. So a municipality tries a file with its
bank first, and where the guides differ there is a setting in `BankProfile`. What they share:

- No `SvcLvl` is the domestic default; SEPA would mean euro.
- Salary (SALA) carries no remittance information, and may be booked and reported as one sum without details, while
  we call nothing settled before its own booking is seen. So SALA suits only a bank that promises details.
- The payee's name is mandatory, and identifiers have at most 35 characters of the basic Latin set.

The output depends on nothing but the input, and not on the payments' order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO
from itertools import groupby
from typing import BinaryIO
from uuid import UUID
from xml.sax.saxutils import escape

from services.payout.bank.accounts import Account, AccountForm, Scheme
from services.payout.bank.names import NotWritable, bank_text
from shared.money import decimal_amount

MESSAGE = "pain.001.001.09"
NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{MESSAGE}"
CLEARING_SYSTEM = "SESBA"
MAX_TEXT = 140
_MAX_FILE_ORE = 10**18 - 1  # DecimalNumber and amounts have 18 digits
_IDENTIFIER = re.compile(r"(?!/)(?!.*//)[A-Za-z0-9+?:().,'/-]{1,35}(?<!/)")


class CategoryPurpose(StrEnum):
    """What kind of payment it is. Banks differ in which they take, and in what they then report."""

    SALARY = "SALA"
    SOCIAL_BENEFIT = "SSBE"
    SUPPLIER = "SUPP"


class Problem(StrEnum):
    """Why a payment cannot stand in a file. Names no value."""

    AMOUNT = "amountNotPayable"
    IDENTIFIER = "identifierNotWritable"
    NAME = "nameNotWritable"
    TEXT = "textNotWritable"
    TEXT_NOT_ALLOWED = "textNotAllowed"


class NotBuildable(ValueError):
    """The file cannot be built. Names payments by end-to-end id, never by name or account."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends the file or pays. `organisation_id` is what the bank agreed on: a customer, signer or agreement number,
    under scheme BANK (issued by the bank) or CUST (the customer's own).
    """

    name: str
    organisation_id: str | None = None
    id_scheme: str = "BANK"


@dataclass(frozen=True, slots=True)
class BankProfile:
    """What differs between banks."""

    category_purpose: CategoryPurpose = CategoryPurpose.SOCIAL_BENEFIT
    account_form: AccountForm = AccountForm.NUMBER
    batch_booking: bool = False
    service_level: str | None = None
    charge_bearer: str | None = "SHAR"
    name_length: int = MAX_TEXT


@dataclass(frozen=True, slots=True)
class Payment:
    """One credit transfer. `text` is what the payee reads on the statement; nothing personal belongs in it."""

    end_to_end_id: str
    amount_ore: int
    due_date: date
    creditor_name: str = field(repr=False)
    creditor_account: Account
    text: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """One file from one debtor account. `created_at` carries its zone; `message_id` is at most 32 characters."""

    message_id: str
    created_at: datetime
    initiating_party: Party
    debtor: Party
    debtor_account: Account
    debtor_bic: str | None
    payments: Sequence[Payment]
    profile: BankProfile = BankProfile()


@dataclass(frozen=True, slots=True)
class Batch:
    """One `PmtInf`: the payments of one due date."""

    id: str
    due_date: date
    payments: tuple[Payment, ...]


def identifier(thing: UUID) -> str:
    """The id of an order or a release as a bank identifier: 32 characters, no hyphens."""
    return thing.hex


def identified(text: str) -> UUID | None:
    """The order or release behind a bank identifier, or None if it is not one of ours."""
    return UUID(hex=text) if re.fullmatch(r"[0-9a-f]{32}", text) else None


def problem_of(payment: Payment, profile: BankProfile) -> Problem | None:
    """Why this payment would be refused by the bank's own rules, or None. Such a payment stays out of the file."""
    if not 0 < payment.amount_ore <= _MAX_FILE_ORE:
        return Problem.AMOUNT
    if not _IDENTIFIER.fullmatch(payment.end_to_end_id):
        return Problem.IDENTIFIER
    if not _writable(payment.creditor_name, profile.name_length):
        return Problem.NAME
    if payment.text is None:
        return None
    if profile.category_purpose is CategoryPurpose.SALARY:
        return Problem.TEXT_NOT_ALLOWED
    return None if _writable(payment.text, MAX_TEXT) else Problem.TEXT


def batches(file: PaymentFile) -> tuple[Batch, ...]:
    """The file's payments by due date, and by end-to-end id within it. The batch id names the file and the batch."""
    ordered = sorted(file.payments, key=lambda p: (p.due_date, p.end_to_end_id))
    by_date = groupby(ordered, key=lambda p: p.due_date)
    return tuple(Batch(f"{file.message_id}-{n}", due, tuple(some)) for n, (due, some) in enumerate(by_date, 1))


def build(file: PaymentFile) -> bytes:
    """The whole file. Raises NotBuildable."""
    out = BytesIO()
    write(file, out)
    return out.getvalue()


def write(file: PaymentFile, out: BinaryIO) -> None:
    """Write the file payment by payment, so that memory does not grow with it. Raises NotBuildable before a byte."""
    _refuse_unbuildable(file)
    for piece in _pieces(file):
        out.write(piece.encode())


def _refuse_unbuildable(file: PaymentFile) -> None:
    if file.created_at.tzinfo is None:
        raise NotBuildable("the time of creation has no zone")
    if not file.payments:
        raise NotBuildable("there is no payment to write")
    if not _IDENTIFIER.fullmatch(file.message_id) or len(file.message_id) > 32:
        raise NotBuildable("the message id is not writable")
    if not _writable(file.debtor.name, MAX_TEXT) or not _writable(file.initiating_party.name, MAX_TEXT):
        raise NotBuildable("the name of the debtor or the initiating party is not writable")
    _refuse_payments(file)


def _refuse_payments(file: PaymentFile) -> None:
    for payment in file.payments:
        if problem := problem_of(payment, file.profile):
            raise NotBuildable(f"payment {payment.end_to_end_id}: {problem}")
    if len({p.end_to_end_id for p in file.payments}) != len(file.payments):
        raise NotBuildable("two payments have the same end-to-end id")
    if sum(p.amount_ore for p in file.payments) > _MAX_FILE_ORE:
        raise NotBuildable("the sum has more digits than a file can carry")
    if len({p.due_date for p in file.payments}) > 99:
        raise NotBuildable("there are more due dates than batch ids")


def _writable(text: str, max_length: int) -> bool:
    try:
        bank_text(text, max_length)
    except NotWritable:
        return False
    return True


def _pieces(file: PaymentFile) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}">\n<CstmrCdtTrfInitn>\n'
    yield _group_header(file)
    for batch in batches(file):
        yield _batch_header(file, batch)
        for payment in batch.payments:
            yield _transaction(payment, file.profile)
        yield "</PmtInf>\n"
    yield "</CstmrCdtTrfInitn>\n</Document>\n"


def _group_header(file: PaymentFile) -> str:
    return (
        f"<GrpHdr><MsgId>{escape(file.message_id)}</MsgId>"
        f"<CreDtTm>{file.created_at.isoformat(timespec='seconds')}</CreDtTm>"
        f"{_totals(file.payments)}"
        f"<InitgPty>{_party(file.initiating_party)}</InitgPty></GrpHdr>\n"
    )


def _batch_header(file: PaymentFile, batch: Batch) -> str:
    account, profile = file.debtor_account, file.profile
    return (
        f"<PmtInf><PmtInfId>{escape(batch.id)}</PmtInfId><PmtMtd>TRF</PmtMtd>"
        f"<BtchBookg>{str(profile.batch_booking).lower()}</BtchBookg>"
        f"{_totals(batch.payments)}{_payment_type(profile)}"
        f"<ReqdExctnDt><Dt>{batch.due_date.isoformat()}</Dt></ReqdExctnDt>"
        f"<Dbtr>{_party(file.debtor)}</Dbtr>"
        f"<DbtrAcct>{_account_id(account, profile.account_form)}<Ccy>SEK</Ccy></DbtrAcct>"
        f"<DbtrAgt>{_agent(account, file.debtor_bic)}</DbtrAgt>"
        f"{_optional('ChrgBr', profile.charge_bearer)}\n"
    )


def _transaction(payment: Payment, profile: BankProfile) -> str:
    text = payment.text and escape(bank_text(payment.text, MAX_TEXT))
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{escape(payment.end_to_end_id)}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="SEK">{decimal_amount(payment.amount_ore)}</InstdAmt></Amt>'
        f"<CdtrAgt>{_agent(payment.creditor_account)}</CdtrAgt>"
        f"<Cdtr><Nm>{escape(bank_text(payment.creditor_name, profile.name_length))}</Nm></Cdtr>"
        f"<CdtrAcct>{_account_id(payment.creditor_account, profile.account_form)}</CdtrAcct>"
        f"{f'<RmtInf><Ustrd>{text}</Ustrd></RmtInf>' if text else ''}</CdtTrfTxInf>\n"
    )


def _totals(payments: Sequence[Payment]) -> str:
    total = decimal_amount(sum(p.amount_ore for p in payments))
    return f"<NbOfTxs>{len(payments)}</NbOfTxs><CtrlSum>{total}</CtrlSum>"


def _payment_type(profile: BankProfile) -> str:
    level = f"<SvcLvl><Cd>{escape(profile.service_level)}</Cd></SvcLvl>" if profile.service_level else ""
    return f"<PmtTpInf>{level}<CtgyPurp><Cd>{profile.category_purpose}</Cd></CtgyPurp></PmtTpInf>"


def _party(party: Party) -> str:
    name = f"<Nm>{escape(bank_text(party.name, MAX_TEXT))}</Nm>"
    if party.organisation_id is None:
        return name
    scheme = f"<SchmeNm><Cd>{escape(party.id_scheme)}</Cd></SchmeNm>"
    return f"{name}<Id><OrgId><Othr><Id>{escape(party.organisation_id)}</Id>{scheme}</Othr></OrgId></Id>"


def _account_id(account: Account, form: AccountForm) -> str:
    name = "<Prtry>BGNR</Prtry>" if account.scheme is Scheme.BANKGIRO else "<Cd>BBAN</Cd>"
    return f"<Id><Othr><Id>{account.written(form)}</Id><SchmeNm>{name}</SchmeNm></Othr></Id>"


def _agent(account: Account, bic: str | None = None) -> str:
    member = f"<ClrSysId><Cd>{CLEARING_SYSTEM}</Cd></ClrSysId><MmbId>{account.clearing}</MmbId>"
    return f"<FinInstnId>{_optional('BICFI', bic)}<ClrSysMmbId>{member}</ClrSysMmbId></FinInstnId>"


def _optional(element: str, value: str | None) -> str:
    return f"<{element}>{escape(value)}</{element}>" if value else ""
