"""Register look-ups: once a person, only about who has signed, frozen, and finished whatever is killed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.evidence.jobs import look_up
from services.intake.registers.rules import Block
from shared.canonical import digest, from_base64url
from shared.job_worker import work_for_ever
from shared.running import Running
from tests.harness.intake import (
    ADAM,
    BERTIL,
    REGISTRAR,
    Registers,
    applied,
    benefit,
    count,
    decide,
    handed_over,
    jobs,
    log,
    month,
    register,
    rows,
    run_jobs,
    sign,
    single,
    status,
)
from tests.harness.service import ServiceUnderTest


@pytest.fixture
def asking(intake: ServiceUnderTest, registers: Registers) -> Running:
    """The process as the worker has it."""
    return replace(intake.running, client=registers.client)


async def evidence(intake: ServiceUnderTest) -> list[dict[str, Any]]:
    return await rows(intake, "select * from register_evidence order by member_id, block")


async def test_what_the_registers_answer_is_frozen_and_handed_over_as_agreed(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    await registers.knows("adam", ADAM, fk=[benefit(intake)])
    household = await register(intake, single())
    application = await applied(intake, household)
    assert await run_jobs(intake, registers) == 1

    frozen = await evidence(intake)
    assert {row["block"]: row["verdict"] for row in frozen} == dict.fromkeys(Block, "nothingHeld") | {"FK": "answered"}
    (verified,) = await handed_over(intake, "applicationVerified", "decision")
    assert await handed_over(intake, "applicationVerified", "payout") == []
    assert verified["subject"] == {"type": "application", "id": application["id"], "version": 1}
    said = verified["object"]
    assert said | {"evidence": []} == {
        "salt": said["salt"],
        "applicationId": application["id"],
        "caseNumber": application["caseNumber"],
        "householdId": household["id"],
        "householdVersion": 1,
        "protected": False,
        "incomes": [{"memberId": household["members"][0]["id"], "kind": "wage", "amountOre": 1_250_000}],
        "costs": [{"kind": "housing", "amountOre": 785_000}],
        "evidence": [],
    }
    (fk,) = (row for row in said["evidence"] if row["block"] == "FK")
    day = f"{month(intake, -1)}-25"
    assert fk == {
        "evidenceId": str(next(row["id"] for row in frozen if row["block"] == "FK")),
        "memberId": household["members"][0]["id"],
        "block": "FK",
        "verdict": "answered",
        "reason": None,
        "askedAt": fk["askedAt"],
        "incomes": [
            {
                "source": "FK",
                "kind": "FK:BOB",
                "amountOre": 185_000,
                "from": day,
                "to": day,
                "paidOn": day,
                "status": "paid",
            }
        ],
    }
    assert len(said["evidence"]) == len(Block)
    stated = json.loads(from_base64url(verified["statement"].split(".")[1]))
    assert (stated["act"], stated["hands"]) == (
        "applicationVerified",
        {"entry": [], "account": [], "decision": [], "release": []},
    )
    assert await status(intake, application) == "queued"


async def test_a_look_up_says_for_what_by_which_law_and_on_whose_behalf(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    await registers.knows("adam", ADAM)
    application = await applied(intake, await register(intake, single()))
    await run_jobs(intake, registers)

    (asked,) = await registers.questions("adam")
    assert asked["caseNumber"] == application["caseNumber"]
    assert asked["legalGround"] == "15 kap. 10–12 §§ socialtjänstlagen (2025:400)"
    assert asked["organisationNumber"] == "162120001234"
    assert (asked["from"], asked["to"][:7]) == (f"{month(intake, -2)}-01", month(intake))
    (kept,) = await rows(intake, "select * from register_question")
    assert (kept["purpose"], kept["legal_ground"]) == (asked["purpose"], asked["legalGround"])
    assert (kept["organisation_number"], kept["handler"]) == (asked["organisationNumber"], asked["handler"])
    assert set(kept["blocks"]) == set(asked["blocks"]) == set(Block)
    (answer,) = await rows(intake, "select correlation_id, raw from register_answer")
    assert str(answer["correlation_id"]) == asked["correlationId"]
    assert asked["correlationId"].encode() in answer["raw"]


async def test_each_look_up_is_in_the_control_log_by_the_application_and_not_the_person(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    household = await register(intake, single())
    application = await applied(intake, household)
    await run_jobs(intake, registers)

    asked, answered, verified = (await log(intake))[-3:]
    assert [entry.act for entry in (asked, answered, verified)] == [
        "registerAsked",
        "registerAnswered",
        "applicationVerified",
    ]
    for entry in (asked, answered, verified):
        assert (entry.actor.role, entry.actor.service, entry.actor.person) == ("service", "intake", None)
        assert entry.municipality == "1261"
        assert entry.subjects["applicationId"] == application["id"]
        assert entry.subjects["householdId"] == household["id"]
        assert entry.subjects["caseNumber"] == application["caseNumber"]
        assert household["members"][0]["id"] not in entry.encode().decode()
    (kept,) = await rows(intake, "select document from register_answer")
    assert answered.digest == digest(kept["document"])
    digests = {row["block"]: row["digest"] for row in await evidence(intake)}
    assert kept["document"]["evidence"] == digests


async def test_nobody_is_asked_about_who_has_not_signed(intake: ServiceUnderTest, registers: Registers) -> None:
    """C11. The applicant's answer waits for the co-applicant's signature."""
    await registers.knows("bertil", BERTIL)
    household = await register(intake)
    application = await applied(intake, household)
    await run_jobs(intake, registers)
    await look_up(replace(intake.running, client=registers.client), application["id"], household["members"][1]["id"])
    assert (await registers.calls(), await registers.questions("bertil")) == (1, [])
    assert await handed_over(intake, "applicationVerified", "decision") == []
    assert await status(intake, application) == "received"

    await sign(intake, application, BERTIL)
    assert await status(intake, application) == "verifying"
    await run_jobs(intake, registers)
    assert len(await registers.questions("bertil")) == 1
    (verified,) = await handed_over(intake, "applicationVerified", "decision")
    assert {row["memberId"] for row in verified["object"]["evidence"]} == {
        member["id"] for member in household["members"][:2]
    }
    assert await status(intake, application) == "queued"


async def test_nobody_is_asked_about_in_an_application_that_is_decided(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    application = await applied(intake, await register(intake))
    await sign(intake, application, BERTIL)
    await decide(intake, application)
    await run_jobs(intake, registers)
    assert (await registers.calls(), await count(intake, "register_question")) == (0, 0)


async def test_the_database_itself_refuses_a_look_up_without_a_signature(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    application = await applied(intake, household)
    unsigned = household["members"][1]["id"]
    async with intake.running.engine.connect() as connection:
        with pytest.raises(IntegrityError, match="register_question_signed"):
            await connection.exec_driver_sql(
                f"""insert into register_question
                    select uuidv7(), '{application["id"]}', '{unsigned}', now(), current_date, current_date, '{{FK}}',
                           'p', 'l', 'o', 'o', 'h', (select id from log_entry limit 1)"""
            )


class CommitsLate(Running):
    """A process that is slow to commit: what it has done is not seen by others meanwhile."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        async with super().transaction() as connection:
            yield connection
            await asyncio.sleep(0.3)


