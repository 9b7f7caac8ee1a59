"""From what intake and decision state to a booking by the bank."""

from tests.store.payout.world import ACCOUNT, CLEARING, GRANTED, PAYER, Household, World


async def test_a_granted_sum_goes_the_whole_way(world: World) -> None:
    results = await world.tell(*world.chain(Household()))
    assert {result["outcome"] for result in results} == {"accepted"}
    (order,) = await world.orders()
    assert (order["state"], order["amountOre"]) == ("ready", GRANTED)

    answer = await world.release(order["id"])
    assert answer.status_code == 201, answer.text
    assert answer.json()["payments"] == [{"orderId": order["id"], "amountOre": GRANTED}]
    release_id = answer.json()["id"]
    assert (await world.about(release_id))["file"] == "making"

    await world.make_file(release_id)
    (payment,) = world.bank.payments()
    assert (payment.amount, payment.creditor_account) == (GRANTED, ACCOUNT)
    assert payment.creditor_clearing_id == CLEARING
    assert payment.creditor_name == "Testperson Adam"
    assert ((await world.order(order["id"]))["state"], (await world.about(release_id))["file"]) == ("sent", "sent")

    world.bank.book(payment)
    assert await world.read_reports() == 1
    assert (await world.order(order["id"]))["state"] == "settled"
    sums = (await world.about(release_id))["sums"]
    assert (sums["releasedOre"], sums["settledOre"], sums["openOre"]) == (GRANTED, GRANTED, 0)
    assert PAYER not in str(await world.orders())
