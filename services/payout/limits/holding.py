"""Whether payments that may be paid must wait for a unit head first."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.payout.limits import store
from services.payout.limits.rules import Hold, hold
from services.payout.orders.states import OrderState
from shared.acts import Act


async def holds(act: Act, orders: Sequence[Row[Any]]) -> Mapping[UUID, Hold]:
    """Those of these orders that are above a limit in force now, and that nobody has let go. The orders must be
    locked; whoever reserves something by it has taken their household's turn (`store.take_turn`) before."""
    asked = [order for order in orders if order.let_go_by is None]
    if not asked:
        return {}
    limits = await store.in_force(act.connection, act.municipality, act.now)
    reserved = await store.reserved(act.connection, [order.id for order in asked])
    found = {
        order.id: hold(order.amount_ore, reserved[order.id].beside(order.state == OrderState.READY), limits)
        for order in asked
    }
    return {order_id: one for order_id, one in found.items() if one is not None}