async def test_two_answers_at_once_are_handed_over_once_and_together(intake: ServiceUnderTest, asking: Running) -> None:
    """Neither of two adults' answers may miss that the other's is in."""
    household = await register(intake)
    application = await applied(intake, household, number=REGISTRAR, role="registrar")
    slow = CommitsLate(**vars(asking))
    await asyncio.gather(*(look_up(slow, application["id"], member["id"]) for member in household["members"][:2]))

    (verified,) = await handed_over(intake, "applicationVerified", "decision")
    assert len(verified["object"]["evidence"]) == 2 * len(Block)


async def test_a_job_that_runs_twice_asks_once_and_keeps_the_first_answer(
    intake: ServiceUnderTest, registers: Registers, asking: Running
) -> None:
    household = await register(intake, single())
    application = await applied(intake, household)
    (job,) = await jobs(intake)
    await run_jobs(intake, registers)
    first = await evidence(intake)
    await registers.knows("adam", ADAM, fk=[benefit(intake)])
    await look_up(asking, **job["args"])

    assert await registers.calls() == 1
    assert await evidence(intake) == first
    assert len(await handed_over(intake, "applicationVerified", "decision")) == 1
    assert await status(intake, application) == "queued"


async def test_a_job_that_runs_in_two_workers_at_once_has_one_answer(intake: ServiceUnderTest, asking: Running) -> None:
    await applied(intake, await register(intake, single()))
    (job,) = await jobs(intake)
    await asyncio.gather(*(look_up(asking, **job["args"]) for _ in range(3)))

    assert await count(intake, "register_answer") == 1
    assert len(await evidence(intake)) == len(Block)
    assert len(await handed_over(intake, "applicationVerified", "decision")) == 1
    acts = [entry.act for entry in await log(intake)]
    assert acts.count("registerAnswered") == acts.count("applicationVerified") == 1
    assert acts.count("registerAsked") == await count(intake, "register_question")


