"""The edge: idempotency, problem documents for everything, and what a refusal leaves behind. On a small service of its
own, with intake's database, since the kernel knows no service."""

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator, Callable, MutableMapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import psycopg
import pytest
from fastapi import Depends
from pydantic import Field
from sqlalchemy import text

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from deploy.sandbox.persons import number_for
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input
from shared.auth.callers import Role
from shared.auth.keys import PublicKey, SigningKey, new_signing_key
from shared.auth.statements import Subject
from shared.controllog.entries import decode
from shared.handover.events import Event
from shared.ids import new_id
from shared.money import Ore
from shared.problems import BrokenChain, Text
from shared.running import Service
from shared.settings import ServiceSettings
from shared.texts import ShortText
from shared.web import build_app
from tests.harness.service import ServiceUnderTest, serve
from tests.harness.statements import statements

PERSON = number_for(date(1980, 1, 1), 0).digits
RETIRED = SigningKey.from_pem(new_signing_key())
OTHER = number_for(date(1980, 1, 1), 1).digits
router = act_router()


class Doing(Input):
    what: ShortText
    amount_ore: Ore = 0
    seconds: Annotated[float, Field(ge=0, le=1)] = 0


@router.post("/doings", status_code=201)
async def do(body: Doing, act: Annotated[Act, Depends(ActBy("thingDone", Role.REGISTRAR))]) -> dict[str, str]:
    if body.what == "break the chain":
        raise BrokenChain("C1", "account")
    if body.what == "fall over":
        raise ZeroDivisionError(PERSON)
    await asyncio.sleep(body.seconds)
    return {"entryId": str(await act.record({"salt": "x", "what": body.what}))}


@pytest.fixture
def database(fresh_database: Callable[[str], Database]) -> Database:
    return fresh_database("intake")


