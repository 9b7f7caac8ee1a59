"""What audit is given of a payment: every statement that it rests on, to nobody else."""

import json

from shared.canonical import from_base64url
from shared.ids import new_id
from tests.store.payout.world import GRANTED, HEAD, Household, World


async def test_audit_is_given_every_statement(world: World) -> None:
    await world.tell(*world.chain(Household()))
    (order,) = await world.orders()
    release = (await world.release(order["id"])).json()
    await world.make_file(release["id"])

    answer = await world.payout.service("audit").get(f"/v1/payment-orders/{order['id']}/statements")
    assert answer.status_code == 200, answer.text
    given = answer.json()
    assert (given["amountOre"], given["caseNumber"]) == (GRANTED, order["caseNumber"])
    acts = [(one["service"], _payload(one)["act"]) for one in given["statements"]]
    assert sorted(acts) == [
        ("decision", "decisionMade"),
        ("decision", "inForceStated"),
        ("intake", "accountEntered"),
        ("intake", "accountEntered"),
        ("intake", "applicationRegistered"),
        ("intake", "householdRegistered"),
        ("intake", "inForceStated"),
        ("payout", "paymentReleased"),
    ]


async def test_nobody_else_is(world: World) -> None:
    await world.tell(*world.chain(Household()))
    (order,) = await world.orders()
    path = f"/v1/payment-orders/{order['id']}/statements"
    assert (await world.payout.service("decision").get(path)).status_code == 403
    assert (await world.payout.person(HEAD, "unitHead", "auditor", "payer").get(path)).status_code == 403
    unknown = f"/v1/payment-orders/{new_id()}/statements"
    assert (await world.payout.service("audit").get(unknown)).status_code == 404


def _payload(stated: dict[str, str]) -> dict[str, str]:
    return dict(json.loads(from_base64url(stated["statement"].split(".")[1])))
