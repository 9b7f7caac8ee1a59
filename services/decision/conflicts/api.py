"""Declaring a conflict of interest about oneself (jäv, FL 2017:900 16–18 §§; docs/adr/0008)."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from pydantic import ConfigDict, Field, model_validator

from services.decision import examples
from services.decision.conflicts import store
from services.decision.facts.objects import CaseNumber
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.callers import Role
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.ids import new_id
from shared.paging import Paged
from shared.problems import NotFound
from shared.texts import LongText

router = act_router(tags=["jäv / conflicts of interest"])

CHAIN = (Role.REGISTRAR, Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER, Role.UNIT_HEAD, Role.PAYER)
"""Everybody who does something in the chain may have to say that they cannot."""

Declaring = Annotated[Act, Depends(ActBy("conflictDeclared", *CHAIN))]
Listing = Annotated[Act, Depends(ActBy("conflictsListed", *CHAIN))]

RECEIVERS_OF_CONFLICTS = ("intake", "payout")


class ConflictIn(Input):
    """Hushållet anges med `householdId` eller `caseNumber`, inte båda. / The household by either, not both."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.DECLARING_CONFLICT]})

    household_id: Annotated[UUID | None, Field(description="Hushållet. / The household.")] = None
    case_number: Annotated[
        CaseNumber | None,
        Field(description="Ärendenumret på någon av dess ansökningar. / Of one of its applications."),
    ] = None
    reason: Annotated[
        LongText,
        Field(description="Varför du är jävig. Stannar här. / Why you have a conflict. Never leaves this service."),
    ]

    @model_validator(mode="after")
    def _named_once(self) -> "ConflictIn":
        if (self.household_id is None) == (self.case_number is None):
            raise ValueError("give exactly one of householdId and caseNumber")
        return self


class ConflictOut(Output):
    """Med det som hushållet angavs med. / With what the household was named by."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.CONFLICT]})

    id: UUID
    household_id: UUID | None = None
    case_number: Annotated[str | None, Field(examples=[examples.CASE_NUMBER])] = None
    declared_at: Annotated[datetime, Field(examples=["2026-11-23T09:40:00+01:00"])]


class Conflicts(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.CONFLICTS]})

    items: list[ConflictOut]
    page: int
    limit: int
    has_more: Annotated[bool, Field(description="Det finns fler efter dessa. / There are more after these.")]


@router.post(
    "/conflicts",
    status_code=201,
    summary="Anmäl jäv / Declare a conflict of interest",
    responses={200: {"model": ConflictOut, "description": "Redan anmält. / Declared before."}},
    response_model_exclude_none=True,
)
async def declare(body: ConflictIn, act: Declaring, response: Response) -> ConflictOut:
    """Om dig själv, aldrig om någon annan. Från och med nu kan du inte göra något i hushållet, i någon tjänst; har du
    ärendet kan du bara lämna tillbaka det. Det går inte att ta tillbaka (C2, FL 18 §).

    About yourself, never about anybody else. From now on you can do nothing in that household, in any service; if you
    hold the work item, all you can do is hand it back. It cannot be taken back (C2)."""
    if body.case_number is not None:
        act.about(caseNumber=body.case_number)
    found = await store.household_named(act.connection, body.household_id, body.case_number, act.municipality)
    if found is None:
        raise NotFound
    known = await store.find(act.connection, act.person, found, body.case_number)
    if known is not None:
        response.status_code = 200
        return conflict_out(known)
    return await _declare(act, found, body)


@router.get("/conflicts", summary="Dina anmälningar om jäv / Your declared conflicts", response_model_exclude_none=True)
async def list_own(act: Listing, page: Paged) -> Conflicts:
    """Bara dina egna, den senaste först. / Your own alone, the latest first."""
    rows = await store.declared_by(act.connection, act.person, act.municipality, page)
    shown, has_more = page.shown(rows)
    return Conflicts(items=[conflict_out(row) for row in shown], page=page.number, limit=page.limit, has_more=has_more)


def conflict_out(row: Any) -> ConflictOut:
    """Whoever named a case is not told which household it is of."""
    named = {"case_number": row.case_number} if row.case_number else {"household_id": row.household_id}
    return ConflictOut(id=row.id, declared_at=row.declared_at, **named)


async def _declare(act: Act, household_id: UUID, body: ConflictIn) -> ConflictOut:
    conflict_id = new_id()
    document = {
        "salt": new_salt(),
        "conflictId": str(conflict_id),
        "householdId": str(household_id),
        "person": act.person,
    }
    subject = Subject("conflict", str(conflict_id), 1)
    statement = act.state(subject, Hands(), document)
    entry_id = await act.record(document, rule="FL 18 §", conflictId=conflict_id, householdId=household_id)
    stored = {
        "id": conflict_id,
        "municipality": act.municipality,
        "household_id": household_id,
        "case_number": body.case_number,
        "person": act.person,
        "reason": body.reason,
        "declared_at": act.now,
        "document": document,
        "statement": statement,
        "entry_id": entry_id,
    }
    await store.add(act.connection, stored)
    await act.hand_over(RECEIVERS_OF_CONFLICTS, statement, subject, document)
    return ConflictOut(
        id=conflict_id, household_id=body.household_id, case_number=body.case_number, declared_at=act.now
    )
