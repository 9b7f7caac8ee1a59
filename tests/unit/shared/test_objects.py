"""Reading the objects of hand-overs: more is left alone, less is refused without a word of what was said."""

from uuid import UUID

import pytest

from shared.handover.objects import HandedOver, read_object
from shared.money import Ore
from shared.problems import ObjectNotAsAgreed

ORDER = "0197a3f0-0000-7000-8000-000000000001"


class Ended(HandedOver):
    order_id: UUID
    amount_ore: Ore


def test_what_is_agreed_is_read_and_what_is_more_is_left_alone() -> None:
    read = read_object(Ended, {"salt": "x", "orderId": ORDER, "amountOre": 1, "later": {}})
    assert (read.order_id, read.amount_ore) == (UUID(ORDER), 1)


@pytest.mark.parametrize(
    "wrong", [{}, {"orderId": "199001019802", "amountOre": 1}, {"orderId": ORDER, "amountOre": "1"}]
)
def test_what_is_not_agreed_is_refused_without_being_repeated(wrong: dict[str, object]) -> None:
    with pytest.raises(ObjectNotAsAgreed) as refused:
        read_object(Ended, wrong)
    assert not refused.value.facts()
    assert refused.value.__suppress_context__
