"""Differences between the orders and the bank, as work for somebody: listed until one without a hand in the payment has
looked into each, and says why it needs nobody any more."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query
from pydantic import ConfigDict, Field

from services.payout import examples
from services.payout.differences import store
from services.payout.differences.outputs import DifferenceOut, difference_out
from services.payout.differences.problems import AlreadyAcknowledged
from services.payout.differences.rules import AcknowledgedBecause
from services.payout.differences.store import Which
from services.payout.releases.handing_out import refuse_involved
from services.payout.settings import settings_of
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.callers import Role
from shared.canonical import new_salt
from shared.paging import Paged
from shared.problems import NotFound

router = act_router(tags=["avvikelser / differences"])

ListingDifferences = Annotated[Act, Depends(ActBy("differencesListed", Role.PAYER, Role.UNIT_HEAD))]
Acknowledging = Annotated[Act, Depends(ActBy("differenceAcknowledged", Role.PAYER, Role.UNIT_HEAD))]
DifferenceId = Annotated[
    UUID,
    Path(
        alias="differenceId",
        description="Avvikelsens id. / The difference's id.",
        examples=[examples.DIFFERENCE_ID],
    ),
]
FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)


class Differences(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.DIFFERENCES]})

    items: list[DifferenceOut]
    page: int
    limit: int
    has_more: Annotated[bool, Field(description="Det finns fler efter dessa. / There are more after these.")]


class AcknowledgeIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.TO_ACKNOWLEDGE]})

    because: Annotated[
        AcknowledgedBecause,
        Field(
            description="bankCorrected: banken har rättat; claimedBack: återkrävt; bookedManually: rättat i "
            "redovisningen; notOurs: inte kommunens; followedUp: utrett, inget mer att göra. / Why it needs nobody."
        ),
    ]


class AcknowledgedOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.ACKNOWLEDGED]})

    id: UUID
    because: AcknowledgedBecause
    at: Annotated[str, Field(examples=["2026-12-18T15:30:00+00:00"])]


def which_of(act: Act, first: date, last: date) -> Which:
    running = act.running
    shares = act.municipality not in settings_of(running).debtors
    return Which(act.municipality, shares, first, last, running.clock.today())


@router.get("/bank-differences", summary="Lista avvikelser mot banken / List differences with the bank")
async def listed(
    act: ListingDifferences,
    paged: Paged,
    from_: Annotated[
        date,
        Query(alias="from", description="Bokförd eller förfallen tidigast. / On or after.", examples=["2026-12-01"]),
    ] = FIRST,
    to: Annotated[date, Query(description="Senast. / On or before.", examples=["2026-12-31"])] = LAST,
    acknowledged: Annotated[
        bool | None, Query(description="Bara kvitterade, eller bara de andra. / Only those.", examples=[False])
    ] = None,
) -> Differences:
    """Allt som inte stämmer mellan uppdragen och banken, med vad som behöver göras. Det som löser sig av sig självt
    försvinner ur listan.

    All that does not agree between the orders and the bank, with what is to be done. What resolves itself leaves the
    list."""
    which = which_of(act, from_, to)
    rows = await store.listed(act.connection, which, paged.offset, paged.fetched, acknowledged)
    shown, has_more = paged.shown(rows)
    items = [difference_out(row, with_protected=act.role is Role.UNIT_HEAD) for row in shown]
    return Differences(items=items, page=paged.number, limit=paged.limit, has_more=has_more)


@router.post(
    "/bank-differences/{differenceId}/acknowledgement",
    status_code=201,
    summary="Kvittera en avvikelse / Acknowledge a difference",
)
async def acknowledge(difference_id: DifferenceId, body: AcknowledgeIn, act: Acknowledging) -> AcknowledgedOut:
    """Säger att avvikelsen är utredd, och varför. Den ligger kvar i dagens avstämning. Bara för den som inte har någon
    del i betalningen (C1) och inte är part i den (C2). Det ändrar ingen betalning.

    Says that the difference is looked into, and why. It stays in the day's reconciliation. Only for someone with no
    hand in the payment (C1) who is no party to it (C2). It changes no payment."""
    found = await store.find(act.connection, which_of(act, FIRST, LAST), difference_id)
    if found is None or (found.protected and act.role is not Role.UNIT_HEAD):
        raise NotFound
    if found.order_id is not None:
        act.about(orderId=found.order_id)
        await refuse_involved(act, [found.order_id])
    if found.acknowledged_at is not None:
        raise AlreadyAcknowledged
    row = {
        "difference_id": difference_id,
        "municipality": act.municipality,
        "reason": body.because.value,
        "acknowledged_by": act.person,
        "acknowledged_at": act.now,
        "entry_id": await act.record(_document(difference_id, body), differenceId=difference_id),
    }
    await store.acknowledge(act.connection, row)
    return AcknowledgedOut(id=difference_id, because=body.because, at=act.now.isoformat())


def _document(difference_id: UUID, body: AcknowledgeIn) -> dict[str, str]:
    """What the log has the digest of."""
    return {"salt": new_salt(), "differenceId": str(difference_id), "because": body.because.value}
