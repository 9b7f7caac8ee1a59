"""What every item says of itself to who holds it, whatever its task."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.decision import examples
from services.decision.facts.kinds import ApplicationKind
from services.decision.queues.rules import Queue
from services.decision.work_items.desk import Desk
from shared.api_models import Output
from shared.months import Month

Moment = Annotated[datetime, Field(examples=["2026-11-26T08:15:00+01:00"])]


class HeldItem(Output):
    id: UUID
    claim_id: UUID
    lease_ends_at: Moment
    queue: Queue
    application_id: UUID
    case_number: Annotated[str, Field(examples=[examples.CASE_NUMBER])]
    kind: ApplicationKind
    month: Month
    received_at: Moment
    household_id: UUID
    household_version: Annotated[int, Field(examples=[1])]


def held(desk: Desk) -> dict[str, Any]:
    """The fields of a HeldItem."""
    return {name: getattr(desk, name) for name in HeldItem.model_fields}
