"""Revoking a decision: what is not yet in a bank file is stopped, and the application decided anew."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import ConfigDict, Field

from services.decision import examples
from services.decision.facts.store import lock_household
from services.decision.payments.following import follow_all
from services.decision.queues.queueing import queue_what_is_complete
from services.decision.queues.rules import reads_protected
from services.decision.revocations import store
from services.decision.revocations.asking import Stop, stop_payments
from services.decision.revocations.problems import AlreadyRevoked
from services.decision.revocations.rules import StopOutcome
from services.decision.revocations.store import Revocable
from services.decision.work_items.rules import broken_by
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.callers import Role
from shared.auth.statements import Hands, Subject
from shared.canonical import digest, new_salt
from shared.problems import NotFound
from shared.texts import LongText

router = act_router(tags=["beslut / decisions"])

Revoking = Annotated[Act, Depends(ActBy("decisionRevoked", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER, Role.UNIT_HEAD))]

TOLD = ("payout", "intake")


class RevocationIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.REVOKING]})

    reason: Annotated[
        LongText, Field(description="Varför beslutet återkallas. Lämnar inte tjänsten. / Why. Kept here.")
    ]


class StoppedLineOut(Output):
    line: Annotated[int, Field(examples=[1])]
    outcome: StopOutcome


class RevocationOut(Output):
    """`tooLate`: minst en betalning ligger i en bankfil, och får krävas tillbaka. / At least one payment is in a bank
    file, and has to be recovered."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REVOKED]})

    decision_id: UUID
    outcome: StopOutcome
    revoked_at: Annotated[datetime, Field(examples=["2026-11-24T09:12:00+01:00"])]
    lines: list[StoppedLineOut]


@router.post("/decisions/{decisionId}/revocation", status_code=201, summary="Återkalla ett beslut / Revoke a decision")
async def revoke(decision_id: examples.DecisionId, body: RevocationIn, act: Revoking) -> RevocationOut:
    """Utbetalningen stoppar först det som inte ligger i en bankfil och intygar hur det gick; svarar den inte ändras
    ingenting. Blev allt stoppat (`stopped`) är ansökan åter i sin kö. Den som har registrerat hushållet eller kontot
    (C1), eller är part (C2), återkallar inte. Det går inte att ångra.

    Payout first stops what is in no bank file and states what came of it; where it does not answer, nothing changes.
    Where all was stopped (`stopped`) the application is back in its queue. Who registered the household or the account
    (C1), or is a party (C2), does not revoke. It cannot be undone."""
    decision = await _revocable(act, decision_id)
    await lock_household(act, decision.household_id)  # before the question: what is renewed after the answer is live
    await _refuse_second(act, decision_id)
    stop = await stop_payments(act, decision)
    await _revoke(act, decision, stop, body.reason)
    return RevocationOut(
        decision_id=decision_id,
        outcome=stop.stopped.outcome,
        revoked_at=act.now,
        lines=[StoppedLineOut(line=row.line, outcome=row.outcome) for row in stop.stopped.lines],
    )


async def _revocable(act: Act, decision_id: UUID) -> Revocable:
    """Raises NotFound, BrokenChain or AlreadyRevoked."""
    act.about(decisionId=decision_id)
    found = await store.find(act.connection, decision_id, act.municipality, act.person)
    if found is None or (found.protected and not reads_protected(act.caller.roles)):
        raise NotFound
    act.about(caseNumber=found.case_number, householdId=found.household_id, applicationId=found.application_id)
    if broken := broken_by(found.ties):
        raise broken
    await _refuse_second(act, decision_id)
    return found


async def _refuse_second(act: Act, decision_id: UUID) -> None:
    if earlier := await store.earlier(act.connection, decision_id):
        raise AlreadyRevoked(earlier.outcome, earlier.revoked_at.isoformat())


async def _revoke(act: Act, decision: Revocable, stop: Stop, reason: str) -> None:
    document = _document(act, decision, stop)
    subject = Subject("decision", str(decision.id), 2)
    statement = act.state(subject, Hands(decision=(act.person,)), document)
    entry_id = await act.record(document)
    row = {
        **stop.columns,
        "decision_id": decision.id,
        "household_id": decision.household_id,
        "municipality": act.municipality,
        "outcome": stop.stopped.outcome.value,
        "reason": reason,
        "revoked_by": act.person,
        "revoked_role": None if act.role is None else act.role.value,
        "revoked_at": act.now,
        "document": document,
        "digest": digest(document),
        "statement": statement,
        "entry_id": entry_id,
    }
    await store.add(act.connection, row)
    await queue_what_is_complete(act, decision.household_id, because=entry_id)
    await follow_all(act, decision.id)
    await act.hand_over(TOLD, statement, subject, document)


def _document(act: Act, decision: Revocable, stop: Stop) -> dict[str, Any]:
    """The object that is stated and handed over (docs/hand-overs.md): no reason, no person."""
    return {
        "salt": new_salt(),
        "decisionId": str(decision.id),
        "applicationId": str(decision.application_id),
        "caseNumber": decision.case_number,
        "householdId": str(decision.household_id),
        "revokedAt": act.now.isoformat(),
        "outcome": stop.stopped.outcome.value,
    }
