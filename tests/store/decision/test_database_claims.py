"""What the database holds by itself of claims and calculations: raw SQL as the service's role, each refusal by name."""

from dataclasses import replace

import pytest

from tests.store.decision.raw import CALCULATION, CLAIM, FORBIDDEN, of
from tests.store.decision.world import (
    APPLICANT,
    OTHER_SECRETARY,
    REGISTRAR,
    SECOND_REGISTRAR,
    SECRETARY,
    Case,
    World,
    case_of,
    decision_on,
)


async def test_an_item_has_one_live_claim_and_a_person_too(world: World) -> None:
    one, two = await world.tell_all(case_of(0)), await world.tell_all(case_of(1))
    await world.run((CLAIM, of(one)))

    assert await world.refused_by(CLAIM, **of(one, OTHER_SECRETARY)) == "claim_live_item"
    assert await world.refused_by(CLAIM, **of(two)) == "claim_live_person"


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (REGISTRAR, "claim_apart_from_entry"),
        (SECOND_REGISTRAR, "claim_apart_from_account"),
        (APPLICANT, "claim_own_case"),
    ],
)
async def test_who_has_a_tie_claims_nothing(world: World, number: str, name: str) -> None:
    case = await world.tell_all(Case())

    assert await world.refused_by(CLAIM, **of(case, number)) == name


async def test_what_was_handed_back_or_decided_is_not_claimed(world: World) -> None:
    case, claim, calculation = await world.drafted()
    await world.secretary().post(f"/v1/claims/{claim['claimId']}/release", {"reason": "Jäv."})
    assert await world.refused_by(CLAIM, **of(case)) == "claim_not_handed_back"

    other = world.secretary(OTHER_SECRETARY)
    made = await world.decide(await world.claimed(other), decision_on(case, calculation), other)
    assert made.status_code == 201
    third = "198001019802"
    assert await world.refused_by(CLAIM, application=case.application_id, person=third) == "claim_open_item"


CLAIM_CHANGES = {
    "update claim set lease_ends_at = lease_ends_at - interval '1 second'": "claim_append_only",
    "update claim set ended_at = now(), ended_because = 'released', ended_entry_id = entry_id": "claim_release_reason",
    "update claim set release_reason = 'r'": "claim_release_reason",
    "update claim set ended_at = now()": "claim_ended",
    "update claim set ended_at = now(), ended_because = 'bored', ended_entry_id = entry_id": "claim_ended_because",
    "update claim set person = 'x'": FORBIDDEN,
    "update claim set work_item_id = work_item_id": FORBIDDEN,
    "delete from claim": FORBIDDEN,
    "truncate claim": FORBIDDEN,
    "update work_item set queue = 'renewals' where queue = 'protected'": "work_item_append_only",
    "update work_item set claim_id = uuidv7() where queue = 'renewals'": "work_item_claim_fkey",
    "update work_item set ended_at = now() where queue = 'renewals'": "work_item_ended",
    "update work_item set received_at = now()": FORBIDDEN,
    "update work_item set household_id = household_id": FORBIDDEN,
    "delete from work_item": FORBIDDEN,
}


async def test_a_claim_and_its_item_change_only_as_they_may(world: World) -> None:
    await world.tell_all(case_of(1, protected=True))
    await world.tell_all(Case())
    await world.claimed()

    assert {statement: await world.refused_by(statement) for statement in CLAIM_CHANGES} == CLAIM_CHANGES


async def test_what_has_ended_stays_so(world: World) -> None:
    case, claim, calculation = await world.drafted()
    await world.decide(claim, decision_on(case, calculation))

    for statement in ("ended_at = null, ended_because = null, ended_entry_id = null", "ended_because = 'lapsed'"):
        assert await world.refused_by(f"update claim set {statement}") == "claim_append_only"
    assert await world.refused_by("update work_item set ended_at = null") == "work_item_append_only"
    assert await world.refused_by("update work_item set ended_at = now()") == "work_item_append_only"


async def test_only_an_untied_holder_calculates(world: World) -> None:
    case = await world.tell_all(Case())
    assert await world.refused_by(CALCULATION, **of(case)) == "calculation_by_holder"
    await world.claimed()
    assert await world.refused_by(CALCULATION, **of(case, OTHER_SECRETARY)) == "calculation_by_holder"

    await world.tell(replace(case, account_version=2, entered_by=(SECRETARY, APPLICANT)).account(1))
    assert await world.refused_by(CALCULATION, **of(case)) == "calculation_apart_from_account"
    await world.tell(replace(case, version=2, registered_by=SECRETARY, applicant=SECRETARY).household())
    assert await world.refused_by(CALCULATION, **of(case)) == "calculation_own_case"


async def test_a_hand_in_the_entry_keeps_from_calculating(world: World) -> None:
    case = await world.tell_all(Case())
    await world.claimed()
    await world.tell(replace(case, version=2, registered_by=SECRETARY).household())

    assert await world.refused_by(CALCULATION, **of(case)) == "calculation_apart_from_entry"


async def test_a_lease_that_is_over_is_no_claim(world: World) -> None:
    case = await world.tell_all(Case())
    await world.claimed()
    late = CALCULATION.replace(":person, now()", ":person, now() + interval '2 hours'")

    assert await world.refused_by(late, **of(case)) == "calculation_by_holder"
