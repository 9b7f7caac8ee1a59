"""One case from its arrival to its booking, read from three logs as an auditor reads it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from services.audit.entries.rules import Sight
from services.audit.entries.store import Wanted, known
from services.audit.logs import store as logs
from services.audit.logs.store import Growth
from services.audit.stories import store as stories
from shared.controllog.entries import Actor, Entry
from shared.controllog.notes import KeyType, Signer
from shared.controllog.trusted_keys import TrustedKeys
from shared.ids import new_id
from tests.harness.control_logs import an_entry
from tests.harness.service import Caller, ServiceUnderTest

AUDITOR = "199001019802"
START = datetime(2026, 12, 1, 8, tzinfo=UTC)
CASE, OTHER_CASE = "EB-2026-000001", "EB-2026-000002"
HOUSEHOLD, ACCOUNT, ENTRY, APPLICATION, DECISION, ORDER, RELEASE, REPORT = (new_id() for _ in range(8))
OTHER_DECISION, OTHER_ORDER = new_id(), new_id()
BY = {name: Actor(role="service", service=name) for name in ("intake", "decision", "payout")}
OF_CASE = {"caseNumber": CASE, "householdId": HOUSEHOLD}
OF_OTHER = {"caseNumber": OTHER_CASE, "householdId": HOUSEHOLD}


@pytest.fixture
def auditor(service: ServiceUnderTest) -> Caller:
    return service.person(AUDITOR, "auditor")


async def copy(audit: AsyncEngine, service: str, entries: Sequence[Entry]) -> None:
    """As if audit had followed the service's log so far."""
    log = TrustedKeys.of(service, Signer(f"test/{service}", bytes(32), KeyType.NOTE).verifier)
    async with audit.begin() as connection:
        await logs.follow(connection, log)
        mine = await logs.copy_of(connection, log.origin)
        growth = Growth([(one, one.encode()) for one in entries], [], mine.size + len(entries), bytes(32))
        await logs.grow(connection, log.origin, mine, growth)


def told(service: str, act: str, second: int, **more: Any) -> Entry:
    return an_entry(act, service, time=START + timedelta(seconds=second), **more)


STORY = {
    "registered": told("intake", "householdRegistered", 0, subjects={"householdId": HOUSEHOLD}),
    "entered": told(
        "intake",
        "accountEntered",
        1,
        subjects={"householdId": HOUSEHOLD, "accountId": ACCOUNT, "accountEntryId": ENTRY},
    ),
    "compared": told("payout", "accountCompared", 2, actor=BY["payout"], subjects={"accountId": ACCOUNT}),
    "not applied": told(
        "intake", "applicationRegistered", 3, outcome="refused", reason="not now", subjects={"householdId": HOUSEHOLD}
    ),
    "applied": told("intake", "applicationRegistered", 4, subjects={**OF_CASE, "applicationId": APPLICATION}),
    "decided": told(
        "decision",
        "decisionMade",
        6,
        digest="d" * 43,
        subjects={**OF_CASE, "applicationId": APPLICATION, "decisionId": DECISION},
    ),
    "told": told("payout", "decisionMade", 5, digest="d" * 43, actor=BY["decision"], subjects={"decisionId": DECISION}),
    "forged": told(
        "payout",
        "decisionMade",
        6,
        outcome="refused",
        rule="C4",
        reason="statement refused",
        actor=BY["intake"],
        subjects={"decisionId": DECISION},
    ),
    "ordered": told(
        "payout", "orderReceived", 7, actor=BY["payout"], subjects={**OF_CASE, "decisionId": DECISION, "orderId": ORDER}
    ),
    "release": told("payout", "paymentReleased", 8, subjects={"releaseId": RELEASE}),
    "released": told("payout", "orderReleased", 8, subjects={**OF_CASE, "orderId": ORDER, "releaseId": RELEASE}),
    "file": told("payout", "fileMade", 9, actor=BY["payout"], subjects={"releaseId": RELEASE}),
    "report": told(
        "payout", "bankReportRead", 10, actor=BY["payout"], municipality="", subjects={"bankReportId": REPORT}
    ),
    "booked": told("payout", "paymentSettled", 10, subjects={**OF_CASE, "orderId": ORDER, "bankReportId": REPORT}),
}
"""In the order in which it happened. Payout heard of the decision while it still bore an earlier time."""