def no_connection(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("")


class Killed(BaseException):
    """The process is gone: nothing catches it."""


class DiesBeforeTransaction(Running):
    """A process that is killed when it begins its second transaction: the registers have answered by then."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        if self.handed_over.is_set():
            raise Killed
        self.handed_over.set()
        async with super().transaction() as connection:
            yield connection


async def test_one_that_is_killed_between_call_and_answer_is_finished_by_the_next(
    intake: ServiceUnderTest, registers: Registers, asking: Running
) -> None:
    """C15, and C11: the call that was lost has left its trace."""
    await registers.knows("adam", ADAM)
    application = await applied(intake, await register(intake, single()))
    (job,) = await jobs(intake)
    dying = DiesBeforeTransaction(**{**vars(asking), "handed_over": asyncio.Event()})
    with pytest.raises(Killed):
        await look_up(dying, **job["args"])
    assert await registers.calls() == 1
    assert await status(intake, application) == "verifying"
    assert (await log(intake))[-2].act == "registerAsked"
    assert await evidence(intake) == []

    await run_jobs(intake, registers)
    assert await registers.calls() == 2
    assert await status(intake, application) == "queued"
    assert [entry.act for entry in await log(intake)].count("registerAsked") == 2
    assert await rows(intake, "select 1 from register_question") == [{"?column?": 1}] * 2
    assert await count(intake, "register_answer") == 1


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("httpError", "httpError"),
        ("soapFault", "soapFault"),
        ("brokenXml", "unreadable"),
        ("away", "connectionFailed"),
    ],
)
async def test_registers_that_do_not_answer_are_not_verifiable_and_hold_nothing_up(
    intake: ServiceUnderTest, registers: Registers, kind: str, reason: str
) -> None:
    """C10."""
    application = await applied(intake, await register(intake, single()))
    if kind == "away":
        await run_jobs(intake, Registers(httpx.AsyncClient(transport=httpx.MockTransport(no_connection))))
    else:
        await registers.knows("adam", ADAM, faults=[{"kind": kind}])
        await run_jobs(intake, registers)

    frozen = await evidence(intake)
    assert {row["verdict"] for row in frozen} == {"notVerifiable"}
    assert len(frozen) == len(Block)
    assert {row["reason"] for row in frozen} == {reason}
    (verified,) = await handed_over(intake, "applicationVerified", "decision")
    assert {row["verdict"] for row in verified["object"]["evidence"]} == {"notVerifiable"}
    assert await status(intake, application) == "queued"


async def test_one_register_that_is_away_leaves_the_others_answers(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    fault = {"kind": "blockError", "block": "CSN", "code": "TIMEOUT", "source": "BT"}
    await registers.knows("adam", ADAM, faults=[fault])
    await applied(intake, await register(intake, single()))
    await run_jobs(intake, registers)

    (csn,) = (row for row in await evidence(intake) if row["verdict"] == "notVerifiable")
    assert (csn["block"], csn["reason"], csn["detail"]) == ("CSN", "blockError", "BT TIMEOUT")


async def test_the_worker_does_what_an_application_has_started(intake: ServiceUnderTest, asking: Running) -> None:
    application = await applied(intake, await register(intake, single()))
    working = asyncio.create_task(work_for_ever(asking))
    try:
        for _ in range(100):
            if await status(intake, application) == "queued":
                break
            await asyncio.sleep(0.2)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    assert len(await handed_over(intake, "applicationVerified", "decision")) == 1
