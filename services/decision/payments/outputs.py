"""A line that waits for somebody, as its holder reads it; and its renewal. Amounts are öre."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from services.decision import examples
from services.decision.decisions.purposes import Purpose
from services.decision.decisions.rules import Outcome
from services.decision.payments.rules import Failure, Waiting
from services.decision.payments.store import Line
from services.decision.queues.rules import Task
from services.decision.work_items.desk import Desk
from services.decision.work_items.held import HeldItem, Moment, held
from services.decision.work_items.outputs import AccountOut, account_out
from shared.api_models import Input, Output
from shared.money import PositiveOre

Day = Annotated[date, Field(examples=["2026-11-27"])]


class WhyOut(Output):
    """Vad som hände med betalningen, och regeln eller skälet som utbetalningen angav. / What became of the payment, and
    the rule or reason that payout gave."""

    failure: Failure
    rule: Annotated[str | None, Field(examples=["C1"])] = None
    reason: Annotated[str | None, Field(examples=["account"])] = None


class PaymentItemOut(HeldItem):
    """`why` saknas om det har löst sig under tiden. / `why` is missing where it has resolved itself meanwhile."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.PAYMENT_ITEM]})

    task: Literal[Task.PAYMENT]
    received_at: Annotated[datetime, Field(description="Sedan när. / Since when.", examples=[examples.FAILED])]
    decision_id: UUID
    outcome: Outcome
    decided_at: Moment
    line: Annotated[int, Field(examples=[1])]
    number: Annotated[int, Field(description="Postens senaste version. / The line's newest version.", examples=[1])]
    purpose: Purpose
    amount_ore: PositiveOre
    account_id: UUID
    account_version: Annotated[int, Field(examples=[1])]
    pay_on: Day
    why: WhyOut | None = None
    accounts: list[AccountOut]


class RenewalIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.RENEWING]})

    account_id: Annotated[UUID, Field(description="Ett konto i hushållet, i senaste versionen. / The newest version.")]
    pay_on: Annotated[date, Field(description="Tidigast denna dag. / Not before this day.", examples=["2026-11-27"])]


class RenewalOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.RENEWED]})

    renewal_id: UUID
    decision_id: UUID
    line: Annotated[int, Field(examples=[1])]
    number: Annotated[int, Field(description="Postens version: 2, 3, … / The line's version.", examples=[2])]
    household_version: Annotated[int, Field(examples=[1])]
    account_id: UUID
    account_version: Annotated[int, Field(examples=[2])]
    purpose: Purpose
    amount_ore: PositiveOre
    pay_on: Day
    renewed_at: Moment


def payment_item_out(desk: Desk, line: Line, waiting: Waiting | None) -> PaymentItemOut:
    return PaymentItemOut(
        task=Task.PAYMENT,
        **held(desk),
        decision_id=line.decision_id,
        outcome=Outcome(line.outcome),
        decided_at=line.decided_at,
        line=line.number,
        number=line.facts.newest,
        purpose=line.purpose,
        amount_ore=line.amount_ore,
        account_id=line.account_id,
        account_version=line.account_version,
        pay_on=line.pay_on,
        why=None if waiting is None else WhyOut(failure=waiting.failure, rule=waiting.rule, reason=waiting.reason),
        accounts=[account_out(account) for account in desk.accounts],
    )
