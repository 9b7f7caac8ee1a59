"""What payout's database refuses after a backup was restored."""

from tests.store.database.statements import NEW, NOWHERE, Refused, Row, refused

LOST = Row("lost_release", {"order_id": NEW})


def triggers(ready: str) -> dict[str, list[Refused]]:
    """`ready`: an order that may be released."""
    release = Row("release_order", {"order_id": ready})
    of_its_household = LOST.but(household_id=f"(select household_id from payment_order where id = {ready})")
    return {
        "release_order_guard": [
            refused("release_order_log_whole", "update log_head set cosigned_size = size + 1", release),
            refused("release_order_not_lost", of_its_household.but(order_id=ready), release),
            refused("release_order_not_lost", of_its_household.but(order_id=NOWHERE), release),
        ],
    }
