"""Hand-overs arrive at `POST /v1/inbox`: event id, effect and log entry in one transaction, a savepoint per event.

Nobody is taken at their word (C4): an event counts only with the statement of the service that sends it, for that act,
about that object. Order is not promised: receivers store facts by version and work out what follows from them.
"""

import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

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

_ADD = insert(inbox).on_conflict_do_nothing().returning(inbox.c.id)


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
    async with running.transaction() as connection:
        acts = [_act_of(event, Act(running, request.state.sender, connection)) for event in body.events]
        results = [await _take_one(act, event, request) for act, event in zip(acts, body.events, strict=True)]
    running.handed_over.set()
    return {"results": [result for result in results if result is not None]}


def _act_of(event: Event, act: Act) -> Act:
    act.name = event.type
    act.municipality = event.municipality
    act.about(**{f"{event.subject.type}Id": event.subject.id})
    return act


async def _take_one(act: Act, event: Event, request: Request) -> dict[str, Any] | None:
    """None where it could not be stored: nothing of it is kept, and its sender sends it again."""
    try:
        async with act.connection.begin_nested():
            if not await _is_new(act, event, "accepted"):
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
    await _is_new(act, event, "refused")
    await act.record_refusal(error, "C4" if isinstance(error, StatementRefused) else None)
    response = describe(error, request)
    return {"id": str(event.id), "outcome": "refused", "problem": json.loads(bytes(response.body))}


async def _is_new(act: Act, event: Event, outcome: str) -> bool:
    row = {
        "id": event.id,
        "sender": _sender(act.caller),
        "type": event.type,
        "received_at": act.now,
        "outcome": outcome,
    }
    added = await act.connection.execute(_ADD, row)
    return added.first() is not None


def _sender(caller: Caller) -> str:
    if caller.service is None:
        raise TypeError("only a service hands over")
    return caller.service
