"""Auditors search the control logs over HTTP; and what services and operators ask."""

from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.controllog.bundles import unpack
from shared.controllog.checkpoints import open_cosignature
from shared.controllog.entries import Actor, Entry
from shared.controllog.notes import KeyType, Note, Signer, Verifier
from shared.controllog.sequencer import Cosigned, WitnessAway
from shared.controllog.tree import EMPTY_ROOT
from shared.ids import new_id
from shared.running import Running
from shared.sequencing import ask_witness
from tests.harness.control_logs import an_entry
from tests.harness.service import Caller, ServiceUnderTest
from tests.store.audit.conftest import LOG_KEY, NOW, ALog, follower_of

AUDITOR, OTHER = "199001019802", "199001029801"
START = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
HOUSEHOLD, ORDER, DECISION = new_id(), new_id(), new_id()


@pytest.fixture
def auditor(service: ServiceUnderTest) -> Caller:
    return service.person(AUDITOR, "auditor")


def at(minute: int, act: str = "householdRegistered", **more: Any) -> Entry:
    return an_entry(act, "intake", time=START + timedelta(minutes=minute), **more)


@pytest.fixture
async def entries(intake_log: ALog, audit: AsyncEngine) -> dict[str, Entry]:
    """Logged in another order than they happened."""
    made = {
        "late": at(30, subjects={"householdId": HOUSEHOLD, "caseNumber": "EB-2026-000123"}),
        "early": at(10, "accountEntered", subjects={"orderId": ORDER, "decisionId": DECISION}),
        "refused": at(20, outcome="refused", rule="C1", reason="broken payment chain", actor=Actor(role="citizen")),
        "elsewhere": at(15, municipality="1280"),
        "nowhere": at(40, "witnessAsked", municipality="", actor=Actor(role="service", service="payout")),
    }
    await intake_log.add(*made.values())
    await follower_of(intake_log, audit).step()
    return made


async def found(caller: Caller, **search: Any) -> list[str]:
    answer = await caller.get("/v1/control-log", **search)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_an_auditor_sees_the_own_municipality_in_the_order_of_time(
    auditor: Caller, entries: dict[str, Entry]
) -> None:
    expected = [str(entries[name].id) for name in ("early", "refused", "late", "nowhere")]
    assert await found(auditor) == expected


async def test_an_entry_is_told_whole(auditor: Caller, entries: dict[str, Entry]) -> None:
    answer = await auditor.get("/v1/control-log", outcome="refused")
    assert answer.json() == {
        "items": [
            {
                "id": str(entries["refused"].id),
                "text": "Nekat (C1: broken payment chain): hushållet registrerades inte av sökande.",
                "time": "2026-12-01T08:20:00Z",
                "municipality": "1261",
                "service": "intake",
                "act": "householdRegistered",
                "outcome": "refused",
                "actor": {"person": None, "role": "citizen", "service": None},
                "rule": "C1",
                "subjects": {"orderId": entries["refused"].subjects["orderId"]},
                "digest": None,
                "reason": "broken payment chain",
                "logOrigin": "test/intake",
                "seq": 2,
                "verified": True,
            }
        ],
        "page": 1,
        "limit": 20,
        "hasMore": False,
        "asOf": "intake:5",
    }


async def test_times_at_the_ends_of_the_calendar_can_be_asked_for(auditor: Caller, entries: dict[str, Entry]) -> None:
    first, last = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"
    assert len(await found(auditor, **{"from": first, "to": last})) == 4
    assert await found(auditor, **{"from": last}) == await found(auditor, to=first) == []


