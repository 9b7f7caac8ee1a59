"""Releasing payments, and following a release until every öre of it has ended."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from pydantic import AfterValidator, ConfigDict, Field

from services.payout import examples
from services.payout.orders.states import OrderState
from services.payout.parameters import ReleaseId
from services.payout.releases import handing_out, releasing, rules, store
from services.payout.releases.problems import DueDatePassed
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.callers import Role
from shared.money import Ore, PositiveOre
from shared.problems import NotFound

router = act_router(tags=["utbetalningar / releases"])

MOST_ORDERS = 1000  # so that the questions to intake and decision stay below their limit on bodies

Releasing = Annotated[Act, Depends(ActBy("paymentReleased", Role.PAYER))]
ReadingRelease = Annotated[Act, Depends(ActBy("releaseRead", Role.PAYER, Role.UNIT_HEAD))]
TakingFile = Annotated[Act, Depends(ActBy("fileHandedOut", Role.PAYER, Role.UNIT_HEAD))]


def _each_once(ids: list[UUID]) -> list[UUID]:
    if len(set(ids)) != len(ids):
        raise ValueError("an order is named twice")
    return ids


class ReleaseIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.TO_RELEASE]})

    order_ids: Annotated[
        list[UUID],
        Field(
            min_length=1,
            max_length=MOST_ORDERS,
            description="Betalningsuppdragen, vart och ett en gång. / The payment orders, each once.",
            examples=[[examples.ORDER_ID]],
        ),
        AfterValidator(_each_once),
    ]
    due_date: Annotated[
        date, Field(description="Betalningsdag, ÅÅÅÅ-MM-DD. / The day of payment.", examples=["2026-12-18"])
    ]


class PaymentReleased(Output):
    order_id: Annotated[UUID, Field(examples=[examples.ORDER_ID])]
    amount_ore: PositiveOre


class Released(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.RELEASED]})

    id: UUID
    digest: Annotated[
        str,
        Field(
            description="Base64url SHA-256 av det som släpptes, som i kontrolloggen. / Of what was released.",
            examples=[examples.DIGEST],
        ),
    ]
    payments: list[PaymentReleased]


class PaymentOfRelease(PaymentReleased):
    state: Annotated[OrderState, Field(description="Läge. / State.")]


class Sums(Output):
    """Every öre of the release is in one of these, and they add up to `released_ore`."""

    released_ore: Ore
    open_ore: Ore
    blocked_ore: Ore
    settled_ore: Ore
    returned_ore: Ore
    rejected_ore: Ore
    cancelled_ore: Ore


class ReleaseOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.RELEASE]})

    id: UUID
    due_date: Annotated[date, Field(examples=["2026-12-18"])]
    released_at: Annotated[str, Field(examples=["2026-12-15T09:30:00+00:00"])]
    digest: str
    file: Annotated[
        rules.FileState,
        Field(description="Var bankfilen är. / Where the bank file is."),
    ]
    sums: Sums
    payments: list[PaymentOfRelease]


@router.post("/releases", status_code=201, summary="Släpp utbetalningar till banken / Release payments to the bank")
async def release(body: ReleaseIn, act: Releasing, response: Response) -> Released:
    """Alla eller ingen: ett uppdrag som inte får släppas stoppar hela begäran, och svaret säger vilket och varför. Den
    som registrerat hushållet eller kontot, räknat eller beslutat får inte släppa (C1), inte heller i eget ärende (C2).

    All or none: one order that may not be released refuses the whole request, and the answer says which and why."""
    if rules.past(body.due_date, act.running.clock.today()):
        raise DueDatePassed
    made = await releasing.release(act, body.order_ids, body.due_date)
    response.headers["Location"] = f"/v1/releases/{made.id}"
    payments = [PaymentReleased(order_id=order.id, amount_ore=order.amount_ore) for order in made.orders]
    return Released(id=made.id, digest=made.digest, payments=payments)


@router.get("/releases/{releaseId}", summary="Följ en utbetalning / Follow a release")
async def read(release_id: ReleaseId, act: ReadingRelease) -> ReleaseOut:
    """Varje öre är betald, återkommen, avvisad, avbruten, stoppad eller ännu öppen, och summorna går ihop (C6).

    Every öre is settled, returned, rejected, cancelled, blocked or still open, and the sums agree (C6)."""
    found = await store.find(act.connection, release_id, act.municipality)
    if found is None:
        raise NotFound
    payments = await store.payments(act.connection, release_id)
    by_state = [(payment.state, payment.amount_ore) for payment in payments]
    return ReleaseOut(
        id=release_id,
        due_date=found.due_date,
        released_at=found.released_at.isoformat(),
        digest=found.digest,
        file=rules.file_state(found.has_file, found.last_step, [state for state, _ in by_state]),
        sums=Sums(**rules.sums(by_state)),
        payments=[
            PaymentOfRelease(order_id=one.order_id, amount_ore=one.amount_ore, state=one.state) for one in payments
        ],
    )


@router.get(
    "/releases/{releaseId}/file",
    summary="Hämta bankfilen när kanalen inte fungerar / Fetch the bank file when the channel does not work",
    response_class=Response,
    responses={
        200: {"content": {"application/xml": {"example": "<Document>…</Document>"}}},
        409: {"description": "Banken har svarat om filen. / The bank has answered about the file."},
    },
)
async def file(release_id: ReleaseId, act: TakingFile) -> Response:
    """Reservväg. Bara för den som inte har någon del i det som filen betalar (C8) och inte är part i det (C2), och bara
    så länge banken inte har svarat att den har den eller inte tar den. Hämtningen syns i kontrolloggen.

    A fallback, only for someone with no hand in what the file pays (C8), who is no party to it (C2), and only until the
    bank has confirmed or refused it."""
    found = await handing_out.hand_out(act, release_id)
    headers = {"Content-Disposition": f'attachment; filename="{found.message_id}.xml"'}
    return Response(found.xml, media_type="application/xml", headers=headers)
