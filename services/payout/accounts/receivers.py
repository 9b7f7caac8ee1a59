"""Account entries, as intake states them: each in its own sealed box, compared in memory with the first (C3, C8)."""

from collections.abc import Sequence
from typing import Any

from services.payout.accounts import rules, store
from services.payout.accounts.boxes import open_payee
from services.payout.accounts.problems import BoxMissing
from services.payout.accounts.rules import Comparison
from services.payout.facts.kinds import ACCOUNT_ENTRY
from services.payout.facts.objects import AccountEntryObject
from services.payout.facts.taking import take_in
from services.payout.orders.weighing import weigh
from services.payout.own_acts import following
from services.payout.settings import settings_of
from shared.acts import Act
from shared.auth.statements import Hands, Statement, Subject
from shared.canonical import from_base64url, new_salt
from shared.handover.events import Event
from shared.handover.objects import read_object


async def account_entered(act: Act, event: Event, statement: Statement) -> None:
    """An entry without a box, or with one that is not its own, is refused at once. Its account may become payable."""
    if event.sealed is None:
        raise BoxMissing
    said = read_object(AccountEntryObject, event.object)
    sealed = from_base64url(event.sealed)
    open_payee(settings_of(act.running).box_keys, said, sealed)
    act.about(accountId=said.account_id, householdId=said.household_id)
    stated = await take_in(act, event, statement, ACCOUNT_ENTRY, said.entry_id)
    if stated is None:
        return
    await store.add_entry(act.connection, said, sealed, stated)
    await _compare(act, said)
    await weigh(act, account_id=said.account_id)


async def _compare(act: Act, said: AccountEntryObject) -> None:
    """Works out what follows from all entries of the account version that are known, and tells what is new of it."""
    entries = await store.entries(act.connection, said.account_id, said.account_version)
    found = rules.comparisons(_as_entries(act, entries))
    ids = {entry.said.number: entry.said.entry_id for entry in entries}
    told = {entry.said.number for entry in entries if entry.compared}
    for comparison in found:
        if comparison.number not in told:
            await _tell(act, said, comparison, ids[comparison.number])


def _as_entries(act: Act, entries: Sequence[store.KnownEntry]) -> list[rules.Entry]:
    """Opens every box, for as long as it takes to compare them."""
    box_keys, same = settings_of(act.running).box_keys, act.running.persons.same()
    payees = {entry.said.number: open_payee(box_keys, entry.said, entry.sealed) for entry in entries}
    first = payees.get(1)
    return [
        rules.Entry(
            entry.said.number,
            same.each(entry.hands),
            first is not None and payees[entry.said.number].same_account_as(first),
        )
        for entry in entries
    ]


async def _tell(act: Act, said: AccountEntryObject, comparison: Comparison, account_entry_id: Any) -> None:
    """Stores what was found as a fact of payout's own, and hands it over."""
    document = {
        "salt": new_salt(),
        "accountId": str(said.account_id),
        "accountVersion": said.account_version,
        "householdId": str(said.household_id),
        "status": comparison.status.value,
    }
    own = following(act, "accountCompared", accountId=said.account_id, householdId=said.household_id)
    subject = Subject("account", str(said.account_id), said.account_version)
    statement = own.state(subject, Hands(), document)
    row = {
        "account_entry_id": account_entry_id,
        "account_id": said.account_id,
        "account_version": said.account_version,
        "equal": comparison.equal,
        "status": comparison.status.value,
        "document": document,
        "statement": statement,
        "compared_at": own.now,
        "entry_id": await own.record(document),
    }
    await store.add_comparison(own.connection, row)
    await own.hand_over(("intake", "decision"), statement, subject, document)