async def test_every_filter_narrows(auditor: Caller, entries: dict[str, Entry]) -> None:
    searches: dict[str, dict[str, Any]] = {
        "late": {"caseNumber": "EB-2026-000123"},
        "early": {"act": "accountEntered"},
        "refused": {"from": "2026-12-01T09:20:00+01:00", "to": "2026-12-01T08:30:00Z"},
        "nowhere": {"from": "2026-12-01T08:31:00Z"},
    }
    for name, search in searches.items():
        assert await found(auditor, **search) == [str(entries[name].id)], search
    early, late = [str(entries["early"].id)], [str(entries["late"].id)]
    assert await found(auditor, householdId=HOUSEHOLD) == late
    assert await found(auditor, orderId=ORDER) == await found(auditor, decisionId=DECISION) == early
    assert await found(auditor, actor="hK3vQ0bq7sXk2mT9uYpWaA") == early + late
    assert await found(auditor, service="payout") == []
    assert await found(auditor, municipality="1261", outcome="done") == early + late
    assert await found(auditor, municipality="1280") == []


async def test_the_other_municipality_has_its_own_auditor(service: ServiceUnderTest, entries: dict[str, Entry]) -> None:
    other = service.person(OTHER, "auditor", municipality="1280")
    assert await found(other) == [str(entries["elsewhere"].id), str(entries["nowhere"].id)]


async def test_pages_follow_each_other(auditor: Caller, entries: dict[str, Entry]) -> None:
    first = (await auditor.get("/v1/control-log", limit=3)).json()
    second = (await auditor.get("/v1/control-log", limit=3, page=2)).json()
    assert (len(first["items"]), first["hasMore"]) == (3, True)
    assert (len(second["items"]), second["hasMore"], second["page"], second["limit"]) == (1, False, 2, 3)


async def test_what_no_checkpoint_covers_yet_is_not_called_verified(
    auditor: Caller, intake_log: ALog, audit: AsyncEngine
) -> None:
    await intake_log.add(*(at(0) for _ in range(5000)))
    assert await follower_of(intake_log, audit).step()
    answer = await auditor.get("/v1/control-log")
    assert {item["verified"] for item in answer.json()["items"]} == {False}


@pytest.mark.parametrize(
    ("search", "status"),
    [
        ({"page": 101, "limit": 100}, 400),
        ({"limit": 101}, 422),
        ({"page": 0}, 422),
        ({"from": "2026-12-01T08:00:00"}, 422),
        ({"householdId": "7"}, 422),
        ({"caseNumber": "' or 1=1"}, 422),
        ({"actor": "Anna Andersson"}, 422),
        ({"outcome": "maybe"}, 422),
    ],
)
async def test_a_search_that_cannot_be_is_refused(auditor: Caller, search: dict[str, Any], status: int) -> None:
    answer = await auditor.get("/v1/control-log", **search)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("path", ["/v1/control-log", "/v1/checkpoints", "/witness/intake"])
async def test_only_auditors_read_and_only_services_ask(service: ServiceUnderTest, path: str) -> None:
    everyone_else = ("citizen", "registrar", "economySecretary", "socialWorker", "unitHead", "payer", "administrator")
    assert (await service.person(OTHER, *everyone_else).get(path)).status_code == 403
    asks = path.startswith("/witness")
    assert (await service.person(AUDITOR, "auditor").get(path)).status_code == (403 if asks else 200)
    assert (await service.service("intake").get(path)).status_code == (200 if asks else 403)
    assert (await service.client.get(path)).status_code == 401


async def test_checkpoints_are_given_with_both_signatures(auditor: Caller, entries: dict[str, Entry]) -> None:
    answer = (await auditor.get("/v1/checkpoints")).json()
    [item] = answer["items"]
    note = Note.parse(item["checkpoint"]["note"])
    assert open_cosignature(note, Verifier.parse(answer["witnessKey"])) == int(NOW.timestamp())
    assert item["logKey"] == LOG_KEY.verifier.written()
    assert (item["service"], item["logOrigin"], item["copiedSize"]) == ("intake", "test/intake", 5)
    assert (item["checkpoint"]["size"], item["checkpoint"]["cosignedAt"]) == (5, "2026-12-01T09:30:00Z")
    assert item["alarms"] == []


