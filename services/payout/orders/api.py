"""Payment orders as payers and unit heads see them: no person, no account, only what is to be paid and what hinders."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from pydantic import ConfigDict, Field

from services.payout import examples
from services.payout.bank.rules import Outcome
from services.payout.facts.gather import gather
from services.payout.orders import store
from services.payout.orders.chains import chain_of
from services.payout.orders.ending import Because
from services.payout.orders.healing import heals
from services.payout.orders.rules import Waiting, check_chain
from services.payout.orders.states import OrderState, StopReason
from services.payout.parameters import OrderId
from services.payout.reports import store as reports
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.money import PositiveOre
from shared.paging import Paged
from shared.problems import NotFound

router = act_router(tags=["betalningsuppdrag / payment orders"])

ListingOrders = Annotated[Act, Depends(ActBy("ordersListed", Role.PAYER, Role.UNIT_HEAD))]
ReadingOrder = Annotated[Act, Depends(ActBy("orderRead", Role.PAYER, Role.UNIT_HEAD))]


class Hindrance(Output):
    """Which promise stands in the way, and what stands against it; never who. / Regeln som hindrar, aldrig vem."""

    rule: Annotated[str, Field(examples=["C1"])]
    reason: Annotated[str, Field(examples=["account"])]


class Healing(Output):
    """What has to be done before the money can be paid after all. / Vad som krävs för att pengarna ska betalas."""

    sv: str
    en: str


class OrderOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.ORDER]})

    id: UUID
    state: Annotated[OrderState, Field(description="Läge. / State.")]
    case_number: Annotated[str, Field(examples=["EB-2026-000123"])]
    application_id: UUID
    decision_id: UUID
    line: Annotated[int, Field(description="Beslutets utbetalningspost. / The decision's line.", examples=[1])]
    line_version: Annotated[
        int,
        Field(description="Postens version: 1 är beslutets, sedan förnyelser. / 1 is the decision's.", examples=[1]),
    ]
    purpose: Annotated[str, Field(examples=["livelihood"])]
    amount_ore: PositiveOre
    pay_on: Annotated[date, Field(examples=["2026-12-18"])]
    blocked_by: Annotated[
        Hindrance | None,
        Field(
            description="Regeln som hindrar eller har avbrutit. För held är den limit, och reason säger vilken. / "
            "The rule behind it. Where held it is limit, and reason says which one."
        ),
    ] = None
    stopped_because: Annotated[
        StopReason | None, Field(description="Varför någon har stoppat den. / Why somebody has stopped it.")
    ] = None
    cancelled_because: Annotated[
        Because | None, Field(description="Varför den är makulerad. / Why it is cancelled.", examples=["renewed"])
    ] = None


class OrderRead(OrderOut):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.ORDER_READ]})

    healed_by: Annotated[
        Healing | None, Field(description="Vad som krävs när den är stoppad av kedjan. / What it takes when blocked.")
    ] = None
    predecessor: Annotated[
        UUID | None, Field(description="Uppdraget för postens förra version. / The order of the version before.")
    ] = None
    successor: Annotated[
        UUID | None, Field(description="Uppdraget för postens nästa version. / The order of the next version.")
    ] = None
    waits_for: Annotated[
        str | None,
        Field(
            description="Vad som ännu inte kommit: household, application eller accountEntry. / What has not come yet.",
            examples=["accountEntry"],
        ),
    ] = None
    bank_reason: Annotated[
        str | None, Field(description="Bankens kod för ett avvisande. / The bank's code.", examples=["AC04"])
    ] = None
    bank_said: Annotated[
        list["BankSaid"],
        Field(description="Bankens statusrapporter, den äldsta först. / The bank's status reports, the oldest first."),
    ]
    history: Annotated[list["StateReached"], Field(description="Alla lägen, det äldsta först. / The oldest first.")]


class BankSaid(Output):
    """The bank's own codes, and what was made of them. Only a booking settles. / Bankens egna koder."""

    status: Annotated[str | None, Field(description="ISO 20022.", examples=["ACSP"])]
    reason: Annotated[str | None, Field(description="ISO 20022.", examples=["AC04"])]
    level: Annotated[
        str | None,
        Field(description="Var det står: file, batch eller payment. / Where it stands.", examples=["payment"]),
    ]
    outcome: Annotated[Outcome, Field(description="Hur koden förstås. / How the code is understood.")]
    at: Annotated[str, Field(examples=["2026-12-15T09:30:00+00:00"])]


