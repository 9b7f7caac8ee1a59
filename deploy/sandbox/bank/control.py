"""What tests and demonstrations steer the bank with. No real bank has these addresses, and no service knows them."""

import asyncio
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Response
from mockbank import schema
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from deploy.sandbox.bank.bank import Bank
from deploy.sandbox.bank.behaviours import Behaviour, Behaviours, Kind, Subject
from deploy.sandbox.bank.settings import HeldAccount

_REASONS = {
    Kind.REJECT_PAYMENT: set(schema.CODE_SETS["ExternalStatusReason1Code"]) - {schema.STRUCTURAL},
    Kind.REJECT_FILE: set(schema.CODE_SETS["ExternalStatusReason1Code"]),
    Kind.REJECT_LATER: set(schema.CODE_SETS["ExternalStatusReason1Code"]),
    Kind.RETURN_PAYMENT: set(schema.CODE_SETS["ExternalReturnReason1Code"]),
}
_USUAL_REASONS = {Kind.REJECT_FILE: "FF01", Kind.STRANGE_STATUS: "ZZZZ"}

Digits = Annotated[str, Field(pattern=r"^[0-9]{6,16}$")]
Identifier = Annotated[str, Field(max_length=35)]


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class WantedBehaviour(Camel):
    """`times` null is for ever. Accounts are clearing and account number in one, digits only."""

    kind: Kind
    reason: str | None = Field(None, pattern=r"^[A-Z0-9]{1,4}$")
    bank_days: int = Field(0, ge=0, le=60)
    seconds: float = Field(60, ge=0, le=600)
    times: int | None = Field(1, ge=1)
    message_id: Identifier | None = None
    debtor_account: Digits | None = None
    end_to_end_id: Identifier | None = None
    creditor_account: Digits | None = None

    @model_validator(mode="after")
    def _has_a_code_that_a_report_can_carry(self) -> "WantedBehaviour":
        if self.reason is not None and self.reason not in _REASONS.get(self.kind, {self.reason}):
            raise ValueError("not a reason code that this can be reported with")
        return self

    def only(self) -> Subject:
        return Subject(self.message_id, self.debtor_account, self.end_to_end_id, self.creditor_account)


class Settle(Camel):
    through: date | None = None


def control_routes(bank: Bank, behaviours: Behaviours) -> APIRouter:
    routes = APIRouter()

    @routes.post("/control/behaviours", status_code=201)
    async def behave(wanted: WantedBehaviour) -> dict[str, int]:
        reason = wanted.reason or _USUAL_REASONS.get(wanted.kind, "AC04")
        made = behaviours.add(
            wanted.kind,
            wanted.only(),
            reason=reason,
            bank_days=wanted.bank_days,
            seconds=wanted.seconds,
            times=wanted.times,
        )
        return {"id": made.id}

    @routes.get("/control/behaviours")
    async def behaving() -> dict[str, Any]:
        return {"behaviours": [_shown(behaviour) for behaviour in behaviours.list()]}

    @routes.delete("/control/behaviours", status_code=204)
    async def behave_well() -> None:
        behaviours.remove()

    @routes.delete("/control/behaviours/{behaviour_id}", status_code=204)
    async def stop_behaving(behaviour_id: int) -> None:
        behaviours.remove([behaviour_id])

    @routes.post("/control/accounts", status_code=201)
    async def open_account(held: HeldAccount) -> dict[str, str]:
        await asyncio.to_thread(bank.open_account, held)
        return {"status": "open"}

    @routes.post("/control/settle")
    async def settle(wanted: Settle | None = None) -> dict[str, int]:
        return {"moved": await asyncio.to_thread(bank.settle, wanted.through if wanted else None)}

    @routes.get("/received")
    @routes.get("/received/{message_id}")
    async def received(message_id: str | None = None) -> Response:
        found = await asyncio.to_thread(bank.received, message_id)
        if found is None:
            raise HTTPException(404, "no such file")
        return Response(found[1], media_type="application/xml", headers={"Message-Id": found[0]})

    return routes


def _shown(behaviour: Behaviour) -> dict[str, Any]:
    return {"id": behaviour.id, "kind": behaviour.kind, "reason": behaviour.reason, "times": behaviour.times}
