"""What payout tells of a line's orders, and the way to a line whose payment failed."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.ids import new_id
from tests.store.decision.world import PAY_ON, Case, Fact, World, decision_on


@dataclass
class Order:
    """One payment order of a version of a line, as payout speaks of it."""

    decision_id: str
    line: int = 1
    version: int = 1
    amount_ore: int = 1_172_000
    id: UUID = field(default_factory=new_id)

    def state(self, number: int, *, blocked: bool, **why: str) -> Fact:
        document = {**self._about(), "number": self.version}
        if blocked:
            document |= {"rule": "C1", "reason": "account", **why}
        act = "orderBlocked" if blocked else "orderHealed"
        return "payout", act, Subject("order", str(self.id), number), document, Hands()

    def ended(self, status: str, because: str | None = None) -> Fact:
        document = {**self._about(), "status": status, "amountOre": self.amount_ore, "because": because}
        document["applicationId"] = str(new_id())
        return "payout", "paymentEnded", Subject("order", str(self.id), 1), document, Hands()

    def _about(self) -> dict[str, Any]:
        about = {"orderId": str(self.id), "decisionId": self.decision_id, "line": self.line}
        return {"salt": new_salt(), **about}


async def decided(world: World, **facts: Any) -> tuple[Case, Order]:
    """A case, decided; and the order of its one line."""
    case = await world.tell_all(Case(**facts))
    by = world.social_worker() if case.protected else world.secretary()
    claim = await world.claimed(by, "protected" if case.protected else "renewals")
    made = await world.decide(claim, decision_on(case, await world.calculated(claim, by)), by)
    assert made.status_code == 201, made.text
    return case, Order(made.json()["id"])


async def failed(world: World, **facts: Any) -> tuple[Case, Order]:
    """The same, and the bank has rejected the payment."""
    case, order = await decided(world, **facts)
    assert await world.tell(order.ended("rejected")) == "accepted"
    return case, order


async def waiting(world: World) -> list[Any]:
    return await world.rows("select * from work_item where task = 'payment' and ended_at is null order by line")


def paying(case: Case, **changes: Any) -> dict[str, Any]:
    return {"accountId": str(case.account_id), "payOn": PAY_ON, **changes}


async def sent(world: World, kind: str) -> list[dict[str, Any]]:
    """The events of this type in the outbox, the oldest first."""
    rows = await world.rows("select event from outbox where event->>'type' = :kind order by position", kind=kind)
    return [dict(row.event) for row in rows]


async def payout_refuses(world: World, kind: str, problem: str = "https://problems.example/payment-order-live") -> None:
    """Payout has refused every hand-over of this type so far."""
    refused = """update outbox set outcome = 'refused', ended_at = now(),
                   problem = jsonb_build_object('type', cast(:problem as text))
                 where event->>'type' = :kind and destination = 'payout' and ended_at is null"""
    await world.run((refused, {"kind": kind, "problem": problem}))
