"""The routes that are the same wherever there are dated rules: approving, listing and reading them (C13).

Proposing is a service's own: it says what a rule may be."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from pydantic import ConfigDict, Field

from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.callers import Role
from shared.paging import Paged
from shared.problems import NotFound
from shared.rule_versions import acting, store
from shared.rule_versions.outputs import RuleVersionOut, rule_version_out
from shared.rule_versions.rules import RuleVersion, RuleVersionStatus

PutInPlace = Callable[[Act, RuleVersion], Awaitable[None]]
"""What a service does with a version that was just approved, in the same act."""

TAGS = ["regler / rules"]
EXAMPLE_ID = "019b1f71-3c20-7d11-8a55-9e0f2b7c4d22"
RuleVersionId = Annotated[
    UUID,
    Path(alias="ruleVersionId", description="Regelversionens id. / The rule version's id.", examples=[EXAMPLE_ID]),
]
Approving = Annotated[Act, Depends(ActBy("ruleVersionApproved", Role.UNIT_HEAD))]
Kind = Annotated[
    str | None,
    Query(pattern="^[a-zA-Z]{1,40}$", description="Bara detta slag. / Of this kind alone.", examples=["delegation"]),
]
Status = Annotated[
    RuleVersionStatus | None,
    Query(description="Bara med denna status. / With this status alone.", examples=["approved"]),
]


class RuleApprovalIn(Input):
    """Inget att ange: det som föreslogs godkänns. / Nothing to say: what was proposed is approved."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class RuleVersions(Output):
    items: list[RuleVersionOut]
    page: int
    limit: int
    has_more: Annotated[bool, Field(description="Det finns fler efter dessa. / There are more after these.")]


def rule_version_router(readers: tuple[Role, ...], put_in_place: PutInPlace, example: Mapping[str, Any]) -> APIRouter:
    """`example`: an approved version as it is read."""
    router = act_router(tags=TAGS)
    listing = Annotated[Act, Depends(ActBy("ruleVersionsListed", *readers))]
    reading = Annotated[Act, Depends(ActBy("ruleVersionRead", *readers))]

    async def approve(rule_version_id: RuleVersionId, body: RuleApprovalIn, act: Approving) -> RuleVersionOut:
        """Av någon annan än den som föreslog, och senast på regelns första dag: ingen regel gäller före sitt
        godkännande. Den som godkänner svarar för att det är det som nämnden har beslutat.

        By another than who proposed it, on its first day at the latest: no rule counts before its approval. Who
        approves answers for its being what the board has decided."""
        made = await acting.approve(act, rule_version_id)
        await put_in_place(act, made)
        return rule_version_out(act, made)

    async def list_all(act: Act, page: Paged, kind: Kind = None, status: Status = None) -> RuleVersions:
        """Kommunens egna, den senast föreslagna först, med vem som föreslog och godkände och när.

        The municipality's own, the latest proposed first, with who proposed and approved them and when."""
        today = act.running.clock.today()
        rows = await store.listed(act.connection, act.municipality, page, today, kind=kind, status=status)
        shown, has_more = page.shown(rows)
        items = [rule_version_out(act, store.rule_version(row)) for row in shown]
        return RuleVersions(items=items, page=page.number, limit=page.limit, has_more=has_more)

    async def read(rule_version_id: RuleVersionId, act: Act) -> RuleVersionOut:
        """Vad den säger, från när, på vems beslut. / What it says, from when, and on whose decision."""
        row = await store.find(act.connection, rule_version_id, act.municipality)
        if row is None:
            raise NotFound
        return rule_version_out(act, store.rule_version(row))

    # Who may read differs by service, so these two are told here what FastAPI reads from a signature.
    list_all.__annotations__["act"], read.__annotations__["act"] = listing, reading
    one = {"content": {"application/json": {"example": dict(example)}}}
    several = {"content": {"application/json": {"example": _page(example)}}}
    router.post(
        "/rule-versions/{ruleVersionId}/approval",
        status_code=201,
        summary="Godkänn en regel / Approve a rule",
        responses={201: one},
    )(approve)
    router.get("/rule-versions", summary="Regler och förslag / Rules and proposals", responses={200: several})(list_all)
    router.get("/rule-versions/{ruleVersionId}", summary="Läs en regel / Read a rule", responses={200: one})(read)
    return router


def _page(example: Mapping[str, Any]) -> dict[str, Any]:
    return {"items": [dict(example)], "page": 1, "limit": 20, "hasMore": False}
