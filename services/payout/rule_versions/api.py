"""Proposing limits on payments, and what their approval puts in place (C13)."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends
from pydantic import ConfigDict, Field

from services.payout.limits.rules import LimitKind
from services.payout.limits.tables import PaymentLimitRow
from services.payout.rule_versions.rules import FAULT_TEXTS, limit_faults
from shared.acts import Act, ActBy
from shared.api_models import Input
from shared.auth.callers import Role
from shared.clock import STOCKHOLM
from shared.database import insert_into
from shared.ids import new_id
from shared.money import Ore
from shared.rule_versions import acting
from shared.rule_versions.api import EXAMPLE_ID, rule_version_router
from shared.rule_versions.outputs import RuleVersionOut, rule_version_out
from shared.rule_versions.problems import RuleUnfit, fault
from shared.rule_versions.rules import RuleVersion
from shared.texts import ShortText

READERS = (Role.UNIT_HEAD, Role.PAYER, Role.AUDITOR, Role.ADMINISTRATOR)
Proposing = Annotated[Act, Depends(ActBy("ruleVersionProposed", Role.ADMINISTRATOR))]

LIMITS: dict[str, Any] = {
    "kind": "paymentLimit",
    "validFrom": "2027-01-01",
    "source": "Nämnden 2026-11-10 § 16",
    "content": {
        "limits": [{"kind": "order", "maxAmountOre": 4000000}, {"kind": "householdMonth", "maxAmountOre": 5000000}]
    },
}
PROPOSED: dict[str, Any] = {
    **LIMITS,
    "id": EXAMPLE_ID,
    "status": "proposed",
    "proposedBy": "Zx3vQ9pLk2mT8wYb1nRc0A",
    "proposedAt": "2026-11-23T09:00:00+01:00",
    "approvedBy": None,
    "approvedAt": None,
}
APPROVED: dict[str, Any] = {
    **PROPOSED,
    "status": "approved",
    "approvedBy": "b7TkW2mQz9xLc4vN1pRy0D",
    "approvedAt": "2026-11-24T10:00:00+01:00",
}


class LimitIn(Input):
    kind: Annotated[LimitKind, Field(description="En utbetalning, eller hushållets månad. / What it limits.")]
    max_amount_ore: Ore


class LimitsIn(Input):
    """Den som inte nämns fortsätter att gälla. / One that is not named goes on counting."""

    limits: Annotated[
        list[LimitIn], Field(min_length=1, max_length=len(LimitKind), description="En av varje slag. / One of each.")
    ]


class LimitVersionIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [LIMITS]})

    kind: Annotated[Literal["paymentLimit"], Field(description="Beloppsgränser. / Limits on payments.")]
    valid_from: Annotated[
        date, Field(description="Första dagen som gränsen gäller. / The first day it counts.", examples=["2027-01-01"])
    ]
    source: Annotated[
        ShortText,
        Field(description="Beslutet som den vilar på. / The decision it rests on.", examples=[LIMITS["source"]]),
    ]
    content: LimitsIn


async def _put_in_place(act: Act, made: RuleVersion) -> None:
    """The database holds each row against the approved version."""
    assert made.approved_at is not None  # noqa: S101 - only what was approved is put in place
    same = {
        "municipality": act.municipality,
        "valid_from": made.valid_from,
        "proposed_by": made.proposed_by,
        "approved_by": made.approved_by,
        "approved_on": made.approved_at.astimezone(STOCKHOLM).date(),
        "source": made.source,
        "rule_version_id": made.id,
    }
    rows = [
        {**same, "id": new_id(), "kind": limit["kind"], "max_amount_ore": limit["maxAmountOre"]}
        for limit in made.content["limits"]
    ]
    await act.connection.execute(insert_into(PaymentLimitRow), rows)


router = rule_version_router(READERS, _put_in_place, APPROVED)


@router.post(
    "/rule-versions",
    status_code=201,
    summary="Föreslå beloppsgränser / Propose limits",
    responses={201: {"content": {"application/json": {"example": PROPOSED}}}},
)
async def propose(body: LimitVersionIn, act: Proposing) -> RuleVersionOut:
    """Gränser över vilka en enhetschef måste släppa igenom en utbetalning. Gäller inte förrän en enhetschef har godkänt
    dem, och ändras aldrig: en rättelse är en ny version (C13).

    Limits above which a unit head must let a payment go. They count for nothing until a unit head has approved them,
    and are never changed: a correction is a new version (C13)."""
    said = [(limit.kind, limit.max_amount_ore) for limit in body.content.limits]
    if found := [fault(name.value, f"content.{at}", FAULT_TEXTS[name]) for name, at in limit_faults(said)]:
        raise RuleUnfit(found)
    content = body.content.model_dump(mode="json", by_alias=True)
    return rule_version_out(act, await acting.propose(act, body.kind, body.valid_from, content, body.source))
