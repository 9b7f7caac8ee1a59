"""Hand-overs arrive at `POST /v1/inbox`: event id, effect and log entry in one transaction, a savepoint per event.

Almost always all of them are taken, and then nobody has needed the savepoints: so they are taken together first, and
one by one in a transaction of its own where that fails for any of them.

Nobody is taken at their word (C4): an event counts only with the statement of the service that sends it, for that act,
about that object. Order is not promised: receivers store facts by version and work out what follows from them.
"""

import json
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ARRAY, DateTime, String, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from shared import tracing
from shared.acts import Act
from shared.auth.bearer import caller_of
from shared.auth.callers import Caller, Role
from shared.auth.envelope import NotGenuine
from shared.auth.jwks import KeysNotReached
from shared.auth.statements import Statement
from shared.canonical import from_base64url
from shared.database import constraint, translate
from shared.handover.events import Event
from shared.problem_handlers import describe
from shared.problems import DomainError, NotExpected, RoleMissing, StatementRefused, Unavailable
from shared.running import Running
from shared.schema import inbox

log = structlog.get_logger(__name__)

_ADD = (
    insert(inbox)
    .from_select(
        ("id", "sender", "type", "received_at", "outcome"),
        select(
            func.unnest(bindparam("ids", type_=ARRAY(Uuid))),
            bindparam("sender", type_=String),
            func.unnest(bindparam("types", type_=ARRAY(String))),
            bindparam("now", type_=DateTime(timezone=True)),
            bindparam("outcome", type_=String),
        ),
    )
    .on_conflict_do_nothing()
    .returning(inbox.c.id)
)


class ServicesOnly(APIRoute):
    """A route that knows which service calls, as `request.state.sender`, before it looks at what was sent."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def edge(request: Request) -> Response:
            caller = await caller_of(request, request.app.state.running)
            if caller.service is None:
                raise RoleMissing([Role.SERVICE.value])
            request.state.sender = caller
            return await handle(request)

        return edge


router = APIRouter(route_class=ServicesOnly)

Receiver = Callable[[Act, Event, Statement], Awaitable[None]]
"""What a service does with one kind of hand-over. It stores a fact and what follows, in the act's transaction."""


class Events(BaseModel):
    model_config = ConfigDict(extra="forbid")

    events: Annotated[list[Event], Field(min_length=1, max_length=500)]


@router.post("/inbox", include_in_schema=False)
async def take(body: Events, request: Request) -> dict[str, list[dict[str, Any]]]:
    """200 `{results: [{id, outcome: accepted | duplicate | refused, problem?}]}`, in order, one for each event but for
    those that a fault of ours kept from being stored: they are sent again, and keep no other from arriving."""
    running: Running = request.app.state.running
    try:
        results = await _take_together(running, body.events, request.state.sender)
    except (DomainError, DBAPIError, KeysNotReached):
        results = await _take_each(running, body.events, request)
    running.handed_over.set()
    return {"results": results}


async def _take_together(running: Running, events: Sequence[Event], sender: Caller) -> list[dict[str, Any]]:
    """All of them, or nothing with what any of them raises."""
    async with running.transaction() as connection:
        acts = [_act_of(event, Act(running, sender, connection)) for event in events]
        unseen = await _new(acts, events, "accepted")
        results = []
        for act, event in zip(acts, events, strict=True):
            is_new = event.id in unseen
            unseen.discard(event.id)
            if is_new:
                await _receive(act, event)
            results.append({"id": str(event.id), "outcome": "accepted" if is_new else "duplicate"})
    return results


async def _take_each(running: Running, events: Sequence[Event], request: Request) -> list[dict[str, Any]]:
    async with running.transaction() as connection:
        acts = [_act_of(event, Act(running, request.state.sender, connection)) for event in events]
        results = [await _take_one(act, event, request) for act, event in zip(acts, events, strict=True)]
    return [result for result in results if result is not None]


def _act_of(event: Event, act: Act) -> Act:
    act.name = event.type
    act.municipality = event.municipality
    act.about(**{f"{event.subject.type}Id": event.subject.id})
    return act


async def _take_one(act: Act, event: Event, request: Request) -> dict[str, Any] | None:
    """None where it could not be stored: nothing of it is kept, and its sender sends it again."""
    try:
        async with act.connection.begin_nested():
            if not await _new([act], [event], "accepted"):
                return {"id": str(event.id), "outcome": "duplicate"}
            await _receive(act, event)
    except KeysNotReached as error:
        raise Unavailable from error
    except DomainError as error:
        return await _refuse(act, event, error, request)
    except DBAPIError as error:
        meaning = translate(error, act.running.service.constraints)
        if not isinstance(meaning, DomainError):
            if error.connection_invalidated:
                raise
            log.error("hand-over not stored", eventType=event.type, eventId=str(event.id), reason=constraint(error))
            return None
        return await _refuse(act, event, meaning, request)
    return {"id": str(event.id), "outcome": "accepted"}


async def _receive(act: Act, event: Event) -> None:
    sender = _sender(act.caller)
    receiver = act.running.service.receivers.get((sender, event.type))
    if receiver is None:
        raise NotExpected
    with tracing.span(f"take {event.type}", tracing.CONSUMER, after=event.traceparent, links=[tracing.kept()]):
        statement = await _verified(act.running, sender, event)
        await receiver(act, event, statement)


async def _verified(running: Running, sender: str, event: Event) -> Statement:
    """The statement, if it is the sender's, and about just this subject and object."""
    try:
        sealed = None if event.sealed is None else from_base64url(event.sealed)
        statement = await running.statements.read(event.statement, sender, event.type, event.object, sealed)
    except (NotGenuine, ValueError) as error:
        log.warning("statement refused", eventType=event.type, eventId=str(event.id), reason=str(error)[:80])
        raise StatementRefused from error
    if statement.subject != event.subject_of_statement() or statement.municipality != event.municipality:
        raise StatementRefused
    return statement


async def _refuse(act: Act, event: Event, error: DomainError, request: Request) -> dict[str, Any]:
    """A refused hand-over is remembered, logged, and told to the sender, who has to make it right."""
    await _new([act], [event], "refused")
    await act.record_refusal(error, "C4" if isinstance(error, StatementRefused) else None)
    response = describe(error, request)
    return {"id": str(event.id), "outcome": "refused", "problem": json.loads(bytes(response.body))}


async def _new(acts: Sequence[Act], events: Sequence[Event], outcome: str) -> set[UUID]:
    """The ids of those that were not known, and now are."""
    first = acts[0]
    rows = {"ids": [event.id for event in events], "types": [event.type for event in events]}
    said = {"sender": _sender(first.caller), "now": first.now, "outcome": outcome}
    return set((await first.connection.execute(_ADD, {**rows, **said})).scalars())


def _sender(caller: Caller) -> str:
    if caller.service is None:
        raise TypeError("only a service hands over")
    return caller.service