FOREIGN = {
    "other household": told("intake", "householdRegistered", 0, subjects={"householdId": new_id()}),
    "other case": told(
        "decision", "decisionMade", 6, subjects={**OF_OTHER, "applicationId": new_id(), "decisionId": OTHER_DECISION}
    ),
    "its order": told("payout", "orderReady", 7, subjects={"householdId": HOUSEHOLD, "orderId": OTHER_ORDER}),
    "its release": told(
        "payout", "orderReleased", 8, subjects={**OF_OTHER, "orderId": OTHER_ORDER, "releaseId": RELEASE}
    ),
    "its booking": told(
        "payout", "paymentSettled", 10, subjects={**OF_OTHER, "orderId": OTHER_ORDER, "bankReportId": REPORT}
    ),
    "later": told("intake", "householdChanged", 50, subjects={"householdId": HOUSEHOLD}),
    "elsewhere": told("payout", "fileMade", 9, municipality="1280", subjects={"releaseId": RELEASE}),
    "of nothing": told("payout", "paymentReleased", 8, outcome="refused", reason="not found", subjects={}),
}


@pytest.fixture
async def copied(audit: AsyncEngine) -> None:
    for service in ("payout", "intake", "decision"):
        both = [one for one in (*STORY.values(), *FOREIGN.values()) if one.service == service]
        await copy(audit, service, both)


async def read(caller: Caller, **search: Any) -> dict[str, Any]:
    answer = await caller.get("/v1/control-log", **{"caseNumber": CASE, "limit": 100, **search})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def names(page: dict[str, Any]) -> list[str]:
    by_id = {str(entry.id): name for name, entry in {**STORY, **FOREIGN}.items()}
    return [by_id[item["id"]] for item in page["items"]]


@pytest.mark.usefixtures("copied")
async def test_a_case_is_told_from_its_household_to_its_booking_and_nothing_foreign(auditor: Caller) -> None:
    assert names(await read(auditor)) == list(STORY)


@pytest.mark.usefixtures("copied")
async def test_pages_of_a_story_follow_each_other(auditor: Caller) -> None:
    pages = [await read(auditor, limit=5, page=page) for page in (1, 2, 3)]
    assert [name for page in pages for name in names(page)] == list(STORY)
    assert [page["hasMore"] for page in pages] == [True, True, False]


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ({"service": "intake"}, ["registered", "entered", "not applied", "applied"]),
        ({"act": "decisionMade"}, ["decided", "told", "forged"]),
        ({"outcome": "refused", "service": "payout"}, ["forged"]),
        ({"orderId": ORDER}, ["ordered", "released", "booked"]),
        ({"decisionId": DECISION, "outcome": "done"}, ["decided", "told", "ordered"]),
        ({"from": "2026-12-01T08:00:09Z"}, ["file", "report", "booked"]),
        ({"to": "2026-12-01T08:00:02Z", "householdId": HOUSEHOLD}, ["registered", "entered"]),
        ({"actor": "hK3vQ0bq7sXk2mT9uYpWaA", "act": "orderReleased"}, ["released"]),
        ({"municipality": "1280"}, []),
        ({"orderId": OTHER_ORDER}, []),
    ],
)
async def test_of_a_story_a_part_can_be_asked_for(auditor: Caller, search: dict[str, Any], expected: list[str]) -> None:
    """In the order of the whole, whatever times its entries bear."""
    assert names(await read(auditor, **search)) == expected


