"""The states of a payment order, and what each may become. The database holds the same table (order_transition)."""

from enum import StrEnum


class OrderState(StrEnum):
    """`received` waits for facts that have not come. `blocked` names the promise that failed, and heals only by new
    hands. `held` is above a limit, and waits for a unit head. `released` stays until the file is on its way to
    the bank; once that is made, nothing stops the payment. `unknown`: the bank was called and has not said whether it
    has the file. It is asked, and nothing is sent again before it has said that it has not (C6)."""

    RECEIVED = "received"
    BLOCKED = "blocked"
    HELD = "held"
    READY = "ready"
    RELEASED = "released"
    UNKNOWN = "unknown"
    SENT = "sent"
    SETTLED = "settled"
    RETURNED = "returned"
    REJECTED = "rejected"
    CANCELLED = "cancelled"

    def may_become(self, other: "OrderState") -> bool:
        return other in _NEXT[self]


class StopReason(StrEnum):
    """Why somebody stops a payment. Words of their own could be about a person."""

    WRONG_PAYEE = "wrongPayee"
    WRONG_AMOUNT = "wrongAmount"
    WRONG_DECISION = "wrongDecision"
    SUSPECTED_FRAUD = "suspectedFraud"
    OTHER = "other"


_NEXT: dict[OrderState, frozenset[OrderState]] = {
    OrderState.RECEIVED: frozenset({OrderState.BLOCKED, OrderState.HELD, OrderState.READY, OrderState.CANCELLED}),
    OrderState.BLOCKED: frozenset({OrderState.HELD, OrderState.READY, OrderState.CANCELLED}),
    OrderState.HELD: frozenset({OrderState.BLOCKED, OrderState.READY, OrderState.CANCELLED}),
    OrderState.READY: frozenset({OrderState.BLOCKED, OrderState.HELD, OrderState.RELEASED, OrderState.CANCELLED}),
    OrderState.RELEASED: frozenset(
        {OrderState.BLOCKED, OrderState.UNKNOWN, OrderState.SENT, OrderState.REJECTED, OrderState.CANCELLED}
    ),
    OrderState.UNKNOWN: frozenset({OrderState.SENT, OrderState.REJECTED}),
    OrderState.SENT: frozenset({OrderState.SETTLED, OrderState.REJECTED}),
    OrderState.SETTLED: frozenset({OrderState.RETURNED}),
    OrderState.RETURNED: frozenset(),
    OrderState.REJECTED: frozenset({OrderState.SETTLED}),  # the bank booked what it had rejected; see reports/rules.py
    OrderState.CANCELLED: frozenset(),
}
WEIGHED = frozenset({OrderState.RECEIVED, OrderState.BLOCKED, OrderState.HELD, OrderState.READY})
"""Whose state follows from what is known, and is worked out anew when a fact comes."""
ENDED_UNPAID = frozenset({OrderState.CANCELLED, OrderState.REJECTED, OrderState.RETURNED})
"""What a successor may follow: nothing of it is, or stays, with the payee."""
