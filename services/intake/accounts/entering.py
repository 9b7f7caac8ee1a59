"""Making an entry of an account version: sealed, stated, stored and handed over in the act's transaction."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.intake.accounts import store
from services.intake.accounts.problems import HolderNotAdultMember
from services.intake.accounts.rules import AccountVersion, EnteredAs
from services.intake.accounts.sealing import Place, sealed
from services.intake.households.rules import Member
from services.intake.households.store import Known
from services.intake.settings import settings_of
from shared.acts import Act
from shared.auth.statements import Hands, Subject
from shared.bank_accounts import BankAccount
from shared.canonical import digest_bytes, new_salt
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Entry:
    """`box` is what only payout opens, `document` what is stated and handed over beside it."""

    id: UUID
    box: bytes
    document: dict[str, Any]


async def make_entry(
    act: Act, known: Known, account: AccountVersion, number: BankAccount, entered_as: EnteredAs
) -> UUID:
    """Makes the account version's next entry, and the account itself with its first one. Returns the entry's id.
    Raises HolderNotAdultMember."""
    entry = _entry(act, known, account, number)
    subject = Subject("accountEntry", str(entry.id), 1)
    statement = act.state(subject, Hands(account=(act.person,)), entry.document, entry.box)
    log_id = await act.record(entry.document, accountId=account.account_id, accountEntryId=entry.id)
    if account.version == account.next_number == 1:
        await store.add_account(act.connection, account, log_id)
    await store.add_entry(act.connection, account, _row(act, entry, entered_as, statement, log_id))
    await act.hand_over(("payout", "decision"), statement, subject, entry.document, {"payout": entry.box})
    return entry.id


def _entry(act: Act, known: Known, account: AccountVersion, number: BankAccount) -> Entry:
    holder = _holder(known, account.holder_member_id)
    place = Place(new_id(), account.account_id, account.version, account.household_id)
    box = sealed(settings_of(act.running).box_public_key_file, place, number, known.names[holder.id])
    return Entry(place.entry_id, box, _document(place, account, holder, box))


def _holder(known: Known, member_id: UUID) -> Member:
    for member in known.household.adults():
        if member.id == member_id:
            return member
    raise HolderNotAdultMember


def _document(place: Place, account: AccountVersion, holder: Member, box: bytes) -> dict[str, Any]:
    """The object that is stated and handed over (docs/hand-overs.md)."""
    return {
        "salt": new_salt(),
        "entryId": str(place.entry_id),
        "accountId": str(place.account_id),
        "accountVersion": place.version,
        "householdId": str(place.household_id),
        "number": account.next_number,
        "holderMemberId": str(holder.id),
        "holder": holder.person,
        "sealedDigest": digest_bytes(box),
    }


def _row(act: Act, entry: Entry, entered_as: EnteredAs, statement: str, log_id: UUID) -> dict[str, Any]:
    return {
        "id": entry.id,
        "number": entry.document["number"],
        "entered_by": act.person,
        "entered_as": entered_as.value,
        "entered_at": act.now,
        "sealed_digest": entry.document["sealedDigest"],
        "document": entry.document,
        "statement": statement,
        "entry_id": log_id,
    }
