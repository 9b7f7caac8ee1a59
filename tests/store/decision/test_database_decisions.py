"""What the database holds by itself of decisions: raw SQL as the service's own role, each refusal by name (C5)."""

from dataclasses import replace
from typing import Any

import pytest

from shared.ids import new_id
from tests.harness.service import person
from tests.store.decision.raw import LINE, decision, of
from tests.store.decision.world import APPLICANT, OTHER_SECRETARY, REGISTRAR, SECRETARY, Case, World


async def test_a_decision_is_its_calculations(world: World) -> None:
    case, _, _ = await world.drafted()
    there = of(case, id=new_id())

    assert await world.refused_by(decision(granted="k.deficit_ore + 1"), **there) == "decision_within_deficit"
    assert await world.refused_by(decision(granted="0"), **there) == "decision_rejection"
    forged = decision(deficit="k.deficit_ore + 1", granted="k.deficit_ore + 1")
    assert await world.refused_by(forged, **there) == "decision_calculation_fkey"
    other_hand = decision(calculated_by=f"'{person(OTHER_SECRETARY)}'")
    assert await world.refused_by(other_hand, **there) == "decision_calculation_fkey"
    assert await world.refused_by(decision(month="'2026-11'"), **there) == "decision_of_item"


async def test_a_decision_is_the_holders(world: World) -> None:
    case, claim, _ = await world.drafted()

    assert await world.refused_by(decision(), **of(case, OTHER_SECRETARY, id=new_id())) == "decision_by_holder"
    await world.secretary().post(f"/v1/claims/{claim['claimId']}/release", {"reason": "Jäv."})
    assert await world.refused_by(decision(), **of(case, id=new_id())) == "decision_by_holder"


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"version": 2, "registered_by": SECRETARY}, "decision_apart_from_entry"),
        ({"account_version": 2, "entered_by": (SECRETARY, SECRETARY)}, "decision_apart_from_account"),
        ({"version": 2, "applicant": SECRETARY}, "decision_own_case"),
    ],
)
async def test_hands_that_are_in_force_keep_from_deciding(world: World, facts: dict[str, Any], name: str) -> None:
    case, _, _ = await world.drafted()
    changed = replace(case, **facts)
    await world.tell(changed.account(1) if "account" in name else changed.household())

    assert await world.refused_by(decision(), **of(case, id=new_id())) == name


async def test_hands_in_the_version_that_is_used_keep_from_deciding(world: World) -> None:
    """Freed by a newer version, but not for a decision on the old one."""
    case = await world.tell_all(Case(registered_by=OTHER_SECRETARY))
    claim = await world.claimed()
    await world.calculated(claim)
    await world.secretary().post(f"/v1/claims/{claim['claimId']}/release", {"reason": "Slutar för dagen."})
    await world.tell(replace(case, version=2, registered_by=REGISTRAR).household())
    await world.claimed(world.secretary(OTHER_SECRETARY))

    refused = await world.refused_by(decision(), **of(case, OTHER_SECRETARY, id=new_id()))
    assert refused == "decision_apart_from_entry"


async def test_who_calculated_is_a_hand_too(world: World) -> None:
    case, claim, _ = await world.drafted()
    await world.secretary().post(f"/v1/claims/{claim['claimId']}/release", {"reason": "Slutar för dagen."})
    await world.claimed(world.secretary(OTHER_SECRETARY))
    await world.tell(replace(case, account_version=2, entered_by=(SECRETARY, APPLICANT)).account(1))

    refused = await world.refused_by(decision(), **of(case, OTHER_SECRETARY, id=new_id()))
    assert refused == "decision_apart_from_account"


async def test_a_decision_is_within_the_delegation_it_names(world: World) -> None:
    case, _, _ = await world.drafted(costs=[{"kind": "housing", "amountOre": 2_500_000}])

    assert await world.refused_by(decision(), **of(case, id=new_id())) == "decision_within_delegation"
    within = decision(granted="3000000").replace("r.role = 'economySecretary'", "r.role = 'socialWorker'")
    assert await world.refused_by(within, **of(case, id=new_id())) == "decision_within_delegation"
    await world.run((decision(granted="3000000"), of(case, id=new_id())))


