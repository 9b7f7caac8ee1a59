"""What a payment rests on, for the service audit, which makes the auditors' evidence of it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import ConfigDict, Field

from services.payout import examples
from services.payout.evidence import statements
from services.payout.parameters import OrderId
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.money import PositiveOre
from shared.problems import NotFound

router = act_router(tags=["mellan tjänster / between services"])

Giving = Annotated[Act, Depends(ActBy("statementsGiven", services=("audit",)))]


class StatedOut(Output):
    """Ett intyg (JWS) och det som det gäller. / A statement and its object (docs/hand-overs.md)."""

    service: Annotated[str, Field(examples=["decision"])]
    statement: Annotated[str, Field(examples=["eyJhbGciOiJFUzI1NiJ9.eyJhY3QiOiJkZWNpc2lvbk1hZGUifQ.MEUCIQ…"])]
    object: Annotated[dict[str, Any], Field(examples=[{"decisionId": examples.ORDER["decisionId"], "lines": []}])]


class PaymentOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.STATEMENTS]})

    order_id: UUID
    municipality: str
    case_number: str
    decision_id: UUID
    household_id: UUID
    amount_ore: PositiveOre
    statements: list[StatedOut]


@router.get("/payment-orders/{orderId}/statements", summary="Betalningens intyg / The payment's statements")
async def given(order_id: OrderId, act: Giving) -> PaymentOut:
    """Bara för tjänsten audit. / For the service audit alone."""
    found = await statements.of_order(act.connection, order_id, act.running.persons.same())
    if found is None:
        raise NotFound
    act.municipality = found.municipality
    await act.record(orderId=order_id, decisionId=found.decision_id, caseNumber=found.case_number)
    return PaymentOut(
        order_id=order_id,
        municipality=found.municipality,
        case_number=found.case_number,
        decision_id=found.decision_id,
        household_id=found.household_id,
        amount_ore=found.amount_ore,
        statements=[
            StatedOut(service=one.service, statement=one.statement, object=dict(one.document))
            for one in found.statements
        ],
    )
