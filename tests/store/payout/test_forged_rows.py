"""Rows that a service's own role may write, since the service must, written by hand: what the database cannot tell from
the service's own, the next step does (C4). The rest is in `tests/store/database/test_attacks.py`."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from psycopg.types.json import Jsonb

from deploy.local.databases import Database
from services.decision.app import SERVICE as DECISION
from services.decision.app import build as build_decision
from services.payout.releases.sending import FileAltered
from shared.boxes import seal
from shared.canonical import digest_bytes
from shared.handover.outbox import send_waiting
from shared.ids import new_id
from tests.harness.service import BOX_PUBLIC, ServiceUnderTest, person, serve
from tests.store.payout.raw_sql import Connection
from tests.store.payout.world import GRANTED, OTHER_PAYER, PAYER, Household, World

INTO_OUTBOX = """insert into outbox (id, destination, event, created_at, next_try_at)
                 values (%s, 'payout', %s, now() - interval '1 hour', now() - interval '1 hour')"""


@pytest.fixture
def decision_database(fresh_database: Callable[[str], Database]) -> Database:
    return fresh_database("decision")


@pytest.fixture
async def decision(world: World, decision_database: Database, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    """Decision, whose worker reaches payout."""

    async def to_payout(request: httpx.Request) -> httpx.Response:
        return await world.payout.client.request(
            request.method, request.url.path, content=request.content, headers=dict(request.headers)
        )

    folder = tmp_path / "decision-keys"
    async with serve(DECISION, build_decision(), decision_database, folder, others=to_payout) as service:
        yield service


async def sent_by_hand(decision: ServiceUnderTest, database: Database, event: dict[str, Any]) -> str:
    """What becomes of a row that somebody puts in decision's outbox as decision's own role."""
    with psycopg.connect(database.runtime_dsn) as sql:
        sql.execute(INTO_OUTBOX, (event["id"], Jsonb(event)))
    assert await send_waiting(decision.running, "payout") == 1
    with psycopg.connect(database.runtime_dsn) as sql:
        (outcome,) = sql.execute("select outcome from outbox where id = %s", (event["id"],)).fetchone() or ("",)
    return str(outcome)


def _raised(world: World, home: Household) -> dict[str, Any]:
    """The genuine statement, and ten times the amount."""
    event = world.decision(home)
    line = {**event["object"]["lines"][0], "amountOre": 10 * GRANTED}
    return {**event, "object": {**event["object"], "grantedOre": 10 * GRANTED, "lines": [line]}}


def _elsewhere(world: World, home: Household) -> dict[str, Any]:
    """The genuine statement of another household's decision."""
    return {**world.decision(home), "statement": world.decision(Household())["statement"]}


def _unsigned(world: World, home: Household) -> dict[str, Any]:
    event = world.decision(home)
    return {**event, "statement": event["statement"].rsplit(".", 1)[0] + "."}


def _intakes(world: World, home: Household) -> dict[str, Any]:
    """What intake really stated, as if it were a decision."""
    application = world.application(home)
    return {**world.decision(home), "statement": application["statement"], "object": application["object"]}


def _other_town(world: World, home: Household) -> dict[str, Any]:
    return {**world.decision(home), "municipality": "0180"}


@pytest.mark.parametrize("forged", [_raised, _elsewhere, _unsigned, _intakes, _other_town])
async def test_a_row_put_in_the_outbox_by_hand_is_refused_where_it_comes(
    world: World,
    decision: ServiceUnderTest,
    decision_database: Database,
    forged: Callable[[World, Household], dict[str, Any]],
) -> None:
    home = Household()
    household, *entries, application, _ = world.chain(home)
    await world.tell(household, *entries, application)

    assert await sent_by_hand(decision, decision_database, forged(world, home)) == "refused"

    assert (await world.orders(), await world.count("decision")) == ([], 0)
    assert [(act, rule) for act, rule, _ in await world.refusals()] == [("decisionMade", "C4")]


async def test_a_genuine_hand_over_put_there_once_more_pays_no_more(
    world: World, decision: ServiceUnderTest, decision_database: Database
) -> None:
    *before, (_, made) = world.chain(Household())
    await world.tell(*before)
    for event in (made, {**made, "id": str(new_id())}):
        assert await sent_by_hand(decision, decision_database, event) == "accepted"

    (order,) = await world.orders()
    assert (order["state"], order["amountOre"]) == ("ready", GRANTED)
    assert (await world.count("decision"), await world.count("decision_line")) == (1, 1)


STEP = """insert into order_state (order_id, number, state, at, entry_id)
          select id, (select max(number) + 1 from order_state where order_id = id), %s, now(), entry_id
          from payment_order where id = %s"""