async def test_a_work_item_is_decided_once(world: World) -> None:
    case, _, _ = await world.drafted()
    await world.run((decision(), of(case, id=new_id())))

    assert await world.refused_by(decision(), **of(case, id=new_id())) == "decision_work_item_key"


async def half_paid(world: World) -> tuple[Case, dict[str, Any]]:
    """A decision on 1 172 000 öre, and a line of 1 000 000 to put in it."""
    case, _, _ = await world.drafted()
    there = {"id": new_id(), "number": 1, "account": case.account_id, "version": 1, "ore": 1_000_000}
    await world.run((decision(), of(case, id=there["id"])), (LINE, there))
    return case, {**there, "number": 2, "ore": 172_000}


async def test_the_lines_sum_is_never_above_what_was_granted(world: World) -> None:
    _, line = await half_paid(world)

    assert await world.refused_by(LINE, **{**line, "ore": 172_001}) == "decision_sum_within_granted"
    await world.run((LINE, line))
    assert await world.refused_by(LINE, **{**line, "number": 3, "ore": 1}) == "decision_sum_within_granted"


async def test_the_sum_is_seen_at_commit_however_many_lines(world: World) -> None:
    case, _, _ = await world.drafted()
    there = {"id": new_id(), "account": case.account_id, "version": 1, "ore": 600_000}
    statements = [(decision(), of(case, id=there["id"])), *((LINE, {**there, "number": n}) for n in (1, 2))]

    assert await world.refused_together(*statements) == "decision_sum_within_granted"
    assert await world.count("decision") == 0


async def test_a_line_has_one_number_a_purpose_and_an_amount(world: World) -> None:
    _, line = await half_paid(world)

    assert await world.refused_by(LINE, **{**line, "number": 1}) == "decision_line_pkey"
    assert await world.refused_by(LINE, **{**line, "number": 0}) == "decision_line_number"
    assert await world.refused_by(LINE, **{**line, "ore": 0}) == "decision_line_amount"
    other_purpose = LINE.replace("incomeSupport", "holiday")
    assert await world.refused_by(other_purpose, **line) == "decision_line_purpose"


async def test_a_line_goes_to_a_payable_account_of_the_household_in_its_newest_version(world: World) -> None:
    case, line = await half_paid(world)
    other = await world.tell_all(Case())

    assert await world.refused_by(LINE, **{**line, "account": other.account_id}) == "decision_line_account_payable"
    assert await world.refused_by(LINE, **{**line, "account": new_id()}) == "decision_line_account_payable"
    await world.tell(replace(case, account_version=2).account(1))
    assert await world.refused_by(LINE, **line) == "decision_line_account_payable"
    assert await world.refused_by(LINE, **{**line, "version": 2}) == "decision_line_account_payable"
    await world.tell(replace(case, account_version=2).compared("mismatch"))
    assert await world.refused_by(LINE, **{**line, "version": 2}) == "decision_line_account_payable"


async def test_a_line_goes_to_no_account_that_the_decisions_hands_entered(world: World) -> None:
    """Not even one that they entered after the decision."""
    case, line = await half_paid(world)
    anew = replace(case, account_version=2, entered_by=(SECRETARY, APPLICANT))
    for fact in (anew.account(1), anew.account(2), anew.compared()):
        await world.tell(fact)

    assert await world.refused_by(LINE, **{**line, "version": 2}) == "decision_line_apart_from_account"


async def test_the_examples_of_delegation_say_that_they_are(world: World) -> None:
    rules = await world.rows("select * from delegation_rule")

    assert {rule.municipality for rule in rules} == {None}
    assert all(rule.source.startswith("exempel") for rule in rules)
