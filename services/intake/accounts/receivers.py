"""What payout says of an account: whether its entries are equal (C3)."""

from typing import Literal
from uuid import UUID

from services.intake.accounts import store
from services.intake.accounts.rules import AccountStatus
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.objects import HandedOver, Version, read_object
from shared.problems import NotFound, ObjectNotAsAgreed


class ComparedObject(HandedOver):
    account_id: UUID
    account_version: Version
    status: Literal[AccountStatus.MISMATCH, AccountStatus.PAYABLE, AccountStatus.LOCKED]


async def account_compared(act: Act, event: Event, statement: Statement) -> None:
    """Keeps what payout found, whatever it said before: the status follows from all of it."""
    found = read_object(ComparedObject, event.object)
    if (found.account_id, found.account_version) != (event.subject.id, event.subject.version):
        raise ObjectNotAsAgreed
    household = await store.household_of(act.connection, found.account_id, found.account_version, act.municipality)
    if household is None:
        raise NotFound
    act.about(householdId=household)
    await store.add_comparison(
        act.connection,
        {
            "id": event.id,
            "account_id": found.account_id,
            "version": found.account_version,
            "status": found.status.value,
            "received_at": act.now,
            "entry_id": await act.record(event.object),
        },
    )
