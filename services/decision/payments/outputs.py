"""A line that waits for somebody, as its holder reads it; and its renewal. Amounts are öre."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from services.decision import examples
from services.decision.decisions.purposes import Purpose
from services.decision.decisions.rules import Outcome
from services.decision.facts.kinds import ApplicationKind
from services.decision.payments.rules import Failure, Waiting
from services.decision.payments.store import Line
from services.decision.queues.rules import Queue, Task
from services.decision.work_items.desk import Desk
from services.decision.work_items.outputs import AccountOut, account_out
from shared.api_models import Input, Output
from shared.money import PositiveOre
from shared.months import Month

Day = Annotated[date, Field(examples=["2026-11-27"])]
Moment = Annotated[datetime, Field(examples=["2026-11-26T08:15:00+01:00"])]


class WhyOut(Output):
    """Vad som hände med betalningen, och regeln eller skälet som utbetalningen angav. / What became of the payment, and
    the rule or reason that payout gave."""

    failure: Failure
    rule: Annotated[str | None, Field(examples=["C1"])] = None
    reason: Annotated[str | None, Field(examples=["account"])] = None


class PaymentItemOut(Output):
    """`why` saknas om det har löst sig under tiden. / `why` is missing where it has resolved itself meanwhile."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.PAYMENT_ITEM]})

    task: Literal[Task.PAYMENT]
    id: UUID
    claim_id: UUID
    lease_ends_at: Moment
    queue: Queue
    application_id: UUID
    case_number: Annotated[str, Field(examples=[examples.CASE_NUMBER])]
    kind: ApplicationKind
    month: Month
    received_at: Annotated[datetime, Field(description="Sedan när. / Since when.", examples=[examples.FAILED])]
    household_id: UUID
    household_version: Annotated[int, Field(examples=[1])]
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
        id=desk.id,
        claim_id=desk.claim_id,
        lease_ends_at=desk.lease_ends_at,
        queue=desk.queue,
        application_id=desk.application_id,
        case_number=desk.case_number,
        kind=desk.kind,
        month=desk.month,
        received_at=desk.received_at,
        household_id=desk.household_id,
        household_version=desk.household_version,
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
