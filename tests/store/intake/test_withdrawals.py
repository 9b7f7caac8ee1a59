"""Withdrawing an application: each adult for themself, before a decision, and then nothing more happens in it."""

from typing import Any

import pytest

from services.intake.in_force.rules import NotInForce
from shared.canonical import digest
from shared.ids import new_id
from tests.harness.intake import (
    BERTIL,
    CHILD,
    REGISTRAR,
    STRANGER,
    Registers,
    applied,
    ask_for,
    change,
    complete,
    count,
    couple,
    decide,
    end_payment,
    handed_over,
    jobs,
    log,
    register,
    revoke,
    rows,
    run_jobs,
    send_in,
    sign,
    single,
    slug,
    status,
    withdraw,
)
from tests.harness.service import ServiceUnderTest


async def test_it_ends_the_case_and_decision_is_told(intake: ServiceUnderTest, registers: Registers) -> None:
    application = await applied(intake, await register(intake, single()))
    await run_jobs(intake, registers)
    await ask_for(intake, application)
    answer = await withdraw(intake, application)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["status"], answer.json()["awaitsOthers"]) == ("withdrawn", False)
    (event,) = await handed_over(intake, "applicationWithdrawn", "decision")
    assert (event["subject"]["id"], event["subject"]["version"]) == (application["id"], 2)
    assert await handed_over(intake, "applicationWithdrawn", "payout") == []
    assert await status(intake, application) == "withdrawn"
    entry = (await log(intake))[-2]
    assert (entry.act, entry.outcome, entry.subjects["caseNumber"]) == (
        "applicationWithdrawn",
        "done",
        application["caseNumber"],
    )


async def test_a_new_application_for_the_month_is_possible_again(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    first = await applied(intake, household)
    assert slug(await send_in(intake, household)) == "application-already-open"
    await withdraw(intake, first)
    second = await applied(intake, household)
    assert slug(await send_in(intake, household)) == "application-already-open"
    assert await status(intake, second) == "received"


async def test_the_registers_are_no_longer_asked_and_nothing_is_verified(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    """C11: the application is not open any longer."""
    application = await applied(intake, await register(intake, single()))
    assert len(await jobs(intake)) == 1
    await withdraw(intake, application)
    await run_jobs(intake, registers)
    assert await registers.calls() == 0
    assert await handed_over(intake, "applicationVerified", "decision") == []


async def test_in_a_couple_each_withdraws_for_themself(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, couple()))
    await sign(intake, application, BERTIL)
    first = await withdraw(intake, application)
    assert (first.status_code, first.json()["awaitsOthers"], first.json()["status"]) == (201, True, "received")
    assert await handed_over(intake, "applicationWithdrawn", "decision") == []
    assert (await log(intake))[-1].act == "withdrawalSaid"
    assert slug(await withdraw(intake, application)) == "already-withdrawn"
    second = await withdraw(intake, application, BERTIL)
    assert (second.json()["awaitsOthers"], second.json()["status"]) == (False, "withdrawn")
    assert len(await handed_over(intake, "applicationWithdrawn", "decision")) == 1


async def test_who_has_not_signed_neither_withdraws_nor_hinders(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, couple()))
    assert slug(await withdraw(intake, application, BERTIL)) == "not-signed"
    assert (await withdraw(intake, application)).json()["status"] == "withdrawn"
    assert slug(await sign(intake, application, BERTIL)) == "already-withdrawn"


async def test_who_has_left_the_household_is_not_waited_for(intake: ServiceUnderTest) -> None:
    household = await register(intake, couple())
    application = await applied(intake, household)
    await sign(intake, application, BERTIL)
    await change(intake, household, single())
    assert (await withdraw(intake, application, BERTIL)).status_code == 404
    assert (await withdraw(intake, application)).json()["status"] == "withdrawn"


async def test_a_registrar_enters_what_came_on_paper(intake: ServiceUnderTest) -> None:
    household = await register(intake, couple())
    application = await applied(intake, household, number=REGISTRAR, role="registrar")
    adam, bertil = (member["id"] for member in household["members"][:2])
    assert slug(await withdraw(intake, application, REGISTRAR, "registrar")) == "withdraws-for-another"
    for member, awaits in ((adam, True), (bertil, False)):
        answer = await withdraw(intake, application, REGISTRAR, "registrar", memberId=member)
        assert answer.json()["awaitsOthers"] is awaits
    found = await rows(intake, "select channel from withdrawal")
    assert [row["channel"] for row in found] == ["paper", "paper"]


async def test_nobody_withdraws_for_another(intake: ServiceUnderTest) -> None:
    household = await register(intake, couple())
    application = await applied(intake, household)
    await sign(intake, application, BERTIL)
    other = household["members"][1]["id"]
    assert slug(await withdraw(intake, application, memberId=other)) == "withdraws-for-another"
    for number, role in ((STRANGER, "citizen"), (CHILD, "citizen"), (REGISTRAR, "socialWorker")):
        assert (await withdraw(intake, application, number, role)).status_code in (403, 404)
    assert await count(intake, "withdrawal") == 0


async def test_after_the_decision_it_is_too_late_unless_it_was_revoked(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    decision = await decide(intake, application, 1)
    answer = await withdraw(intake, application)
    assert (answer.status_code, slug(answer)) == (409, "application-decided")
    await revoke(intake, application, decision)
    assert (await withdraw(intake, application)).status_code == 201


async def test_a_decision_that_crosses_it_is_not_in_force_and_is_seen_only_if_it_was_paid(
    intake: ServiceUnderTest,
) -> None:
    application = await applied(intake, await register(intake, single()))
    await withdraw(intake, application)
    decision = await decide(intake, application, 1)
    assert decision["result"]["outcome"] == "accepted"
    assert await status(intake, application) == "withdrawn"
    (reason,) = await why_not(intake, application)
    assert reason["reason"] == NotInForce.WITHDRAWN.value
    await end_payment(intake, application, decision, 1, "settled")
    assert await status(intake, application) == "paid"


async def why_not(intake: ServiceUnderTest, application: dict[str, Any]) -> list[dict[str, Any]]:
    """What intake tells payout when it makes a bank file."""
    (row,) = await rows(intake, "select document from application where id = cast(:id as uuid)", id=application["id"])
    item = {"type": "application", "id": application["id"], "version": 1, "digest": digest(row["document"])}
    answer = await intake.service("payout").post("/v1/in-force", {"releaseId": str(new_id()), "items": [item]})
    return list(answer.json()["object"]["notInForce"])


async def test_what_is_withdrawn_is_neither_completed_nor_withdrawn_again(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    assert await why_not(intake, application) == []
    await withdraw(intake, application)
    assert slug(await complete(intake, application, text="Hej")) == "already-withdrawn"
    assert slug(await withdraw(intake, application)) == "already-withdrawn"


@pytest.mark.parametrize("month", ["2026-12", None])
async def test_a_grant_that_crossed_it_is_no_ground_for_a_renewal(intake: ServiceUnderTest, month: str | None) -> None:
    household = await register(intake, single())
    application = await applied(intake, household)
    await withdraw(intake, application)
    await decide(intake, application, 1)
    changes = {} if month is None else {"month": month}
    answer = await send_in(intake, household, kind="renewal", **changes)
    assert (answer.status_code, slug(answer)) == (409, "renewal-not-possible")
