"""Proposing the dated rules that decisions rest on, and what their approval puts in place (C13)."""

from typing import Annotated

from fastapi import Body, Depends

from services.decision.rule_versions import examples, store
from services.decision.rule_versions.inputs import NormVersionIn, RuleVersionIn, content_of
from services.decision.rule_versions.rules import FAULT_TEXTS
from shared.acts import Act, ActBy
from shared.auth.callers import Role
from shared.rule_versions import acting
from shared.rule_versions.api import rule_version_router
from shared.rule_versions.outputs import RuleVersionOut, rule_version_out
from shared.rule_versions.problems import RuleUnfit, fault
from shared.rule_versions.rules import RuleVersion

READERS = (Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER, Role.UNIT_HEAD, Role.AUDITOR, Role.ADMINISTRATOR)
Proposing = Annotated[Act, Depends(ActBy("ruleVersionProposed", Role.ADMINISTRATOR))]


async def _put_in_place(act: Act, made: RuleVersion) -> None:
    await store.put_in_place(act.connection, act.municipality, made)


router = rule_version_router(READERS, _put_in_place, examples.APPROVED)


@router.post(
    "/rule-versions",
    status_code=201,
    summary="Föreslå en regel / Propose a rule",
    responses={201: {"content": {"application/json": {"example": examples.MADE}}}},
)
async def propose(
    body: Annotated[
        RuleVersionIn,
        Body(
            discriminator="kind",
            examples=[examples.DELEGATION, examples.GUIDELINE, examples.CALCULATION, examples.NORM],
        ),
    ],
    act: Proposing,
) -> RuleVersionOut:
    """En riksnorm, räkneregler, en riktlinje eller en delegation, med sin första dag. Gäller inte förrän en enhetschef
    har godkänt den, och ändras aldrig: en rättelse är en ny version (C13).

    A riksnorm, how it is counted, a guideline or a delegation, with its first day. Counts for nothing until a unit head
    has approved it, and is never changed: a correction is a new version (C13)."""
    if found := [fault(name.value, f"content.{at}", FAULT_TEXTS[name]) for name, at in body.content.faults()]:
        raise RuleUnfit(found)
    content = content_of(body)
    if isinstance(body, NormVersionIn):
        content["version"] = await store.norm_name(act.connection, act.municipality, body.content.first_month.year)
    return rule_version_out(act, await acting.propose(act, body.kind, body.valid_from, content, body.source))
