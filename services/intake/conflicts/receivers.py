"""What decision says of who has a conflict of interest with a household (C2)."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from services.intake.conflicts.tables import ConflictRow
from services.intake.households.access import find_household
from shared.acts import Act
from shared.auth.statements import Statement
from shared.database import insert_into
from shared.handover.events import Event
from shared.handover.objects import HandedOver, read_object
from shared.problems import DomainError, FactContradicted, ObjectNotAsAgreed

CONSTRAINTS: Mapping[str, DomainError] = {"conflict_pkey": FactContradicted()}


class ConflictObject(HandedOver):
    conflict_id: UUID
    household_id: UUID
    person: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


async def conflict_declared(act: Act, event: Event, statement: Statement) -> None:
    declared = read_object(ConflictObject, event.object)
    if declared.conflict_id != event.subject.id:
        raise ObjectNotAsAgreed
    await find_household(act, declared.household_id)
    row = {
        "id": declared.conflict_id,
        "household_id": declared.household_id,
        "person": declared.person,
        "received_at": act.now,
        "entry_id": await act.record(event.object),
    }
    await act.connection.execute(insert_into(ConflictRow), row)