def _release_by_hand(sql: Connection, order_id: str) -> str:
    """All that a release leaves behind, but for what only payout's key could sign."""
    release_id = str(new_id())
    sql.execute(
        """insert into release select %s, municipality, pay_on, %s, now(), jsonb_build_object('salt', 's',
             'releaseId', %s::text, 'dueDate', pay_on, 'orders', jsonb_build_array(jsonb_build_object(
               'orderId', id, 'decisionId', decision_id, 'line', line, 'amountOre', amount_ore))),
             (select statement from decision limit 1), entry_id from payment_order where id = %s""",
        (release_id, person(PAYER), release_id, order_id),
    )
    order = "from payment_order where id = %s"
    sql.execute(f"insert into release_order select %s, id, entry_id {order}", (release_id, order_id))
    sql.execute(f"insert into order_hand select id, 'release', %s, entry_id {order}", (person(PAYER), order_id))
    sql.execute("update payment_order set state = 'released' where id = %s", (order_id,))
    sql.execute(STEP, ("released", order_id))
    sql.commit()
    return release_id


async def test_a_release_made_by_hand_is_in_no_bank_file(world: World, sql: Connection) -> None:
    order_id = await world.ready_order()
    release_id = _release_by_hand(sql, order_id)
    assert (await world.order(order_id))["state"] == "released", "the rows themselves are believed"

    await world.make_file(release_id)

    assert ((await world.order(order_id))["state"], world.bank.sent) == ("blocked", 0)
    assert await world.refusals() == [("fileMade", "C4", "releaseStatement")]


def _file_by_hand(sql: Connection, release_id: str) -> None:
    """A file to whomever one likes, sealed as anybody can seal to payout, with digests that agree."""
    xml = b"<Document>all to us</Document>"
    box = seal(BOX_PUBLIC, xml)
    document = {"salt": "s", "releaseId": release_id, "sha256": digest_bytes(xml), "paymentsSha256": digest_bytes(xml)}
    sql.execute(
        """insert into bank_file (release_id, message_id, sha256, document, sealed, payments_sha256, sealed_payments,
                                  made_at, statement, entry_id)
           select id, replace(id::text, '-', ''), %s, %s, %s, %s, %s, now(), statement, entry_id from release
            where id = %s""",
        (digest_bytes(xml), Jsonb(document), box, digest_bytes(xml), box, release_id),
    )
    sql.commit()


@pytest.mark.parametrize("genuine", [True, False])
async def test_a_bank_file_made_by_hand_goes_to_nobody(world: World, sql: Connection, genuine: bool) -> None:
    """Whether for a release that a payer has made, before its own file is there, or for one made by hand as well."""
    order_id = await world.ready_order()
    release_id = await world.released(order_id) if genuine else _release_by_hand(sql, order_id)
    _file_by_hand(sql, release_id)

    with pytest.raises(FileAltered):
        await world.make_file(release_id)
    fetched = await world.payout.person(OTHER_PAYER, "payer").get(f"/v1/releases/{release_id}/file")

    assert (world.bank.sent, fetched.status_code) == (0, 404)


def _decision_by_hand(sql: Connection, order_id: str) -> str:
    """A second decision like the first, with its line and its order, ready."""
    decision_id, forged_id = new_id(), new_id()
    for table, key in (("decision", "id"), ("decision_line", "decision_id"), ("line_version", "decision_id")):
        sql.execute(
            f"""insert into {table} select (jsonb_populate_record(t, jsonb_build_object('{key}', %s::text))).*
                from {table} t where {key} = (select decision_id from payment_order where id = %s)""".encode(),
            (decision_id, order_id),
        )
    changed = Jsonb({"id": str(forged_id), "decision_id": str(decision_id), "state": "received"})
    sql.execute(
        "insert into payment_order select (jsonb_populate_record(o, %s)).* from payment_order o where id = %s",
        (changed, order_id),
    )
    sql.execute(
        "insert into order_hand select %s, link, person, entry_id from order_hand where order_id = %s",
        (forged_id, order_id),
    )
    sql.execute(
        "insert into order_state (order_id, number, state, at, entry_id) select id, 1, 'received', now(),"
        " entry_id from payment_order where id = %s",
        (forged_id,),
    )
    sql.execute("update payment_order set state = 'ready' where id = %s", (forged_id,))
    sql.execute(STEP, ("ready", forged_id))
    sql.commit()
    return str(forged_id)


async def test_a_decision_made_by_hand_is_not_paid_even_where_a_payer_releases_it(
    world: World, sql: Connection
) -> None:
    order_id = await world.ready_order()
    forged = _decision_by_hand(sql, order_id)
    assert (await world.order(forged))["state"] == "ready", "the rows themselves are believed"

    answer = await world.release(order_id, forged)
    await world.make_file(answer.json()["id"])

    assert [act for act, _, _ in await world.refusals()] == ["fileMade"]
    assert ((await world.order(forged))["state"], (await world.order(order_id))["state"]) == ("blocked", "sent")
    assert [payment.end_to_end_id for payment in world.bank.payments()] == [UUID(order_id).hex]
