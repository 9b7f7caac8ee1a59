"""Telling payout, for one release, what of it is still in force (C4)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import Field, StringConstraints

from services.intake.in_force.rules import Item, ItemType, KnownItems, speaks_for, why_not
from services.intake.in_force.store import known_items
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt

MOST_ITEMS = 20_000
"""A household, two account entries and an application for each of five thousand payments."""

router = act_router(tags=["mellan tjänster / between services"])

Stating = Annotated[Act, Depends(ActBy("inForceStated", services=("payout",)))]


class ItemIn(Input):
    type: Annotated[
        str,
        StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,63}$"),
        Field(description="household, accountEntry, application.", examples=["household"]),
    ]
    id: Annotated[UUID, Field(description="Dess id. / Its id.", examples=["01980a3e-1c5b-7cc3-9d1e-3f5a6b7c8d90"])]
    version: Annotated[
        int, Field(strict=True, ge=1, le=10**9, description="Dess version. / Its version.", examples=[1])
    ]
    digest: Annotated[
        str,
        StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$"),
        Field(
            description="Kontrollsumma av objektet. / Digest of the object as payout holds it.",
            examples=["47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"],
        ),
    ]


class InForceIn(Input):
    release_id: Annotated[
        UUID,
        Field(description="Utbetalningens id. / The release's id.", examples=["01980a42-70c2-7119-9374-9fb012345678"]),
    ]
    items: Annotated[
        list[ItemIn],
        Field(min_length=1, max_length=MOST_ITEMS, description="Vad som frågas. / What is asked about."),
    ]


class InForceOut(Output):
    """`statement`: ett signerat intyg (JWS) om `object`. / A signed statement about `object`."""

    statement: Annotated[str, Field(description="JWS, ES256.", examples=["eyJhbGciOiJFUzI1NiJ9.e30.c2ln"])]
    object: Annotated[dict[str, Any], Field(description="Se docs/hand-overs.md. / See docs/hand-overs.md.")]


@router.post("/in-force", summary="Gäller uppgifterna? / Is it in force?")
async def state_in_force(body: InForceIn, act: Stating) -> InForceOut:
    """Bara för tjänsten payout, när den gör en bankfil. Ett intyg äldre än fem minuter gäller inte.

    For the service payout alone, when it makes a bank file. A statement older than five minutes does not count."""
    act.about(releaseId=body.release_id)
    items = [Item(item.type, str(item.id), item.version, item.digest) for item in body.items]
    ids = {kind: [item.id for item in body.items if item.type == kind] for kind in ItemType}
    known = await known_items(act.connection, ids)
    act.municipality = speaks_for(items, known)
    document = _document(act, body.release_id, items, known)
    subject = Subject("release", str(body.release_id), 1)
    statement = act.state(subject, Hands(), document)
    await act.record(document)
    return InForceOut(statement=statement, object=document)


def _document(act: Act, release_id: UUID, items: list[Item], known: KnownItems) -> dict[str, Any]:
    """The object of the statement (docs/hand-overs.md)."""
    judged = [(item, why_not(item, known, act.municipality)) for item in items]
    return {
        "salt": new_salt(),
        "releaseId": str(release_id),
        "statedAt": act.now.isoformat(),
        "inForce": [
            {"type": item.type, "id": item.id, "version": item.version, "digest": item.digest}
            for item, reason in judged
            if reason is None
        ],
        "notInForce": [
            {"type": item.type, "id": item.id, "version": item.version, "reason": reason.value}
            for item, reason in judged
            if reason is not None
        ],
    }
