"""Telling payout, for one release, which decisions are still in force (C4)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import ConfigDict, Field, StringConstraints

from services.decision import examples
from services.decision.in_force.rules import Item, Known, speaks_for, why_not
from services.decision.in_force.store import known_by_id
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt

router = act_router(tags=["mellan tjänster / between services"])

Stating = Annotated[Act, Depends(ActBy("inForceStated", services=("payout",)))]


class ItemIn(Input):
    type: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,63}$"), Field(examples=["decision"])]
    id: UUID
    version: Annotated[int, Field(strict=True, ge=1, le=10**9, examples=[1])]
    digest: Annotated[
        str,
        StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$"),
        Field(examples=["47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"]),
    ]


class InForceIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.ASKED_IN_FORCE]})

    release_id: UUID
    items: Annotated[list[ItemIn], Field(min_length=1, max_length=5000)]


class InForceOut(Output):
    """`statement`: ett signerat intyg (JWS) om `object`. / A signed statement about `object`."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.STATED_IN_FORCE]})

    statement: str
    object: dict[str, Any]


@router.post("/in-force", summary="Gäller besluten? / Are the decisions in force?")
async def state_in_force(body: InForceIn, act: Stating) -> InForceOut:
    """Bara för tjänsten payout, när den gör en bankfil. Ett intyg äldre än fem minuter gäller inte.

    For the service payout alone, when it makes a bank file. A statement older than five minutes does not count."""
    act.about(releaseId=body.release_id)
    items = [Item(item.type, str(item.id), item.version, item.digest) for item in body.items]
    known = await known_by_id(act.connection, [item.id for item in body.items])
    act.municipality = speaks_for(items, known)
    document = _document(act, body.release_id, items, known)
    subject = Subject("release", str(body.release_id), 1)
    statement = act.state(subject, Hands(), document)
    await act.record(document)
    return InForceOut(statement=statement, object=document)


def _document(act: Act, release_id: UUID, items: list[Item], known: dict[str, Known]) -> dict[str, Any]:
    """The object of the statement (docs/hand-overs.md)."""
    reasons = {item: why_not(item, known, act.municipality) for item in items}
    return {
        "salt": new_salt(),
        "releaseId": str(release_id),
        "statedAt": act.now.isoformat(),
        "inForce": [
            {"type": item.type, "id": item.id, "version": item.version, "digest": item.digest}
            for item in items
            if reasons[item] is None
        ],
        "notInForce": [
            {"type": item.type, "id": item.id, "version": item.version, "reason": reason.value}
            for item, reason in ((item, reasons[item]) for item in items)
            if reason is not None
        ],
    }
