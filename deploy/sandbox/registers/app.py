"""The registers' stand-in: SSBTEK's SOAP address, and the addresses where a test or the demo says what it holds.

PUT /persons/{ref} {personalNumber, fk[], pm[], csn[], so[], jobSeeker, capital, vehicles, permits, protected, faults[]}
PUT /persons/{ref}/faults {faults: [{kind, block?, code?, seconds?, source?, times?}]}
GET /calls, GET /persons/{ref}/questions, DELETE /persons
POST /ssbtek/v10
"""

import asyncio
import re
from collections import defaultdict
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response

from deploy.sandbox.registers import answers, question
from deploy.sandbox.registers.people import Fault, FaultKind, Faults, People, Person, faults_of_this_call
from deploy.sandbox.registers.question import NotAQuestion, Question
from deploy.sandbox.registers.spoiling import DroppedConnection, Trickle
from deploy.sandbox.web import sandbox_app

_LONGEST_SILENCE = 600  # seconds; no client waits that long
_REF = re.compile(r"(?!\d{6,8}-?\d{4}$)[A-Za-z0-9_-]{1,60}", re.ASCII)


def make_app() -> FastAPI:
    app = sandbox_app("Register sources (sandbox)")
    people = People()
    questions: dict[str, list[Question]] = defaultdict(list)

    @app.put("/persons/{ref}", status_code=204)
    async def put_person(ref: str, person: Person) -> None:
        if not _REF.fullmatch(ref):
            raise HTTPException(422, "a reference is letters and digits, and no personal number")
        people.put(ref, person)

    @app.put("/persons/{ref}/faults", status_code=204)
    async def put_faults(ref: str, faults: Faults) -> None:
        _known(people, ref).faults = faults.faults

    @app.get("/persons/{ref}/questions")
    async def asked(ref: str) -> list[dict[str, Any]]:
        """What has been asked about the person, without the person's number."""
        _known(people, ref)
        return [_shown(one) for one in questions[ref]]

    @app.get("/calls")
    async def calls() -> dict[str, Any]:
        by_ref = {ref: len(asked) for ref, asked in questions.items()}
        return {"total": sum(by_ref.values()), "byPerson": by_ref}

    @app.delete("/persons", status_code=204)
    async def forget_everything() -> None:
        people.clear()
        questions.clear()

    @app.post("/ssbtek/v10")
    async def ssbtek(request: Request) -> Response:
        try:
            read = question.read(await request.body())
        except NotAQuestion:
            return _xml(answers.soap_fault("FELAKTIG_FRAGA"), 500)
        ref, person = people.find(read.personal_number) or ("unknown", None)
        questions[ref].append(read)
        return await _answer(request, read, person)

    return app


async def _answer(request: Request, read: Question, person: Person | None) -> Response:
    faults = [] if person is None else faults_of_this_call(person)
    for fault in faults:
        response = await _whole_call(request, fault)
        if response is not None:
            return response
    told = answers.answer(read, person, faults)
    broken = any(fault.kind is FaultKind.BROKEN_XML for fault in faults)
    return _xml(told[: len(told) // 2] if broken else told)


async def _whole_call(request: Request, fault: Fault) -> Response | None:
    match fault.kind:
        case FaultKind.DELAY:
            await asyncio.sleep(fault.seconds)
        case FaultKind.NO_ANSWER:
            await _be_silent(request)
            return DroppedConnection()
        case FaultKind.TRICKLE:
            return Trickle()
        case FaultKind.CONNECTION_DROP:
            return DroppedConnection()
        case FaultKind.HTTP_ERROR:
            return _http_error(request, fault)
        case FaultKind.SOAP_FAULT:
            return _xml(answers.soap_fault(fault.code or "INTERNT_FEL"), 500)
    return None


def _http_error(request: Request, fault: Fault) -> Response:
    code = fault.code or "500"
    headers = {"Location": str(request.url)} if code.startswith("3") else {}
    if code in ("429", "503") and fault.seconds:
        headers["Retry-After"] = str(int(fault.seconds))
    return Response("Internal error", int(code), headers, media_type="text/plain")


async def _be_silent(request: Request) -> None:
    """Until the client has gone."""
    for _ in range(_LONGEST_SILENCE * 10):
        if await request.is_disconnected():
            return
        await asyncio.sleep(0.1)


def _xml(document: str, status: int = 200) -> Response:
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n' + document
    return Response(declared.encode(), status, headers={"Content-Type": "text/xml; charset=utf-8"})


def _known(people: People, ref: str) -> Person:
    person = people.get(ref)
    if person is None:
        raise HTTPException(404, "no such person here")
    return person


def _shown(asked: Question) -> dict[str, Any]:
    return {
        "correlationId": asked.correlation_id,
        "caseNumber": asked.case_number,
        "purpose": asked.purpose,
        "legalGround": asked.legal_ground,
        "organisationNumber": asked.organisation_number,
        "organisation": asked.organisation,
        "handler": asked.handler,
        "blocks": list(asked.blocks),
        "from": asked.first_day.isoformat(),
        "to": asked.last_day.isoformat(),
    }
