"""Where personal numbers and account numbers must never be (C8), after everything has been done once."""

import json
import re
from typing import Any

import httpx
import pytest

from shared.persons import LOOKS_PERSONAL
from tests.harness.intake import (
    ADAM,
    BERTIL,
    CHILD,
    NUMBER,
    REGISTRAR,
    SECOND_REGISTRAR,
    Registers,
    applied,
    compared,
    count,
    decide,
    entered,
    log,
    month,
    register,
    rows,
    run_jobs,
)
from tests.harness.service import ServiceUnderTest

PERSONS = (ADAM, BERTIL, CHILD, REGISTRAR, SECOND_REGISTRAR)
DIGITS = re.sub(r"\D", "", NUMBER["accountNumber"])
MAY_HOLD_PERSONAL_NUMBERS = {("member", "personal_number"), ("register_answer", "raw")}
NAMES = ("Testperson", "Testbarn")
MAY_HOLD_NAMES = {("member", "name"), ("register_answer", "raw")}

TABLES = """select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
            and relname <> 'alembic_version'"""


@pytest.fixture
async def answers(
    intake: ServiceUnderTest, registers: Registers, capsys: pytest.CaptureFixture[str]
) -> tuple[list[str], str]:
    """Everything that intake has answered, and its operational log."""
    told: list[str] = []

    async def keep(response: httpx.Response) -> None:
        told.append(f"{response.headers} {(await response.aread()).decode()}")

    intake.client.event_hooks["response"].append(keep)
    await everything(intake, registers)
    return told, capsys.readouterr().out


async def everything(intake: ServiceUnderTest, registers: Registers) -> None:
    for place, number in enumerate((ADAM, BERTIL)):
        await registers.knows(f"adult-{place}", number, vehicles=1)
    household = await register(intake)
    account = await entered(intake, household)
    entries = f"/v1/accounts/{account['id']}/entries"
    wrong = {**NUMBER, "accountNumber": DIGITS[:-1] + "4"}
    for body in (wrong, {**NUMBER, DIGITS: ADAM}, NUMBER, NUMBER):
        await intake.person(ADAM, "citizen").post(entries, body)
    await intake.person(REGISTRAR, "registrar").post(entries, NUMBER)
    await compared(intake, account, "payable")
    await intake.person(SECOND_REGISTRAR, "registrar").post(entries, NUMBER)
    await intake.person(REGISTRAR, "registrar").post(
        f"/v1/accounts/{account['id']}/versions", NUMBER, **{"If-Match": '"1"'}
    )
    application = await applied(intake, household)
    await intake.person(BERTIL, "citizen").post(f"/v1/applications/{application['id']}/signatures", {"attested": True})
    await run_jobs(intake, registers)
    await decide(intake, application, 1)
    await applied(intake, household, month=month(intake, 1))  # its look-up still waits
    for caller in (intake.person(ADAM, "citizen"), intake.person(REGISTRAR, "registrar")):
        for path in ("applications", f"applications/{application['id']}", f"households/{household['id']}/accounts"):
            assert (await caller.get(f"/v1/{path}")).status_code == 200
    assert (
        await intake.person(ADAM, "citizen").get(f"/v1/applications/{application['id']}/evidence")
    ).status_code == 200


async def cells(intake: ServiceUnderTest) -> list[tuple[str, str, str]]:
    """(table, column, content) of the whole database; bytes as their text, where they are one."""
    found = []
    for table in await rows(intake, TABLES):
        for row in await rows(intake, f"select * from {table['name']}"):
            found += [(table["name"], column, written(value)) for column, value in row.items()]
    return found


def written(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False, default=str)


async def test_an_account_number_is_nowhere_but_in_payouts_box(
    intake: ServiceUnderTest, answers: tuple[list[str], str]
) -> None:
    told, logged = answers
    assert await count(intake, "account_entry") == 3
    assert [cell[:2] for cell in await cells(intake) if DIGITS in cell[2]] == []
    assert NUMBER["accountNumber"] not in str(await cells(intake))
    assert not any(DIGITS in one or NUMBER["accountNumber"] in one for one in [*told, logged])


async def test_personal_numbers_are_with_the_members_and_in_the_raw_answers_only(
    intake: ServiceUnderTest, answers: tuple[list[str], str]
) -> None:
    told, logged = answers
    found = await cells(intake)
    for number in PERSONS:
        places = {cell[:2] for cell in found if number in cell[2] or number[2:] in cell[2]}
        assert places <= MAY_HOLD_PERSONAL_NUMBERS
        assert not any(number in one for one in [*told, logged])
    for table in ("outbox", "log_entry", "idempotency_key", "procrastinate_jobs", "inbox"):
        columns = [cell for cell in found if cell[0] == table]
        assert not [cell[:2] for cell in columns if LOOKS_PERSONAL.search(without_ids(cell[2]))], table


def without_ids(text: str) -> str:
    """Ids, signatures and boxes are random, and may hold any twelve digits."""
    return re.sub(r"[0-9a-f-]{36}|[\w-]{22,}(\.[\w-]+)*", "", text)


async def test_names_leave_intake_only_sealed_or_to_who_may_read_the_household(
    intake: ServiceUnderTest, answers: tuple[list[str], str]
) -> None:
    told, logged = answers
    places = {cell[:2] for cell in await cells(intake) if any(name in cell[2] for name in NAMES)}
    assert places <= MAY_HOLD_NAMES
    assert not any(name in one for one in [*told, logged] for name in NAMES)


async def test_no_act_is_without_a_trace_and_what_was_refused_is_there_too(
    intake: ServiceUnderTest, answers: tuple[list[str], str]
) -> None:
    """C7: every row of an act names an entry, and the attempts that a rule refused are logged."""
    entries = await log(intake)
    refused = [(entry.act, entry.rule, entry.reason) for entry in entries if entry.outcome == "refused"]
    assert refused == [
        ("accountEntered", "C3", "broken chain"),
        ("accountEntered", "C3", "broken chain"),
        ("accountEntered", None, "account takes no entry"),
    ]
