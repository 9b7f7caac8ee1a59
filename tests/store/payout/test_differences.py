"""What does not agree with the bank is somebody's work, until one without a hand in it says why it is none (C1, C6)."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.payout.debtors import OwnDebtor
from services.payout.differences import measures, store
from services.payout.differences.store import Which
from services.payout.settings import settings_of
from tests.harness.service import MUNICIPALITY
from tests.store.payout.bank import booked, one_sum
from tests.store.payout.test_reports import FROM_ANOTHER, bring, sent
from tests.store.payout.world import BERTIL, GRANTED, HEAD, OTHER_PAYER, PAYER, SECRETARY, World, today
from tests.unit.payout_bank.bank_files import BOOKED_ON, camt054, details, entry

ELSEWHERE = "0180"


async def differences(world: World, **params: Any) -> list[dict[str, Any]]:
    municipality = params.pop("municipality", MUNICIPALITY)
    answer = await world.payout.person(HEAD, "unitHead", municipality=municipality).get(
        "/v1/bank-differences", **params
    )
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def acknowledge(world: World, difference: dict[str, Any], by: str = OTHER_PAYER, **token: Any) -> httpx.Response:
    path = f"/v1/bank-differences/{difference['id']}/acknowledgement"
    return await world.payout.person(by, "payer", **token).post(path, {"because": "bankCorrected"})


async def wrong_amount(world: World) -> dict[str, Any]:
    """The difference that a booking of too much is."""
    await sent(world)
    world.bank.book(*world.bank.payments(), amount="3940.51")
    await world.read_reports()
    (found,) = await differences(world)
    return found


async def test_a_difference_says_what_to_do_and_is_acknowledged_once(world: World) -> None:
    found = await wrong_amount(world)
    assert (found["kind"], found["differences"], found["acknowledged"]) == ("mismatch", ["amount"], None)
    assert "banken" in found["whatToDo"]["sv"]
    assert "bank" in found["whatToDo"]["en"]
    assert (await acknowledge(world, found)).status_code == 201
    again = await acknowledge(world, found)
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[-1]) == (409, "difference-acknowledged")
    assert [one["acknowledged"]["because"] for one in await differences(world, acknowledged=True)] == ["bankCorrected"]
    assert await differences(world, acknowledged=False) == []
    (entry,) = [one for one in await world.log() if one.act == "differenceAcknowledged" and one.outcome == "done"]
    assert entry.subjects["differenceId"] == found["id"]
    assert entry.subjects["orderId"] == found["orderId"]


@pytest.mark.parametrize(("who", "rule"), [(PAYER, "C8"), (SECRETARY, "C8"), (BERTIL, "C2")])
async def test_who_has_a_hand_in_the_payment_or_is_a_party_acknowledges_nothing(
    world: World, who: str, rule: str
) -> None:
    found = await wrong_amount(world)
    answer = await acknowledge(world, found, by=who)
    assert (answer.status_code, answer.json()["rule"]) == (403, rule)
    assert len(await differences(world, acknowledged=False)) == 1


async def test_another_municipality_has_its_own_work(world: World) -> None:
    """Nobody sees another's differences. What is booked on the account that they share is for each to look into."""
    found = await wrong_amount(world)
    world.bank.report(camt054(entry(details("NOTPROVIDED"), "1.00")))
    await world.read_reports()
    assert (await acknowledge(world, found, municipality=ELSEWHERE)).status_code == 404
    (stranger,) = await differences(world, municipality=ELSEWHERE)
    assert (await acknowledge(world, stranger, municipality=ELSEWHERE)).status_code == 201
    assert [one["kind"] for one in await differences(world, acknowledged=False)] == ["mismatch", "stranger"]
    assert await differences(world, municipality=ELSEWHERE, acknowledged=False) == []


async def test_what_is_booked_for_nobody_on_a_municipalitys_own_account_is_its_alone(world: World) -> None:
    own = {"name": "Grannkommun", "clearing": "6000", "account": "000000000"}
    settings_of(world.payout.running).own_debtors[ELSEWHERE] = OwnDebtor.model_validate(own)
    account = FROM_ANOTHER.replace("987654321", own["account"])
    world.bank.report(camt054(entry(details("NOTPROVIDED"), "1.00"), account))
    await world.read_reports()
    assert await differences(world) == []
    assert [one["kind"] for one in await differences(world, municipality=ELSEWHERE)] == ["stranger"]


