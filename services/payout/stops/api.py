"""Stopping a whole decision before it is revoked: decision asks, in the act's own request, and payout answers (C4)."""

from typing import Annotated, Any

from fastapi import Depends
from pydantic import ConfigDict, Field, StringConstraints

from services.payout import examples
from services.payout.facts import store as facts
from services.payout.facts.objects import StopAskedObject
from services.payout.orders import store as orders
from services.payout.orders.weighing import weigh
from services.payout.stops import store
from services.payout.stops.rules import Outcome, outcome, outcomes
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.envelope import NotGenuine
from shared.auth.jwks import KeysNotReached
from shared.auth.statements import Hands, Statement, Subject
from shared.canonical import new_salt
from shared.handover.objects import read_object
from shared.problems import FactContradicted, ObjectNotAsAgreed, StatementRefused, Unavailable

router = act_router(tags=["mellan tjänster / between services"])

DECISION, ASKED = "decision", "decisionStopAsked"
Stopping = Annotated[Act, Depends(ActBy("decisionStopped", services=(DECISION,)))]


class StopAsked(Input):
    """`statement`: decisions signerade intyg (JWS) om `object`. / Decision's signed statement about `object`."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.STOP_ASKED]})

    statement: Annotated[str, StringConstraints(max_length=16_384)]
    object: Annotated[dict[str, Any], Field(max_length=20)]


class DecisionStopped(Output):
    """`statement`: ett signerat intyg (JWS) om `object`. / A signed statement about `object`."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.DECISION_STOPPED]})

    statement: str
    object: dict[str, Any]


@router.post("/decision-stops", summary="Stoppa ett besluts utbetalningar / Stop a decision's payments")
async def stop(body: StopAsked, act: Stopping) -> DecisionStopped:
    """Bara för tjänsten decision, innan ett beslut återkallas. Det som inte är i en bankfil makuleras, också det som
    kommer senare. Samma fråga igen ger samma svar.

    For the service decision alone, before a decision is revoked. What is in no bank file is cancelled, and so is what
    comes later. The same question again gets the same answer."""
    statement = await _verified(act, body)
    act.municipality = statement.municipality
    asked = read_object(StopAskedObject, body.object)
    act.about(decisionId=asked.decision_id, caseNumber=asked.case_number, householdId=asked.household_id)
    if statement.subject != Subject(DECISION, str(asked.decision_id), 1) or not statement.hands.decision:
        raise ObjectNotAsAgreed
    await facts.take_turn(act.connection)
    known = await store.find(act.connection, asked.stop_id)
    if known is None:
        return await _stop(act, body, statement, asked)
    if known.document != body.object:
        raise FactContradicted
    await act.record(known.answer)
    return DecisionStopped(statement=known.answer_statement, object=known.answer)


async def _verified(act: Act, body: StopAsked) -> Statement:
    try:
        return await act.running.statements.read(body.statement, DECISION, ASKED, body.object)
    except KeysNotReached as error:
        raise Unavailable from error
    except (NotGenuine, ValueError) as error:
        raise StatementRefused from error


async def _stop(act: Act, body: StopAsked, statement: Statement, asked: StopAskedObject) -> DecisionStopped:
    """What the answer says holds once the orders are locked; the stop is kept before they are weighed, and is what
    cancels them."""
    await _refuse_another(act, asked)
    await orders.lock_unsent(act.connection, act.municipality, {"decision_id": asked.decision_id})
    lines = outcomes(await store.line_orders(act.connection, asked.decision_id, act.municipality))
    answer = _answer(act, asked, lines)
    row = {
        "id": asked.stop_id,
        "decision_id": asked.decision_id,
        "municipality": act.municipality,
        "act": statement.act,
        "hands": sorted(set(statement.hands.decision)),
        "document": body.object,
        "statement": body.statement,
        "received_at": act.now,
        "outcome": answer["outcome"],
        "answer": answer,
        "answer_statement": act.state(Subject(DECISION, str(asked.decision_id), 1), Hands(), answer),
        "entry_id": await act.record(answer),
    }
    await store.add(act.connection, row)
    await weigh(act, decision_id=asked.decision_id)
    return DecisionStopped(statement=row["answer_statement"], object=answer)


async def _refuse_another(act: Act, asked: StopAskedObject) -> None:
    """Where the decision is known, the question is about that one, of that household and municipality."""
    decision = await facts.decision(act.connection, asked.decision_id, act.municipality)
    known = decision or await facts.digest_of(act.connection, DECISION, asked.decision_id, 1)
    if known is not None and (decision is None or decision.household_id != asked.household_id):
        raise ObjectNotAsAgreed


def _answer(act: Act, asked: StopAskedObject, lines: dict[int, Outcome]) -> dict[str, Any]:
    """The object of the statement (docs/hand-overs.md)."""
    return {
        "salt": new_salt(),
        "stopId": str(asked.stop_id),
        "decisionId": str(asked.decision_id),
        "answeredAt": act.now.isoformat(),
        "outcome": outcome(lines.values()).value,
        "lines": [{"line": line, "outcome": found.value} for line, found in lines.items()],
    }
