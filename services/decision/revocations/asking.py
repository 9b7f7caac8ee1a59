"""Asking payout to stop what a decision orders, before the decision is revoked: in the act's own request (ADR 0008).

Each question has an id of its own, which the answer must name, so that no earlier answer can be passed off as this one.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import structlog

from services.decision.revocations.problems import PayoutSilent
from services.decision.revocations.rules import NOTHING_TO_STOP, NotAsAsked, Stopped, read_answer
from services.decision.revocations.store import Revocable
from shared.acts import Act
from shared.auth.envelope import NotGenuine
from shared.auth.jwks import KeysNotReached
from shared.auth.statements import Hands, Subject, state
from shared.canonical import new_salt
from shared.ids import new_id

log = structlog.get_logger(__name__)

ASK, ANSWER = "decisionStopAsked", "decisionStopped"
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


@dataclass(frozen=True, slots=True)
class Stop:
    """What payout answered, and the columns that keep question and answer with their statements."""

    stopped: Stopped
    columns: dict[str, Any]


async def stop_payments(act: Act, decision: Revocable) -> Stop:
    """What came of stopping the decision's payments. Raises PayoutSilent."""
    if not decision.lines:
        return Stop(NOTHING_TO_STOP, {})
    asked, stated = _question(act, decision)
    answer, answered = await _post(act, asked, stated)
    stopped = await _verified(act, decision, asked["stopId"], answer, answered)
    kept = {
        "stop_asked": asked,
        "stop_asked_statement": stated,
        "stopped": answer,
        "stopped_statement": answered,
    }
    return Stop(stopped, kept)


def _question(act: Act, decision: Revocable) -> tuple[dict[str, Any], str]:
    asked = {
        "salt": new_salt(),
        "stopId": str(new_id()),
        "decisionId": str(decision.id),
        "caseNumber": decision.case_number,
        "householdId": str(decision.household_id),
        "askedAt": act.now.isoformat(),
    }
    statement = state(
        act.running.name,
        act.running.key,
        act.running.clock,
        act=ASK,
        municipality=act.municipality,
        subject=Subject("decision", str(decision.id), 1),
        hands=Hands(decision=(act.person,)),
        document=asked,
    )
    return asked, statement


async def _post(act: Act, asked: dict[str, Any], stated: str) -> tuple[dict[str, Any], str]:
    running = act.running
    url = f"{running.settings.peers.get('payout', '')}/v1/decision-stops"
    headers = {**running.bearer("payout"), "Idempotency-Key": _key(asked["stopId"])}
    try:
        answer = await running.client.post(url, json={"statement": stated, "object": asked}, headers=headers)
        answer.raise_for_status()
        said = answer.json()
        return dict(said["object"]), str(said["statement"])
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, TypeError, ValueError) as error:
        log.warning("payments not stopped", error=type(error).__name__)
        raise PayoutSilent from None


async def _verified(act: Act, decision: Revocable, stop_id: str, answer: dict[str, Any], statement: str) -> Stopped:
    try:
        read = await act.running.statements.read(statement, "payout", ANSWER, answer)
        if read.subject != Subject("decision", str(decision.id), 1) or read.municipality != act.municipality:
            raise NotAsAsked("about another decision")
        return read_answer(answer, stop_id, str(decision.id), decision.lines)
    except (NotGenuine, NotAsAsked, KeysNotReached) as error:
        log.warning("payments not stopped", error=type(error).__name__)
        raise PayoutSilent from None


def _key(stop_id: str) -> str:
    """The stop's id in letters: twelve digits in a row could be taken for a personal number."""
    return "stop-" + UUID(stop_id).hex.translate(_LETTERS)
