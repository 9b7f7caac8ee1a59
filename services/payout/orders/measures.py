"""Payments that somebody or something has to see to, as Prometheus asks."""

from datetime import datetime

from prometheus_client.core import Metric
from sqlalchemy import ARRAY, Date, String, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.orders.states import WEIGHED, OrderState
from shared.clock import STOCKHOLM
from shared.watching.gauges import table

_LIVE = [state.value for state in (*WEIGHED, OrderState.RELEASED, OrderState.UNKNOWN, OrderState.SENT)]
_BY_STATE = text("""
    select municipality, state, count(*) as orders, count(*) filter (where pay_on <= :today) as due
    from payment_order where state = any(:states) group by municipality, state""").bindparams(
    bindparam("states", type_=ARRAY(String)), bindparam("today", type_=Date)
)


async def unfinished(connection: AsyncConnection, now: datetime) -> list[Metric]:
    """By state: payments that have not ended. `due`: those of them whose day to be paid has come."""
    rows = (await connection.execute(_BY_STATE, {"states": _LIVE, "today": now.astimezone(STOCKHOLM).date()})).all()
    labels = ["municipality", "state"]
    orders = [([row.municipality, row.state], row.orders) for row in rows]
    due = [([row.municipality, row.state], row.due) for row in rows]
    return [
        table("bistand_payment_orders", "Payments that have not ended.", labels, orders),
        table("bistand_payment_orders_due", "Those of them to be paid today, or before.", labels, due),
    ]
