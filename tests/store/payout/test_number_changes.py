"""C16 in the chain: hands under a samordningsnummer and under the later personnummer are one person's, also those that
were stored before anybody knew."""

from datetime import date

import pytest

from deploy.sandbox.persons import earlier_number_for
from tests.harness.service import change_number
from tests.store.payout.world import ADAM, PAYER, REGISTRAR, SECRETARY, Household, World

EARLIER = {
    PAYER: earlier_number_for(date(1984, 1, 5), 9).digits,
    REGISTRAR: earlier_number_for(date(1980, 1, 1), 9).digits,
}


async def test_nobody_releases_with_one_number_what_they_decided_with_the_other(world: World) -> None:
    order_id = await world.ready_order(by=(EARLIER[PAYER],))
    change_number(world.payout, EARLIER[PAYER], PAYER)
    for number in (PAYER, EARLIER[PAYER]):
        answer = await world.release(order_id, by=number)
        assert (answer.status_code, answer.json()["rule"], answer.json()["earlierAct"]) == (403, "C1", "decision")
    assert (await world.order(order_id))["state"] == "ready"


async def test_the_other_way_round_too(world: World) -> None:
    """The decision was stated under the later number, before anybody knew of the earlier one."""
    order_id = await world.ready_order(by=(PAYER,))
    change_number(world.payout, EARLIER[PAYER], PAYER)
    for number in (PAYER, EARLIER[PAYER]):
        assert (await world.release(order_id, by=number)).status_code == 403
    assert (await world.release(order_id, by=SECRETARY)).status_code == 201


async def test_an_account_entered_with_both_numbers_of_one_person_is_entered_by_one(world: World) -> None:
    """C3: the second entry confirms nothing."""
    change_number(world.payout, EARLIER[REGISTRAR], REGISTRAR)
    home = Household()
    await world.tell(
        ("intake", world.household(home)),
        ("intake", world.entry(home, by=REGISTRAR)),
        ("intake", world.entry(home, by=EARLIER[REGISTRAR], number=2)),
    )
    assert await world.handed_over("accountCompared") == []


async def test_a_decider_turns_out_to_have_been_the_registrar(world: World) -> None:
    """Weighed when the last fact comes."""
    home = Household()
    change_number(world.payout, EARLIER[REGISTRAR], REGISTRAR)
    await world.tell(*world.chain(home, by=(EARLIER[REGISTRAR],)))
    (order,) = await world.orders()
    assert (order["state"], order["blockedBy"]) == ("blocked", {"rule": "C1", "reason": "account"})


@pytest.mark.parametrize(
    ("later", "reason"),
    [(SECRETARY, ("C1", "decision")), (REGISTRAR, ("C1", "account")), (ADAM, ("C2", "householdMember"))],
)
async def test_the_bank_file_is_made_by_what_is_known_then(world: World, later: str, reason: tuple[str, str]) -> None:
    """A change that comes to light after the release: the payer is one of those who must be others."""
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    change_number(world.payout, PAYER, later)
    await world.make_file(release_id)
    assert world.bank.files == {}
    blocked = (await world.order(order_id))["blockedBy"]
    assert (blocked["rule"], blocked["reason"]) == reason


async def test_payout_says_in_what_state_its_list_is(world: World) -> None:
    file = world.payout.running.settings.person_numbers_file
    assert file is not None
    change_number(world.payout, EARLIER[PAYER], PAYER)
    assert (await world.payout.client.get("/health/ready")).json()["personNumbers"] == "current"
    file.write_text("[")
    answer = await world.payout.client.get("/health/ready")
    assert (answer.status_code, answer.json()["personNumbers"]) == (200, "broken")
    order_id = await world.ready_order(by=(EARLIER[PAYER],))
    assert (await world.release(order_id)).status_code == 403, "the list as it was still counts"
