"""Nothing that decision keeps, logs, answers or hands over can tell who somebody is or which account it is (C8)."""

import re
from typing import Any

import httpx
import pytest

from shared.persons import LOOKS_PERSONAL
from tests.harness.service import person
from tests.store.decision.world import (
    APPLICANT,
    HOUSING_ALLOWANCE,
    OTHER_SECRETARY,
    REGISTRAR,
    SECOND_REGISTRAR,
    SECRETARY,
    Case,
    World,
    decision_on,
)

NUMBERS = (APPLICANT, REGISTRAR, SECOND_REGISTRAR, SECRETARY, OTHER_SECRETARY)
ACCOUNT_FIELD = re.compile(r"clearing|accountNumber|holderName|bban", re.IGNORECASE)


async def everything(world: World) -> tuple[list[httpx.Response], dict[str, str]]:
    """The whole way with a refusal of each kind: (answers, every row of every table by table)."""
    case = Case(channel="paper", typed_by=REGISTRAR, answers={"FK": ("answered", [HOUSING_ALLOWANCE])})
    await world.tell_all(case)
    secretary, other = world.secretary(), world.secretary(OTHER_SECRETARY)
    claim = await secretary.post("/v1/claims", {"queue": "renewals"})
    item = f"/v1/work-items/{claim.json()['workItemId']}"
    allowance = {
        "kind": "housingAllowance",
        "memberId": str(case.member_id),
        "receivedOre": 185_000,
        "source": "register",
    }
    calculation = await secretary.post(f"{item}/calculations", {"incomes": [allowance]})
    body = decision_on(case, calculation.json())
    answers = [
        claim,
        calculation,
        await secretary.get("/v1/queues"),
        await secretary.get(item),
        await other.get(item),
        await secretary.post("/v1/claims", {"queue": "renewals", APPLICANT: APPLICANT}),
        await secretary.post("/v1/claims", {"queue": "renewals"}),
        await secretary.post(f"{item}/calculations", {"incomes": [{**allowance, "memberId": APPLICANT}]}),
        await secretary.post(f"{item}/decision", {**body, "lines": [{**body["lines"][0], "accountId": APPLICANT}]}),
        await secretary.post(f"{item}/decision", {**body, "obstacles": []}),
        decided := await secretary.post(f"{item}/decision", body),
        await secretary.get(f"/v1/decisions/{decided.json()['id']}"),
    ]
    assert decided.status_code == 201, decided.text
    return answers, await dump(world)


async def dump(world: World) -> dict[str, str]:
    tables = await world.rows("select tablename as name from pg_tables where schemaname = 'public'")
    kept: dict[str, str] = {}
    for table in tables:
        if table.name == "alembic_version":
            continue
        rows = await world.rows(f'select * from "{table.name}"')
        kept[table.name] = "\n".join(str(_readable(row)) for row in rows)
    return kept


def _readable(row: Any) -> dict[str, Any]:
    """Bytes as text, so that a log entry or an answer that was kept is read too."""
    return {
        name: value.decode(errors="replace") if isinstance(value, bytes) else value
        for name, value in row._mapping.items()
    }


async def test_no_personal_number_and_no_account_digits_anywhere(world: World) -> None:
    answers, tables = await everything(world)

    texts = {**{str(answer.request.url): answer.text for answer in answers}, **tables}
    assert {"decision", "outbox", "log_entry", "idempotency_key", "inbox"} <= set(tables)
    for place, text in texts.items():
        for number in NUMBERS:
            assert number not in text, place
        assert not ACCOUNT_FIELD.search(text), place


async def test_person_keys_stay_inside(world: World) -> None:
    """They are an index, not anonymity: not in the log, not in an answer; in an event only as a hand."""
    answers, tables = await everything(world)
    keys = [person(number) for number in NUMBERS]

    for text in (*(answer.text for answer in answers), tables["log_entry"]):
        assert not any(key in text for key in keys)
    objects = [row.event["object"] for row in await world.rows("select event from outbox")]
    assert not any(key in str(document) for key in keys for document in objects)


async def test_the_operational_log_tells_of_nobody(world: World, caplog: pytest.LogCaptureFixture) -> None:
    await everything(world)

    written = "\n".join(str(vars(record)) for record in caplog.records)
    assert "/work-items/{workItemId}/decision" in written
    assert not LOOKS_PERSONAL.search(written)
    assert not any(person(number) in written for number in NUMBERS)