@pytest.fixture
async def service(database: Database, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    parts = Service(
        name="intake",
        title="Edge",
        description=Text("", ""),
        settings=ServiceSettings,
        routers=(router,),
        receivers={("decision", "decisionMade"): _store_nothing},
    )
    (tmp_path / "retired").mkdir()
    (tmp_path / "retired" / "2025.json").write_text(json.dumps({**RETIRED.public_jwk, "d": "not to be told"}))
    async with serve(parts, build_app(parts), database, tmp_path) as running:
        yield running


async def _store_nothing(act: Act, event: Event, _: Any) -> None:
    if event.object.get("break"):
        await act.record({"salt": "x", "what": "half of it"})
        await act.connection.execute(text("select 1 / 0"))


async def entries(service: ServiceUnderTest) -> list[Any]:
    async with service.running.engine.connect() as connection:
        return [decode(row.entry) for row in await connection.execute(text("select entry from log_entry order by id"))]


async def test_a_duplicate_that_comes_meanwhile_waits_and_gets_the_first_answer(service: ServiceUnderTest) -> None:
    person = service.person(PERSON, "registrar")
    body = {"what": "pay", "seconds": 0.3}
    answers = await asyncio.gather(*(person.post("/v1/doings", body, key="one-key-for-five") for _ in range(4)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len(await entries(service)) == 1


async def test_a_database_that_has_closed_its_connections_is_reached_by_others(
    service: ServiceUnderTest, database: Database
) -> None:
    registrar = service.person(PERSON, "registrar")
    assert (await registrar.post("/v1/doings", {"what": "x"})).status_code == 201
    with psycopg.connect(database.runtime_dsn, autocommit=True) as another:
        others = "from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()"
        ended = another.execute(f"select pg_terminate_backend(pid, 5000) {others} and datname = current_database()")
        assert ended.fetchall() == [(True,)]
    await asyncio.sleep(0.1)
    assert (await registrar.post("/v1/doings", {"what": "x"})).status_code == 201


async def test_a_database_that_lets_nobody_in_is_waited_for(
    service: ServiceUnderTest, postgres: Postgres, database: Database
) -> None:
    person = service.person(PERSON, "registrar")
    with psycopg.connect(postgres.dsn(), autocommit=True) as admin:
        admin.execute(f'alter database "{database.name}" allow_connections false'.encode())
        admin.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s", [database.name]
        )
        refused = await person.post("/v1/doings", {"what": "a"})
        admin.execute(f'alter database "{database.name}" allow_connections true'.encode())
    assert (refused.status_code, refused.json()["type"].split("/")[-1]) == (503, "unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    assert (await person.post("/v1/doings", {"what": "a"})).status_code == 201


async def test_connections_to_what_is_a_replica_now_are_given_up(
    service: ServiceUnderTest, postgres: Postgres, database: Database
) -> None:
    """A failover may leave them there: nothing is taken, the process says that it is not ready, and goes on once its
    address leads to the server that takes writes."""

    def become(replica: str) -> None:
        with psycopg.connect(postgres.dsn(), autocommit=True) as admin:
            admin.execute(f'alter database "{database.name}" set default_transaction_read_only = {replica}'.encode())

    person = service.person(PERSON, "registrar")
    become("on")
    with psycopg.connect(postgres.dsn(), autocommit=True) as admin:
        admin.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s", [database.name]
        )
    assert (await person.post("/v1/doings", {"what": "a"})).status_code == 503
    assert (await service.client.get("/health/ready")).status_code == 503
    become("off")
    assert (await service.client.get("/health/ready")).status_code == 200
    assert (await person.post("/v1/doings", {"what": "a"})).status_code == 201


async def test_a_database_that_falls_silent_is_not_waited_for_for_long(service: ServiceUnderTest) -> None:
    """Its machine is gone, and no packet says so. The system's own limit is a quarter of an hour."""
    async with service.running.engine.connect() as connection:
        used: Any = (await connection.get_raw_connection()).driver_connection
        with socket.socket(fileno=os.dup(used._transport.get_extra_info("socket").fileno())) as same:
            assert same.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
                assert same.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 20_000
                assert same.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 5


async def test_the_same_request_at_two_processes_at_once_is_done_once(
    service: ServiceUnderTest, database: Database, tmp_path: Path
) -> None:
    async with serve(service.running.service, build_app(service.running.service), database, tmp_path) as other:
        said = await asyncio.gather(
            *(
                one.person(PERSON, "registrar").post("/v1/doings", {"what": "a", "seconds": 0.3}, key="k" * 20)
                for one in (service, other)
            )
        )
    assert [one.status_code for one in said] == [201, 201]
    assert said[0].json() == said[1].json()


async def test_keys_are_each_persons_own(service: ServiceUnderTest) -> None:
    first = await service.person(PERSON, "registrar").post("/v1/doings", {"what": "a"}, key="a-key-of-two-persons")
    second = await service.person(OTHER, "registrar").post("/v1/doings", {"what": "b"}, key="a-key-of-two-persons")
    assert (first.status_code, second.status_code) == (201, 201)


async def test_a_key_is_not_another_municipalitys_answer(service: ServiceUnderTest) -> None:
    """Nobody is told that something was done where nothing was."""
    here = service.person(PERSON, "registrar")
    there = service.person(PERSON, "registrar", municipality="0180")
    assert (await here.post("/v1/doings", {"what": "a"}, key="a-key-of-two-places")).status_code == 201
    answer = await there.post("/v1/doings", {"what": "a"}, key="a-key-of-two-places")
    assert (answer.status_code, answer.json()["type"].split("/")[-1]) == (422, "idempotency-key-reused")


async def test_staff_who_try_what_no_role_of_theirs_may_do_are_named_also_if_they_are_citizens(
    service: ServiceUnderTest,
) -> None:
    for roles in (["payer"], ["citizen", "payer"]):
        assert (await service.person(PERSON, *roles).post("/v1/doings", {"what": "a"})).status_code == 403
    first, second = await entries(service)
    assert first.actor == second.actor
    assert (second.actor.role, second.actor.person is None) == ("payer", False)


async def test_a_refusal_is_logged_once_and_answered_again(service: ServiceUnderTest) -> None:
    person = service.person(PERSON, "registrar")
    first = await person.post("/v1/doings", {"what": "break the chain"}, key="the-refused-key-1")
    again = await person.post("/v1/doings", {"what": "break the chain"}, key="the-refused-key-1")

    assert (first.status_code, again.status_code) == (403, 403)
    assert first.json() == again.json()
    assert first.headers["content-type"] == "application/problem+json"
    (entry,) = await entries(service)
    assert (entry.act, entry.outcome, entry.rule, entry.reason) == ("thingDone", "refused", "C1", "broken chain")


async def test_a_fault_of_ours_changes_nothing_tells_nothing_and_may_be_tried_again(
    service: ServiceUnderTest, capsys: pytest.CaptureFixture[str]
) -> None:
    person = service.person(PERSON, "registrar")
    fault = await person.post("/v1/doings", {"what": "fall over"}, key="the-failing-key-1")

    assert (fault.status_code, fault.json()["type"].split("/")[-1]) == (500, "internal-error")
    assert await entries(service) == []
    assert PERSON not in fault.text + capsys.readouterr().out


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "slug"),
    [
        ("GET", "/v1/nothing", {}, 404, "not-found"),
        ("DELETE", "/v1/doings", {}, 405, "method-not-allowed"),
        ("POST", "/v1/doings", {"content": b"{}", "headers": {"Idempotency-Key": ""}}, 400, "idempotency-key-missing"),
        ("POST", "/v1/doings", {"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "not-json"),
        ("POST", "/v1/doings", {"content": b"[" * 9000}, 400, "http-error"),
        ("POST", "/v1/doings", {"json": {}}, 422, "invalid-request"),
        ("POST", "/v1/doings", {"json": {"what": "x", "amountOre": "1"}}, 422, "invalid-request"),
        ("POST", "/v1/doings", {"json": {"what": "x", "amountOre": 1.0}}, 422, "invalid-request"),
        ("POST", "/v1/doings", {"json": {"what": "x" * 201}}, 422, "invalid-request"),
        ("POST", "/v1/doings", {"content": b'{"what":"a\\u0000b"}'}, 400, "unwritable-character"),
        ("POST", "/v1/doings", {"content": b'{"what":"\\ud800"}'}, 400, "unwritable-character"),
        ("POST", "/v1/doings", {"content": b'{"\\udfff":"x"}'}, 400, "unwritable-character"),
        ("POST", "/v1/doings", {"content": b"[" * 700 + b'"\\u0041"' + b"]" * 700}, 422, "invalid-request"),
        ("POST", "/v1/doings", {"content": b"x" * 1_000_001}, 413, "body-too-large"),
    ],
)
async def test_everything_that_goes_wrong_is_a_problem_document(
    service: ServiceUnderTest, method: str, path: str, sent: dict[str, Any], status: int, slug: str
) -> None:
    token = service.person(PERSON, "registrar")
    headers = {
        "Authorization": token.headers["Authorization"],
        "Idempotency-Key": "a-key-for-this-one",
        "Content-Type": "application/json",
        **sent.pop("headers", {}),
    }
    answer = await service.client.request(method, path, headers=headers, **sent)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["type"].endswith(f"/{slug}")
    assert {"title", "detail", "status"} <= answer.json().keys()
    assert answer.headers["cache-control"] == "no-store"


async def test_a_body_without_a_length_is_bounded_too(service: ServiceUnderTest) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    headers = {**service.person(PERSON, "registrar").headers, "Idempotency-Key": "a-key-for-this-one"}
    answer = await service.client.post("/v1/doings", content=chunks(), headers=headers)
    assert (answer.status_code, answer.json()["type"].split("/")[-1]) == (413, "body-too-large")


@pytest.mark.parametrize(
    ("path", "headers", "most"),
    [
        ("/v1/doings", {"content-length": "3000000"}, 30),
        ("/v1/doings", {}, 30),
        ("/v1/nothing", {}, 30),
        ("/v1/nothing", {"expect": "100-continue"}, 0),
        ("/v1/nothing", {"content-length": "900000000"}, 165),
    ],
)
async def test_an_answer_waits_for_what_is_still_being_sent(
    service: ServiceUnderTest, path: str, headers: dict[str, str], most: int
) -> None:
    """A connection that is closed meanwhile is reset, and the answer lost. Nobody is listened to for ever, though."""
    told: list[str] = []

    async def receive() -> dict[str, Any]:
        told.append("part")
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": most > 30 or len(told) < most}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message["type"])

    given = {**service.person(PERSON, "registrar").headers, "idempotency-key": "a-key-for-this-one", **headers}
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
    }
    await service.app(scope, receive, send)
    parts = told.count("part")
    assert told == ["part"] * parts + ["http.response.start", "http.response.body"]
    assert parts == most or 160 <= parts <= most


async def test_problems_are_told_in_swedish_or_in_english(service: ServiceUnderTest) -> None:
    titles = {}
    for wanted in ("", "sv", "en", "en;q=0.3, sv;q=0.9", "de, en;q=0.5"):
        answer = await service.client.get("/v1/nothing", headers={"Accept-Language": wanted})
        titles[wanted] = (answer.headers["content-language"], answer.json()["title"])
    assert [titles[wanted][0] for wanted in titles] == ["sv", "sv", "en", "sv", "en"]
    assert titles["sv"][1] != titles["en"][1]


async def test_health_and_keys_are_open_and_the_log_is_not(service: ServiceUnderTest) -> None:
    assert (await service.client.get("/health/live")).json() == {"status": "live"}
    assert (await service.client.get("/health/ready")).json()["clockOffsetSeconds"] == 0
    keys = (await service.client.get("/.well-known/jwks.json")).json()["keys"]
    assert keys[0]["kid"] == service.running.key.kid
    assert all("d" not in key for key in keys)
    assert (await service.client.get("/control-log/checkpoint")).status_code == 401
    assert (await service.person(PERSON, "registrar").get("/control-log/checkpoint")).status_code == 403
    assert (await service.person(PERSON, "auditor").get("/control-log/checkpoint")).status_code == 404


async def test_what_was_signed_before_a_key_was_exchanged_can_still_be_verified(service: ServiceUnderTest) -> None:
    """C16: the retired key's public half alone. Whether it still counts is for the receivers' trust lists to say."""
    keys = (await service.client.get("/.well-known/jwks.json")).json()["keys"]
    assert [key["kid"] for key in keys] == [service.running.key.kid, RETIRED.kid]
    assert PublicKey.from_jwk(keys[1]).thumbprint == RETIRED.thumbprint
    assert not {"d", "p", "q"} & {name for key in keys for name in key}


async def test_a_hand_over_counts_once_and_only_from_whom_it_should_come(service: ServiceUnderTest) -> None:
    subject = Subject("decision", "018f0000-0000-7000-8000-000000000001", 1)
    document = {"salt": "x", "decisionId": subject.id}
    taken = await service.hand_over("decision", "decisionMade", subject, document)
    assert taken["outcome"] == "accepted"

    unexpected = await service.hand_over("payout", "paymentEnded", subject, document)
    assert unexpected["outcome"] == "refused"
    assert unexpected["problem"]["type"].endswith("/hand-over-not-expected")
    assert (await service.person(PERSON, "registrar").post("/v1/inbox", {"events": []})).status_code in (403, 422)
    refused = [entry for entry in await entries(service) if entry.outcome == "refused"]
    assert [entry.act for entry in refused] == ["paymentEnded"]


async def test_a_hand_over_that_cannot_be_stored_keeps_no_other_from_arriving(service: ServiceUnderTest) -> None:
    """C15: a fault of ours is no refusal. The sender gets no word of it, and sends it again."""

    def told(number: int, **more: Any) -> dict[str, Any]:
        subject = Subject("decision", f"018f0000-0000-7000-8000-00000000001{number}", 1)
        return service.event("decision", "decisionMade", subject, {"salt": "x", **more})

    first, broken, last = told(1), told(2, **{"break": True}), told(3)
    results = await service.hand_over_all("decision", first, broken, last)
    assert [(result["id"], result["outcome"]) for result in results] == [
        (first["id"], "accepted"),
        (last["id"], "accepted"),
    ]
    assert await entries(service) == []
    again = await service.hand_over_all("decision", first, broken)
    assert [result["outcome"] for result in again] == ["duplicate"]


async def test_hand_overs_that_are_all_taken_are_noted_in_one_statement(service: ServiceUnderTest) -> None:
    def told(number: int) -> dict[str, Any]:
        subject = Subject("decision", f"018f0000-0000-7000-8000-00000000002{number}", 1)
        return service.event("decision", "decisionMade", subject, {"salt": "x"})

    sent = await statements(service.running.engine, lambda: service.hand_over_all("decision", *map(told, range(3))))
    assert len(sent) == 1, sent


async def test_what_was_altered_on_the_way_is_refused_and_logged(service: ServiceUnderTest) -> None:
    subject = Subject("decision", "018f0000-0000-7000-8000-000000000002", 1)
    sent = service.event("decision", "decisionMade", subject, {"salt": "x", "amountOre": 100})
    altered = {**sent, "object": {"salt": "x", "amountOre": 100_000}}
    elsewhere = {**sent, "subject": {**sent["subject"], "version": 2}}
    moved = {**sent, "municipality": "0180"}
    results = await service.hand_over_all(
        "decision", *({**event, "id": str(new_id())} for event in (altered, elsewhere, moved))
    )
    assert [result["problem"]["type"].split("/")[-1] for result in results] == ["statement-refused"] * 3
    assert [entry.rule for entry in await entries(service)] == ["C4", "C4", "C4"]
    first, second = await service.hand_over_all("decision", sent, sent)
    assert (first["outcome"], second["outcome"]) == ("accepted", "duplicate")
