"""Who carries a bank file by hand where the channel does not work, and which (C2, C6, C8)."""

import pytest

from services.payout.releases.sending import StillUnknown
from tests.store.payout.test_reports import rejection, status_of
from tests.store.payout.world import (
    ADAM,
    BERTIL,
    HEAD,
    OTHER_PAYER,
    PAYER,
    REGISTRAR,
    SECRETARY,
    Household,
    World,
)


async def test_a_file_that_the_bank_refused_is_not_carried_there_by_hand(world: World) -> None:
    """Its payments have ended, and are renewed: carried all the same they would be paid twice (C6)."""
    release_id = await world.released(await world.ready_order())
    world.bank.answers = [422]
    await world.make_file(release_id)
    answer = await world.payout.person(OTHER_PAYER, "payer").get(f"/v1/releases/{release_id}/file")
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]) == (409, "bank-file-refused")


@pytest.mark.parametrize(
    ("who", "rule", "earlier"),
    [
        (SECRETARY, "C8", "decision"),
        (REGISTRAR, "C8", "entry"),
        (ADAM, "C8", "account"),
        (BERTIL, "C2", "householdMember"),
        (HEAD, "C2", "conflictOfInterest"),
    ],
)
async def test_who_has_a_hand_in_it_or_is_a_party_sees_no_file_of_it(
    world: World, who: str, rule: str, earlier: str
) -> None:
    home = Household()
    await world.tell(*world.chain(home), ("decision", world.conflict(home, HEAD)))
    release_id = await world.released((await world.orders())[0]["id"])
    world.silent = {"bank"}
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    answer = await world.payout.person(who, "payer").get(f"/v1/releases/{release_id}/file")
    assert (answer.status_code, answer.json()["rule"], answer.json()["earlierAct"]) == (403, rule, earlier)


async def test_somebody_who_released_nothing_in_it_may_fetch_the_file_until_the_bank_has_it(world: World) -> None:
    release_id = await world.released(await world.ready_order())
    path = f"/v1/releases/{release_id}/file"
    other = world.payout.person(OTHER_PAYER, "payer")
    assert (await other.get(path)).status_code == 404

    world.silent = {"bank"}
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    own = await world.payout.person(PAYER, "payer", "unitHead").get(path)
    assert (own.status_code, own.json()["rule"], own.json()["earlierAct"]) == (403, "C8", "release")
    fetched = await other.get(path)
    assert (fetched.status_code, fetched.headers["content-type"]) == (200, "application/xml")
    acts = [(one.act, one.outcome) for one in await world.log() if one.act == "fileHandedOut"]
    assert acts == [("fileHandedOut", "refused"), ("fileHandedOut", "done")]

    world.silent = set()
    await world.make_file(release_id)
    assert world.bank.files[release_id.replace("-", "")] == fetched.content
    assert (await world.payout.person(HEAD, "unitHead").get(path)).status_code == 409
    assert (await world.payout.person(OTHER_PAYER, "payer", municipality="0180").get(path)).status_code == 404


@pytest.mark.parametrize(("told", "end"), [("booked", "settled"), ("rejected", "rejected")])
async def test_what_the_bank_refuses_after_somebody_was_given_the_file_waits_for_its_report(
    world: World, told: str, end: str
) -> None:
    """The file may have been carried there: a successor would pay the line twice (C6)."""
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    world.silent = {"bank"}
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    carried = await world.payout.person(OTHER_PAYER, "payer").get(f"/v1/releases/{release_id}/file")
    world.silent, world.bank.answers = set(), [422]
    await world.make_file(release_id)
    assert (await world.order(order_id))["state"] == "unknown"
    assert await world.handed_over("paymentEnded") == []
    again = await world.payout.person(OTHER_PAYER, "payer").get(f"/v1/releases/{release_id}/file")
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[-1]) == (409, "bank-file-refused")

    world.bank.files[release_id.replace("-", "")] = carried.content
    if told == "booked":
        world.bank.book(*world.bank.payments())
    else:
        world.bank.report(status_of(release_id, rejection(order_id)), "pain.002")
    await world.read_reports()
    assert (await world.order(order_id))["state"] == end
