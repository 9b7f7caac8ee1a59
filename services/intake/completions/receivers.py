"""What decision says that it asked the applicant for, and that the last day passed."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from services.intake.applications.receivers import check_about
from services.intake.completions import store
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.objects import HandedOver, read_object
from shared.problems import ObjectNotAsAgreed

Code = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class RequestObject(HandedOver):
    request_id: UUID
    application_id: UUID
    missing: Annotated[list[Code], Field(min_length=1, max_length=50)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    respond_by: date
    asked_at: AwareDatetime


class LapseObject(HandedOver):
    request_id: UUID
    application_id: UUID
    lapsed_at: AwareDatetime


async def completion_requested(act: Act, event: Event, statement: Statement) -> None:
    asked = read_object(RequestObject, event.object)
    await check_about(act, event, asked.request_id, asked.application_id)
    row = {
        "request_id": asked.request_id,
        "application_id": asked.application_id,
        "missing": asked.missing,
        "text": asked.text,
        "respond_by": asked.respond_by,
        "asked_at": asked.asked_at,
        "entry_id": await act.record(event.object),
    }
    await store.add_request(act.connection, row)


async def completion_lapsed(act: Act, event: Event, statement: Statement) -> None:
    """The request's second version. It may come before the first."""
    lapsed = read_object(LapseObject, event.object)
    await check_about(act, event, lapsed.request_id, lapsed.application_id)
    if event.subject.version != 2:
        raise ObjectNotAsAgreed
    row = {
        "request_id": lapsed.request_id,
        "application_id": lapsed.application_id,
        "lapsed_at": lapsed.lapsed_at,
        "entry_id": await act.record(event.object),
    }
    await store.add_lapse(act.connection, row)