class StateReached(Output):
    state: OrderState
    at: Annotated[str, Field(examples=["2026-12-15T09:30:00+00:00"])]


class Orders(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.ORDERS]})

    items: list[OrderOut]
    page: int
    limit: int
    has_more: Annotated[bool, Field(description="Det finns fler efter dessa. / There are more after these.")]


@router.get("/payment-orders", summary="Lista betalningsuppdrag / List payment orders")
async def listed(
    act: ListingOrders,
    paged: Paged,
    state: Annotated[
        OrderState | None, Query(description="Bara uppdrag i detta läge. / Only in this state.", examples=["ready"])
    ] = None,
    from_: Annotated[
        date | None,
        Query(alias="from", description="Utbetalning tidigast. / Paid on or after.", examples=["2026-12-01"]),
    ] = None,
    to: Annotated[
        date | None, Query(description="Utbetalning senast. / Paid on or before.", examples=["2026-12-31"])
    ] = None,
) -> Orders:
    """Kommunens uppdrag efter utbetalningsdag. Hushåll med skyddade uppgifter visas bara för enhetschef (C8).

    The municipality's orders by day of payment. Those of protected households are listed for unit heads alone."""
    filters = store.Filters(act.municipality, state, from_, to, with_protected=act.role is Role.UNIT_HEAD)
    rows = await store.page(act.connection, filters, paged.offset, paged.fetched)
    shown, has_more = paged.shown(rows)
    return Orders(
        items=[OrderOut(**_said(row)) for row in shown], page=paged.number, limit=paged.limit, has_more=has_more
    )


@router.get("/payment-orders/{orderId}", summary="Läs ett betalningsuppdrag / Read a payment order")
async def read(order_id: OrderId, act: ReadingOrder) -> OrderRead:
    """Med vad det väntar på, eller vad som stoppar det och vad som krävs då. / With what it waits for, or what blocks
    and heals it."""
    row = await store.find(act.connection, order_id, act.municipality)
    if row is None:
        raise NotFound
    history = await store.history(act.connection, order_id)
    return OrderRead(
        **_said(row),
        healed_by=_healed_by(row),
        predecessor=row.predecessor,
        successor=await store.successor(act.connection, order_id),
        waits_for=await _waits_for(act, row),
        bank_reason=row.reason if row.state == OrderState.REJECTED else None,
        bank_said=[
            BankSaid(status=one.status, reason=one.reason, level=one.level, outcome=one.outcome, at=one.at.isoformat())
            for one in await reports.statuses_of(act.connection, order_id)
        ],
        history=[StateReached(state=OrderState(one.state), at=one.at.isoformat()) for one in history],
    )


def _said(row: Any) -> dict[str, Any]:
    blocked = OrderState(row.state) in (OrderState.BLOCKED, OrderState.HELD, OrderState.CANCELLED) and row.rule
    return {
        "id": row.id,
        "state": OrderState(row.state),
        "case_number": row.case_number,
        "application_id": row.application_id,
        "decision_id": row.decision_id,
        "line": row.line,
        "line_version": row.line_version,
        "purpose": row.purpose,
        "amount_ore": row.amount_ore,
        "pay_on": row.pay_on,
        "blocked_by": Hindrance(rule=row.rule, reason=row.reason) if blocked else None,
        "stopped_because": StopReason(row.reason) if row.state == OrderState.CANCELLED and not row.rule else None,
        "cancelled_because": _because(row),
    }


def _because(row: Any) -> Because | None:
    """An order that somebody stopped holds their reason instead of a rule's."""
    if OrderState(row.state) is not OrderState.CANCELLED:
        return None
    return Because(row.reason) if row.rule else Because.STOPPED


def _healed_by(row: Any) -> Healing | None:
    if OrderState(row.state) is not OrderState.BLOCKED:
        return None
    text = heals(row.rule, row.reason)
    return Healing(sv=text.sv, en=text.en)


async def _waits_for(act: Act, row: Any) -> str | None:
    if OrderState(row.state) is not OrderState.RECEIVED:
        return None
    same = act.running.persons.same()
    facts = await gather(act.connection, {row.decision_id}, act.municipality, same)
    chain = chain_of(facts, store.key_of(row))
    verdict = None if chain is None else check_chain(chain)
    return verdict.reason if isinstance(verdict, Waiting) else None
