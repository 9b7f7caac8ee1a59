"""What tests of the control log have in common."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from shared.controllog.entries import Actor, Entry
from shared.ids import new_id


@dataclass(frozen=True)
class LogDatabase:
    """Addresses (`postgresql://…`) of the database for its two roles."""

    owner: str = field(repr=False)
    runtime: str = field(repr=False)


def an_entry(act: str = "orderReleased") -> Entry:
    return Entry(
        id=new_id(),
        time=datetime.now(UTC),
        municipality="1261",
        service="payout",
        act=act,
        outcome="done",
        actor=Actor(role="payer", person="hK3vQ0bq7sXk2mT9uYpWaA"),
        subjects={"orderId": new_id()},
    )