@pytest.mark.usefixtures("copied")
async def test_what_comes_meanwhile_moves_no_page(auditor: Caller, audit: AsyncEngine) -> None:
    first = await read(auditor, limit=5)
    assert first["asOf"] == "decision:2,intake:6,payout:14"
    await copy(audit, "intake", [told("intake", "applicationRead", 0, subjects=OF_CASE)])
    rest = [await read(auditor, limit=5, page=page, asOf=first["asOf"]) for page in (2, 3)]
    assert [name for page in (first, *rest) for name in names(page)] == list(STORY)
    now = (await read(auditor))["items"]
    assert [item["act"] for item in now[len(STORY) :]] == ["householdChanged", "applicationRead"]
    whole = (await auditor.get("/v1/control-log", limit=100, asOf=first["asOf"])).json()
    assert whole["asOf"] == first["asOf"]
    assert len(whole["items"]) == len(STORY) + len(FOREIGN) - 1


@pytest.mark.usefixtures("copied")
async def test_a_story_is_told_in_the_readers_language(service: ServiceUnderTest, auditor: Caller) -> None:
    swedish = await read(auditor, act="orderReleased")
    assert swedish["items"][0]["text"] == "Utbetalningen frisläpptes av utbetalare."
    headers = {**auditor.headers, "Accept-Language": "en"}
    english = await service.client.get("/v1/control-log?act=orderReleased", headers=headers)
    assert english.json()["items"][0]["text"] == "The payment was released by a payer."
    assert (english.headers["Content-Language"], english.headers["Vary"]) == ("en", "Accept-Language")


@pytest.mark.usefixtures("copied")
async def test_a_case_that_is_not_known_has_no_story(service: ServiceUnderTest, auditor: Caller) -> None:
    assert names(await read(auditor, caseNumber="EB-2026-999999")) == []
    assert names(await read(service.person(AUDITOR, "auditor", municipality="1280"))) == []


@pytest.mark.parametrize("as_of", ["", "payout", "payout:-1", "payout:1;", "payout:" + "9" * 16])
async def test_only_what_was_answered_is_gone_on_from(auditor: Caller, as_of: str) -> None:
    assert (await auditor.get("/v1/control-log", asOf=as_of)).status_code == 422


FILL = """
    insert into copied_entry (origin, seq, entry, id, time, municipality, service, act, outcome, case_number)
    select 'test/intake', n, convert_to(json_build_object('subjects', json_build_object('caseNumber', 'X-' || n / 20,
             'householdId', lpad(to_hex(n / 40), 32, '0')::uuid, 'applicationId', lpad(to_hex(n / 20), 32, 'a')::uuid,
             'releaseId', lpad(to_hex(n / 2000), 32, 'b')::uuid))::text, 'UTF8'),
           uuidv7(), timestamptz '2026-11-01Z' + n * interval '1 second', '1261', 'intake', 'applicationRead', 'done',
           'X-' || n / 20
      from generate_series(100, 20000) n"""


@pytest.mark.usefixtures("copied")
async def test_a_story_is_found_by_indexes_alone(audit: AsyncEngine, audit_owner: AsyncEngine) -> None:
    async with audit_owner.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.exec_driver_sql(FILL)
        await connection.exec_driver_sql("vacuum analyze copied_entry")
    asked: list[tuple[str, Any]] = []
    event.listen(audit.sync_engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    async with audit.begin() as connection:
        story = await stories.read(connection, Sight("1261", await known(connection)), Wanted(case_number=CASE))
        queries = [one for one in asked if "copied_entry" in one[0]]
        plans = [await connection.exec_driver_sql(f"explain {query}", values) for query, values in queries]
        told = "\n".join(row[0] for plan in plans for row in plan)
    assert len(story) == len(STORY)
    assert len(queries) <= 4
    assert "copied_entry_ids" in told
    assert "Seq Scan on copied_entry" not in told
