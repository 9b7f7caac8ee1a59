"""What the applicant was asked for and what came, as the holder of the work item reads it."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from services.decision.completions.rules import Missing, RequestEnd
from shared.api_models import Output

Moment = Annotated[datetime, Field(examples=["2026-11-23T10:05:00+01:00"])]


class AskedOut(Output):
    """`endedBecause`: answered besvarad, lapsed dagen gick utan svar, withdrawn ansökan återkallad; saknas medan den är
    öppen. / Missing while it is open."""

    id: UUID
    missing: list[Missing]
    text: str
    respond_by: Annotated[date, Field(description="Sista dag. / The last day.", examples=["2026-12-04"])]
    asked_at: Moment
    ended_at: Moment | None = None
    ended_because: RequestEnd | None = None


class CompletionOut(Output):
    """En ny version av uppgifterna. `withText`: den sökande har också skrivit något; läs det i ansökan hos intake. / A
    new version of what is declared. `withText`: the applicant wrote something too; read it with intake."""

    number: Annotated[int, Field(examples=[2])]
    request_id: UUID | None = None
    received_at: Moment
    with_text: Annotated[bool, Field(examples=[True])]


def asked_out(row: Row[Any]) -> AskedOut:
    return AskedOut(
        id=row.id,
        missing=row.missing,
        text=row.text,
        respond_by=row.respond_by,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        ended_because=row.ended_because,
    )


def completion_out(row: Row[Any]) -> CompletionOut:
    said = row.document
    return CompletionOut(
        number=row.number, request_id=row.request_id, received_at=said["receivedAt"], with_text=said["withText"]
    )