async def test_a_payment_that_is_not_booked_when_its_day_has_passed_is_work(world: World) -> None:
    _, (order_id,) = await sent(world)
    assert await differences(world) == []
    async with world.payout.running.engine.connect() as connection:
        tomorrow = Which(MUNICIPALITY, True, today(), today(), today() + timedelta(days=1))
        (found,) = await store.listed(connection, tomorrow, 0, 10)
    assert (found.found, str(found.order_id), found.amount_ore) == ("notBooked", order_id, GRANTED)


async def test_a_file_booked_as_one_sum_is_asked_about_and_settles_nothing(world: World) -> None:
    release_id, _ = await sent(world, 2)
    sums = one_sum(release_id, f"{2 * GRANTED / 100:.2f}")
    world.bank.report(camt054(sums))
    await world.read_reports()
    (found,) = await differences(world)
    assert (found["kind"], found["amountOre"]) == ("oneSum", 2 * GRANTED)
    assert await differences(world, municipality=ELSEWHERE) == []
    refused = await bring(world, camt054(sums), by=PAYER)
    assert (refused.status_code, refused.json()["rule"]) == (403, "C8")


async def test_one_entry_that_books_a_payment_twice_books_it_twice(world: World) -> None:
    """Both details stand under the entry's one reference."""
    _, (order_id,) = await sent(world)
    (payment,) = world.bank.payments()
    one = booked(payment)
    detail = one[one.index("<TxDtls>") : one.index("</NtryDtls>")]
    twice = entry(detail + detail, f"{2 * GRANTED / 100:.2f}")
    for _ in range(2):
        world.bank.report(camt054(twice) + b" " * len(world.bank.reports))
    await world.read_reports()
    (found,) = await differences(world)
    assert (found["kind"], found["orderId"]) == ("bookedTwice", order_id)


async def figures(world: World, after: timedelta = timedelta()) -> dict[str, tuple[float, float]]:
    """What Prometheus is told, that much later: by municipality how many differences, and the age of the oldest."""
    now = world.payout.running.clock.now() + after
    async with world.payout.running.engine.connect() as connection:
        counted, ages = await measures.unacknowledged(connection, now)
    old = {sample.labels["municipality"]: sample.value for sample in ages.samples}
    return {
        sample.labels["municipality"]: (sample.value, old[sample.labels["municipality"]]) for sample in counted.samples
    }


async def test_prometheus_is_told_of_what_nobody_has_acknowledged(world: World) -> None:
    """What is booked on an account that several share is no municipality's, and somebody's once one has looked."""
    found = await wrong_amount(world)
    world.bank.report(camt054(entry(details("NOTPROVIDED"), "1.00")))
    await world.read_reports()
    assert {name: count for name, (count, _) in (await figures(world)).items()} == {MUNICIPALITY: 1, "": 1}
    assert (await acknowledge(world, found)).status_code == 201
    assert set(await figures(world)) == {""}
    (stranger,) = await differences(world, municipality=ELSEWHERE)
    assert (await acknowledge(world, stranger, municipality=ELSEWHERE)).status_code == 201
    assert await figures(world) == {}


async def test_prometheus_is_told_of_what_was_not_booked_on_its_day(world: World) -> None:
    await sent(world)
    assert await figures(world) == {}
    later = timedelta(days=40)
    due = store.midnight(today())
    ((told, (count, age)),) = (await figures(world, later)).items()
    assert (told, count) == (MUNICIPALITY, 1)
    assert abs(age - (world.payout.running.clock.now() + later - due).total_seconds()) < 60


async def test_a_booking_without_a_day_is_seen_on_the_day_it_came(world: World) -> None:
    undated = entry(details("NOTPROVIDED"), "1.00").replace(f"<BookgDt><Dt>{BOOKED_ON}</Dt></BookgDt>", "")
    world.bank.report(camt054(undated))
    await world.read_reports()
    (stranger,) = await differences(world)
    assert stranger["bookedOn"] == today().isoformat()
