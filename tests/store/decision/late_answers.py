"""A decision that rests on what a register did not answer, and the answer that comes later."""

from dataclasses import replace
from typing import Any

from tests.harness.service import Caller
from tests.store.decision.world import HOUSING_ALLOWANCE, Case, World, decision_on

Answers = dict[str, tuple[str, list[dict[str, Any]]]]

SILENT: Answers = {"FK": ("notVerifiable", [])}
ANSWERED: Answers = {"FK": ("answered", [HOUSING_ALLOWANCE])}
HELD_NOTHING: Answers = {"FK": ("nothingHeld", [])}


def why(case: Case, block: str = "FK") -> list[dict[str, str]]:
    text = "Registret svarar inte, och hushållet har visat utbetalningsbesked."
    return [{"memberId": str(case.member_id), "block": block, "text": text}]


async def answered(world: World, case: Case, answers: Answers, version: int = 2) -> None:
    assert await world.tell(replace(case, answers=answers).verification(version)) == "accepted"


async def decided(world: World, by: Caller | None = None, **facts: Any) -> tuple[Case, str]:
    """A decision that rests on what FK did not answer: the case, and the decision's id."""
    case = await world.tell_all(Case(**{"answers": SILENT, **facts}))
    by = by or world.secretary()
    claim = await world.claimed(by, "protected" if case.protected else "renewals")
    calculation = await world.calculated(claim, by)
    made = await world.decide(claim, decision_on(case, calculation, justifications=why(case)), by)
    assert made.status_code == 201, made.text
    return case, str(made.json()["id"])
