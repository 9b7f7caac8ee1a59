"""What one service hands over to another: `{id, type, subject, municipality, statement, object}`, and for an account
the sealed box that goes with it. The statement is what counts; the rest is what it is about."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from shared import tracing
from shared.auth.statements import Subject
from shared.ids import new_id

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,63}$")]


class EventSubject(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Word
    id: UUID
    version: Annotated[int, Field(strict=True, ge=1, le=10**9)]


class Event(BaseModel):
    """`type` is the act that the statement states. `sealed` is base64url. `traceparent`: where in a trace it was done,
    if that trace is collected; nothing is believed or decided by it."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True)

    id: UUID
    type: Word
    subject: EventSubject
    municipality: Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
    statement: Annotated[str, StringConstraints(max_length=16_384)]
    object: dict[str, Any]
    sealed: Annotated[str, StringConstraints(max_length=4096)] | None = None
    traceparent: Annotated[str, StringConstraints(pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")] | None = None

    def subject_of_statement(self) -> Subject:
        return Subject(self.subject.type, str(self.subject.id), self.subject.version)


def event(
    act: str,
    municipality: str,
    subject: Subject,
    *,
    statement: str,
    document: dict[str, Any],
    sealed: str | None = None,
) -> Event:
    """An event with an id of its own. The same event may go to several services."""
    about = EventSubject(type=subject.type, id=UUID(subject.id), version=subject.version)
    return Event(
        id=new_id(),
        type=act,
        subject=about,
        municipality=municipality,
        statement=statement,
        object=document,
        sealed=sealed,
        traceparent=tracing.kept(),
    )


def waiting_rows(events: Iterable[tuple[str, Event]]) -> list[dict[str, Any]]:
    """Rows for the outbox: (destination, event)."""
    return [
        {
            "id": item.id,
            "destination": destination,
            "event": item.model_dump(mode="json", by_alias=True, exclude_none=True),
        }
        for destination, item in events
    ]
