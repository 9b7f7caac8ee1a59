"""No account digit, personal number or name leaves payout but sealed or to the bank (C8)."""

from collections.abc import Callable

import httpx
import psycopg
import pytest
from psycopg import sql

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from services.payout.releases.sending import StillUnknown
from tests.harness.service import BOX_PRIVATE
from tests.store.payout.bank import booked
from tests.store.payout.world import (
    ACCOUNT,
    ADAM,
    BERTIL,
    CLEARING,
    OTHER_PAYER,
    PAYER,
    REGISTRAR,
    SECRETARY,
    Household,
    World,
)
from tests.unit.payout_bank.bank_files import camt054

SECRET = (ACCOUNT, CLEARING + ACCOUNT, "Testperson", ADAM, BERTIL, REGISTRAR, SECRETARY, PAYER, BOX_PRIVATE)
WRITTEN = [form for secret in SECRET for form in (secret, secret.encode().hex())]


def found_in(text: str) -> list[str]:
    return [form for form in WRITTEN if form in text]


async def the_whole_way_and_all_that_goes_wrong(world: World) -> None:
    home = Household()
    await world.tell(
        *world.chain(home),
        ("intake", world.entry(home, by=REGISTRAR, number=3, inside={"accountNumber": ACCOUNT + "0"})),
        ("intake", world.entry(home, by=REGISTRAR, number=3, inside={"holderName": ""})),
    )
    (order,) = await world.orders()
    await world.release(order["id"], by=SECRETARY)
    release_id = await world.released(order["id"])
    world.bank.answers = ["lost"]
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    await world.payout.person(PAYER, "payer").get(f"/v1/releases/{release_id}/file")
    await world.make_file(release_id)
    (payment,) = world.bank.payments()
    assert payment.creditor_account == ACCOUNT
    world.bank.book(payment, amount="1.00")
    world.bank.report(camt054(booked(payment)).replace(b"<Sts>", b"<Sts><!-- broken"))
    world.bank.book(payment)
    await world.read_reports()
    assert (await world.order(order["id"]))["state"] == "settled"
    await world.about(release_id)
    caller = world.payout.person(OTHER_PAYER, "payer")
    for body in (f'{{"orderIds": ["{ACCOUNT}"], "{PAYER}": 1}}', f'{{"dueDate": "{ADAM}"}}'):
        headers = {**caller.headers, "Idempotency-Key": "a-broken-request-1", "Content-Type": "application/json"}
        await world.payout.client.post("/v1/releases", content=body, headers=headers)


async def test_nothing_secret_is_in_a_table_a_log_line_an_answer_or_an_event(
    world: World,
    database: Database,
    postgres: Postgres,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    answers: list[str] = []
    world.payout.client.event_hooks["response"] = [_keep(answers)]
    await the_whole_way_and_all_that_goes_wrong(world)

    tables = _tables(postgres.dsn(database.name))
    assert len(tables) > 20
    assert {name: found_in(content) for name, content in tables.items() if found_in(content)} == {}
    assert found_in("\n".join(answers)) == []
    assert found_in(capsys.readouterr().out + caplog.text) == []
    assert "outbox" in tables
    assert "accountCompared" in tables["outbox"]


def _keep(answers: list[str]) -> Callable[[httpx.Response], object]:
    async def keep(response: httpx.Response) -> None:
        await response.aread()
        answers.append(f"{response.headers}{response.text}")

    return keep


def _tables(dsn: str) -> dict[str, str]:
    """Everything in every table, as text; bytes as hexadecimal digits, too."""
    with psycopg.connect(dsn) as connection:
        names = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        return {
            name: "\n".join(
                row[0]
                for row in connection.execute(
                    sql.SQL("select row_to_json(one)::text from {} one").format(sql.Identifier(name))
                )
            )
            for (name,) in names
        }


def test_the_scan_sees_what_it_looks_for() -> None:
    assert found_in(f"x{ACCOUNT}y") == [ACCOUNT]
    assert ACCOUNT.encode().hex() in found_in(ACCOUNT.encode().hex())
