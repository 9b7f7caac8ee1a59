"""The edge of a service: one act, one transaction.

An act is what a person or a service does: a POST, or a GET that must leave a trace. Everything that belongs to it,
the idempotency key, the objects, the control-log entry, the hand-overs, the jobs and the answer, is committed together
or not at all. An attempt that a rule refuses is rolled back, and then logged as refused together with its answer (C7).

    @router.post("/households", status_code=201)
    async def register(
        body: HouseholdIn, act: Annotated[Act, Depends(ActBy("householdRegistered", Role.REGISTRAR))]
    ) -> Registered:
        ...
        entry_id = await act.record(document, householdId=household.id)
"""

import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import repeat
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.bearer import caller_of
from shared.auth.callers import STAFF, Caller, Role
from shared.auth.statements import Hands, Subject, state
from shared.canonical import digest, to_base64url
from shared.controllog.entries import Actor, Entry, Outcome
from shared.controllog.store import add_entries, add_entry
from shared.database import meaning_of
from shared.handover.events import Event, event
from shared.handover.outbox import hand_over
from shared.idempotency import Claim, claim, claim_of, keep_answer
from shared.ids import new_id
from shared.jobs import defer
from shared.media_types import given_by, taken_by
from shared.negotiation import accepts, media_type
from shared.problem_handlers import describe
from shared.problems import NotAcceptable, OtherMediaType, Refusal, RoleMissing
from shared.running import Running
from shared.texts import refuse_unwritable

_WORD = re.compile(r"[A-Z]?[a-z0-9]+")


class Act:
    """One person's or service's act, inside its transaction. `now` is one moment for all of it: when it began, or,
    where it takes what somebody else may just have given back, when it was taken."""

    def __init__(self, running: Running, caller: Caller, connection: AsyncConnection, name: str = "") -> None:
        self.running = running
        self.caller = caller
        self.connection = connection
        self.now: datetime = running.clock.now()
        self.name = name
        self.role: Role | None = None
        self.subjects: dict[str, str | UUID] = {}
        self.municipality = caller.municipality

    @property
    def person(self) -> str:
        """The person key of who acts. Only for acts of persons."""
        if self.caller.person is None:
            raise TypeError("a service has no person key")
        return self.caller.person

    @property
    def person_keys(self) -> frozenset[str]:
        """Every person key of who acts: what to look for in rows that may be from before a number change."""
        return self.running.persons.same().all_of(self.person)

    def about(self, **subjects: str | UUID) -> None:
        """Names what the act is about as soon as it is known, so that a refusal can be logged with it."""
        self.subjects.update(subjects)

    async def record(
        self, document: Mapping[str, Any] | None = None, *, rule: str | None = None, **subjects: str | UUID
    ) -> UUID:
        """Writes the act's entry in the control log. `document` is the salted object, of which the digest is logged.
        Returns the entry's id, which every row that the act writes names (C7)."""
        self.about(**subjects)
        return await add_entry(self.connection, self._entry("done", rule=rule, document=document))

    async def record_refusal(self, error: Exception, rule: str | None = None, reason: str | None = None) -> UUID:
        """Logs that the attempt was refused, and why: unless a `reason` is given, in the error's own words (BrokenChain
        is "broken chain"). Returns the entry's id."""
        words = " ".join(_WORD.findall(type(error).__name__)).lower()
        entry = self._entry("refused", rule=rule or getattr(error, "rule", None), reason=reason or words)
        return await add_entry(self.connection, entry)

    def _entry(
        self,
        outcome: Outcome,
        *,
        rule: str | None = None,
        reason: str | None = None,
        document: Mapping[str, Any] | None = None,
    ) -> Entry:
        return Entry(
            id=new_id(),
            time=self.now,
            municipality=self.municipality,
            service=self.running.name,
            act=self.name,
            outcome=outcome,
            actor=self._actor(),
            rule=rule,
            subjects=self.subjects,
            digest=None if document is None else digest(document),
            reason=reason,
        )

    def _actor(self) -> Actor:
        """Staff are a pseudonym, also where their token says citizen too and no role of theirs may do this. A citizen
        is only a role (section 7), and a service its name."""
        if self.caller.service is not None:
            return Actor(role=Role.SERVICE.value, service=self.caller.service)
        role = self.role or next((role for role in Role if role in self.caller.roles & STAFF), Role.CITIZEN)
        person = None if role is Role.CITIZEN else self.running.pseudonym(self.caller)
        return Actor(role=role.value, person=person)

    def state(self, subject: Subject, hands: Hands, document: dict[str, Any], sealed: bytes | None = None) -> str:
        """Signs that this act was done (C4), in this request, to be stored with it and handed over."""
        return state(
            self.running.name,
            self.running.key,
            self.running.clock,
            act=self.name,
            municipality=self.municipality,
            subject=subject,
            hands=hands,
            document=document,
            sealed=sealed,
        )

    async def hand_over(
        self,
        to: tuple[str, ...],
        statement: str,
        subject: Subject,
        document: dict[str, Any],
        sealed: Mapping[str, bytes] | None = None,
    ) -> None:
        """Hands the stated object to these services, when this act commits. `sealed`: the box, by who gets it."""
        await hand_over(self.connection, self.events(to, statement, subject, document, sealed), self.now)

    def events(
        self,
        to: tuple[str, ...],
        statement: str,
        subject: Subject,
        document: dict[str, Any],
        sealed: Mapping[str, bytes] | None = None,
    ) -> list[tuple[str, Event]]:
        """What `hand_over` hands over, for who hands over much at once: (receiver, event)."""
        boxes = {name: to_base64url(box) for name, box in (sealed or {}).items()}
        make = partial(event, self.name, self.municipality, subject, statement=statement, document=document)
        return [(name, make(sealed=boxes.get(name))) for name in to]

    async def defer(self, job: str, *each: Mapping[str, str]) -> None:
        """Starts a job when this act commits, once for each of these arguments: ids, never personal data."""
        await defer(self.connection, job, *each)