async def test_a_log_that_is_not_read_yet_has_no_checkpoint(auditor: Caller) -> None:
    [item] = (await auditor.get("/v1/checkpoints")).json()["items"]
    assert (item["copiedSize"], item["checkpoint"], item["alarms"]) == (0, None, [])


async def test_an_alarm_is_seen_by_auditors_and_operators(
    service: ServiceUnderTest, auditor: Caller, entries: dict[str, Entry], other_log: ALog, audit: AsyncEngine
) -> None:
    assert (await service.client.get("/health/ready")).json()["alarms"] == 0
    await other_log.add_many(5)
    await follower_of(other_log, audit).step()
    [item] = (await auditor.get("/v1/checkpoints")).json()["items"]
    assert item["alarms"] == [{"kind": "forked", "copiedSize": 5, "raisedAt": "2026-12-01T09:30:00Z"}]
    ready = (await service.client.get("/health/ready")).json()
    assert (ready["status"], ready["alarms"], ready["logs"]) == ("ready", 1, {"intake": {"copied": 5, "cosigned": 5}})


def sequencer_side(service: ServiceUnderTest, origin: str = "test/intake", name: str = "intake") -> Running:
    """As much of another service's process as asks the witness."""
    settings = SimpleNamespace(peers={"audit": "http://service"}, log_origin=origin)
    return cast(
        Running,
        SimpleNamespace(
            name=name, settings=settings, client=service.client, bearer=lambda receiver: service.service(name).headers
        ),
    )


async def test_a_service_learns_what_was_last_cosigned(
    service: ServiceUnderTest, intake_log: ALog, audit: AsyncEngine
) -> None:
    ask = partial(ask_witness, sequencer_side(service), [LOG_KEY.verifier])
    assert await ask() == Cosigned(0, EMPTY_ROOT)
    await intake_log.add_many(3)
    await follower_of(intake_log, audit).step()
    assert (await ask()).size == 3


async def test_a_witness_that_knows_no_such_log_is_as_good_as_away(service: ServiceUnderTest) -> None:
    for running in (sequencer_side(service, origin="test/renamed"), sequencer_side(service, name="payout")):
        with pytest.raises(WitnessAway):
            await ask_witness(running, [LOG_KEY.verifier])


async def test_a_witness_that_does_not_answer_is_away(service: ServiceUnderTest) -> None:
    running = sequencer_side(service)
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(503))) as silent:
        with pytest.raises(WitnessAway):
            await ask_witness(cast(Running, SimpleNamespace(**{**vars(running), "client": silent})), [LOG_KEY.verifier])


async def test_a_checkpoint_that_this_log_has_not_signed_is_not_believed(
    service: ServiceUnderTest, intake_log: ALog, audit: AsyncEngine
) -> None:
    """Otherwise audit alone could stop all payments."""
    await intake_log.add_many(3)
    await follower_of(intake_log, audit).step()
    with pytest.raises(WitnessAway):
        await ask_witness(sequencer_side(service), [Signer(LOG_KEY.name, b"\x07" * 32, KeyType.NOTE).verifier])


async def test_a_service_gets_back_the_entries_of_its_own_log_alone(
    service: ServiceUnderTest, intake_log: ALog, audit: AsyncEngine
) -> None:
    entries = await intake_log.add_many(3)
    await follower_of(intake_log, audit).step()
    path = "/witness/intake/tile/entries/000.p/3"
    given = await service.service("intake").get(path)
    assert unpack(given.content, 3) == [entry.encode() for entry in entries]
    for caller in (service.service("payout"), service.person(AUDITOR, "auditor")):
        assert (await caller.get(path)).status_code in (403, 404)
    for nothing in ("000.p/4", "001", "000.p/0", "x"):
        assert (await service.service("intake").get(f"/witness/intake/tile/entries/{nothing}")).status_code == 404
