"""The examples in the API's description are what the API takes and gives."""

from typing import Any

import pytest
from pydantic import BaseModel

from services.payout import examples
from services.payout.bank_days.outputs import BankDay, BankDays
from services.payout.differences.api import AcknowledgedOut, AcknowledgeIn, Differences
from services.payout.limits.api import LetGo
from services.payout.orders.api import OrderOut, OrderRead, Orders
from services.payout.orders.stopping import StopIn, Stopped
from services.payout.releases.api import Released, ReleaseIn, ReleaseOut
from services.payout.reports.api import ReportTaken


@pytest.mark.parametrize(
    ("model", "example"),
    [
        (OrderOut, examples.ORDER),
        (OrderRead, examples.ORDER_READ),
        (Orders, examples.ORDERS),
        (LetGo, examples.LET_GO),
        (StopIn, examples.TO_STOP),
        (Stopped, examples.STOPPED),
        (ReleaseIn, examples.TO_RELEASE),
        (Released, examples.RELEASED),
        (ReleaseOut, examples.RELEASE),
        (ReportTaken, examples.REPORT_TAKEN),
        (BankDay, examples.BANK_DAY),
        (BankDays, examples.BANK_DAYS),
        (Differences, examples.DIFFERENCES),
        (AcknowledgeIn, examples.TO_ACKNOWLEDGE),
        (AcknowledgedOut, examples.ACKNOWLEDGED),
    ],
)
def test_an_example_is_whole_and_right(model: type[BaseModel], example: dict[str, Any]) -> None:
    assert model.model_validate(example).model_dump(mode="json", by_alias=True) == example
    assert model.model_json_schema()["examples"] == [example]