async def record_all(acts: Sequence[Act], documents: Sequence[Mapping[str, Any]] | None = None) -> list[UUID]:
    """Writes the entries of several acts of one transaction in one statement. `documents`: the salted object of each.
    Returns the entries' ids in their order. What each act is about is said before."""
    of_each = repeat(None) if documents is None else documents
    entries = [
        act._entry("done", document=document) for act, document in zip(acts, of_each, strict=documents is not None)
    ]
    if entries:
        await add_entries(acts[0].connection, entries)
    return [entry.id for entry in entries]


class ActBy:
    """A dependency: who may do the act with this name, persons in one of these roles or one of these services."""

    def __init__(self, name: str, *roles: Role, services: tuple[str, ...] = ()) -> None:
        self.name = name
        self.roles = frozenset(roles)
        self.services = services

    async def __call__(self, request: Request) -> Act:
        act: Act = request.state.act
        act.name = self.name
        act.role = act.caller.acting_as(self.roles)
        if act.role is None and act.caller.service not in self.services:
            raise RoleMissing(sorted(self.roles))
        await _negotiate(request)
        return act


async def _negotiate(request: Request) -> None:
    """Raises NotAcceptable or OtherMediaType where the caller and the route have no format in common. After the role,
    so that an attempt by somebody who may not is refused as such, and logged."""
    route = request.scope["route"]
    if not accepts(request.headers.get("accept"), given_by(route)):
        raise NotAcceptable
    taken = taken_by(route)
    if taken and await request.body() and media_type(request.headers.get("content-type")) not in taken:
        raise OtherMediaType


class ActRoute(APIRoute):
    """A route whose handler runs inside an act's transaction."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def edge(request: Request) -> Response:
            running: Running = request.app.state.running
            caller = await caller_of(request, running)
            if request.method in ("GET", "HEAD"):
                return await _read(running, caller, request, handle)
            return await _act(running, caller, request, handle)

        return edge


def act_router(**options: Any) -> APIRouter:
    """A router whose routes are acts. Paths are under /v1."""
    return APIRouter(route_class=ActRoute, **options)


Handler = Callable[[Request], Coroutine[Any, Any, Response]]


async def _read(running: Running, caller: Caller, request: Request, handle: Handler) -> Response:
    act: Act | None = None
    try:
        async with running.transaction() as connection:
            act = request.state.act = Act(running, caller, connection)
            response = await handle(request)
    except Refusal as refusal:
        async with running.transaction() as connection:
            await _log_refusal(act, connection, refusal)
        raise
    return response


async def _act(running: Running, caller: Caller, request: Request, handle: Handler) -> Response:
    body = await request.body()
    refuse_unwritable(body)
    who = caller.person or f"service:{caller.service}"
    claimed = claim_of(request, body, who, caller.municipality, running.persons.secrets)
    act: Act | None = None
    try:
        async with running.transaction() as connection:
            earlier = await claim(connection, claimed, running.clock.now())
            if earlier is not None:
                return earlier
            act = request.state.act = Act(running, caller, connection)
            response = await handle(request)
            await keep_answer(connection, claimed, response)
    except Refusal as refusal:
        return await _refuse(running, act, refusal, claimed, request)
    except DBAPIError as error:
        meaning = meaning_of(error, running.service.constraints)
        if isinstance(meaning, Refusal):
            return await _refuse(running, act, meaning, claimed, request)
        raise meaning from error
    running.handed_over.set()
    return response


async def _refuse(running: Running, act: Act | None, refusal: Refusal, claimed: Claim, request: Request) -> Response:
    """The second transaction, after the rollback: the refusal and its answer, and nothing else."""
    response = describe(refusal, request)
    async with running.transaction() as connection:
        earlier = await claim(connection, claimed, running.clock.now())
        if earlier is not None:
            return earlier
        await _log_refusal(act, connection, refusal)
        await keep_answer(connection, claimed, response)
    return response


async def _log_refusal(act: Act | None, connection: AsyncConnection, refusal: Refusal) -> None:
    if act is None or not act.name or not act.running.service.keeps_log:
        return
    act.connection = connection
    await act.record_refusal(refusal)
