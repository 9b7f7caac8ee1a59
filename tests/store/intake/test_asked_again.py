"""Registers that gave no answer are asked again, each day and not more, and what they say then is handed over."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.intake.evidence.again import ask_again
from services.intake.registers.rules import Block
from shared.clock import Clock
from shared.running import Running
from tests.harness.intake import (
    ADAM,
    BERTIL,
    Registers,
    applied,
    benefit,
    count,
    decide,
    handed_over,
    log,
    month,
    register,
    revoke,
    rows,
    run_jobs,
    sign,
    single,
)
from tests.harness.service import ServiceUnderTest

SILENT = {"kind": "blockError", "block": "FK", "code": "TIMEOUT", "source": "BT"}
OTHER_SILENT = {"kind": "blockError", "block": "TNS", "code": "TIMEOUT", "source": "BT"}


class Days:
    """The worker's process, some days after it began."""

    def __init__(self, intake: ServiceUnderTest, registers: Registers, folder: Path) -> None:
        self._running = replace(intake.running, client=registers.client)
        self._offset = folder / "clock-offset"

    def after(self, **units: float) -> Running:
        self._offset.write_text(str(int(timedelta(**units).total_seconds())))
        return replace(self._running, clock=Clock(self._offset))


@pytest.fixture
def days(intake: ServiceUnderTest, registers: Registers, tmp_path: Path) -> Days:
    return Days(intake, registers, tmp_path)


async def unanswered(intake: ServiceUnderTest, registers: Registers, *faults: dict[str, Any]) -> dict[str, Any]:
    """An application of one person, about whom some registers gave no answer."""
    await registers.knows("adam", ADAM, faults=list(faults or (SILENT,)))
    application = await applied(intake, await register(intake, single()))
    await run_jobs(intake, registers)
    return application


async def test_only_the_silent_register_is_asked_again_as_at_first_and_a_day_later(
    intake: ServiceUnderTest, registers: Registers, days: Days
) -> None:
    application = await unanswered(intake, registers)
    await registers.knows("adam", ADAM, fk=[benefit(intake)])
    assert await ask_again(days.after(hours=23)) == 0
    assert await ask_again(days.after(hours=25)) == 1

    first, again = await registers.questions("adam")
    assert (len(first["blocks"]), again["blocks"]) == (len(Block), ["FK"])
    same = ("caseNumber", "legalGround", "organisationNumber", "from", "to")
    assert [again[name] for name in same] == [first[name] for name in same]
    kept = await rows(intake, "select purpose, legal_ground, handler from register_question")
    assert kept[0] == kept[1]
    asked, answered, verified = (await log(intake))[-3:]
    assert [entry.act for entry in (asked, answered, verified)] == [
        "registerAsked",
        "registerAnswered",
        "applicationVerified",
    ]
    assert {entry.subjects["caseNumber"] for entry in (asked, answered, verified)} == {application["caseNumber"]}


async def test_the_later_answer_is_a_new_row_and_a_new_version_is_handed_over(
    intake: ServiceUnderTest, registers: Registers, days: Days
) -> None:
    application = await unanswered(intake, registers)
    before = await rows(intake, "select * from register_evidence order by id")
    await registers.knows("adam", ADAM, fk=[benefit(intake)])
    await ask_again(days.after(days=2))

    later = await rows(intake, "select * from register_evidence order by id")
    assert later[:-1] == before
    assert (later[-1]["block"], later[-1]["number"], later[-1]["verdict"]) == ("FK", 2, "answered")
    first, second = await handed_over(intake, "applicationVerified", "decision")
    assert second["subject"] == {"type": "application", "id": application["id"], "version": 2}
    assert first["object"] | {"salt": "", "evidence": []} == second["object"] | {"salt": "", "evidence": []}
    was = {row["block"]: row for row in first["object"]["evidence"]}
    now = {row["block"]: row for row in second["object"]["evidence"]}
    assert {block for block in now if now[block] != was[block]} == {"FK"}
    assert (was["FK"]["verdict"], now["FK"]["verdict"]) == ("notVerifiable", "answered")
    assert (now["FK"]["evidenceId"], now["FK"]["incomes"][0]["amountOre"]) == (str(later[-1]["id"]), 185_000)
    assert await ask_again(days.after(days=4)) == 0, "nothing is left to ask"

    shown = await intake.person(ADAM, "citizen").get(f"/v1/applications/{application['id']}/evidence")
    assert [(row["number"], row["verdict"]) for row in shown.json()["items"] if row["block"] == "FK"] == [
        (1, "notVerifiable"),
        (2, "answered"),
    ]


async def test_a_register_that_stays_silent_is_asked_daily_until_months_have_gone(
    intake: ServiceUnderTest, registers: Registers, days: Days
) -> None:
    """It is frozen each time, handed over once, and comes to an end."""
    await unanswered(intake, registers)
    for day in range(1, 4):
        asking = days.after(days=day, minutes=day)
        assert [await ask_again(asking) for _ in range(3)] == [1, 0, 0]

    assert await registers.calls() == 4
    assert await count(intake, "register_evidence") == len(Block) + 3
    assert len(await handed_over(intake, "applicationVerified", "decision")) == 1
    assert await ask_again(days.after(days=91)) == 1
    assert await ask_again(days.after(days=93)) == 0


async def test_what_some_of_the_silent_registers_say_is_handed_over_at_once(
    intake: ServiceUnderTest, registers: Registers, days: Days
) -> None:
    await unanswered(intake, registers, SILENT, OTHER_SILENT)
    await registers.knows("adam", ADAM, faults=[OTHER_SILENT])
    await ask_again(days.after(days=2))
    await registers.knows("adam", ADAM)
    await ask_again(days.after(days=4))

    assert [sorted(one["blocks"]) for one in await registers.questions("adam")][1:] == [["FK", "TNS"], ["TNS"]]
    versions = await handed_over(intake, "applicationVerified", "decision")
    assert [
        [row["block"] for row in one["object"]["evidence"] if row["verdict"] == "notVerifiable"] for one in versions
    ] == [["FK", "TNS"], ["TNS"], []]


async def test_a_mark_of_protection_that_an_earlier_answer_had_stays(
    intake: ServiceUnderTest, registers: Registers, days: Days
) -> None:
    await registers.knows("adam", ADAM, protected=True, faults=[SILENT])
    await applied(intake, await register(intake, single()))
    await run_jobs(intake, registers)
    await registers.knows("adam", ADAM, protected=False)
    await ask_again(days.after(days=2))
    first, second = await handed_over(intake, "applicationVerified", "decision")
    assert (first["object"]["protected"], second["object"]["protected"]) == (True, True)


async def test_two_processes_ask_once(intake: ServiceUnderTest, registers: Registers, days: Days) -> None:
    await unanswered(intake, registers)
    asking = days.after(days=2)
    assert sorted(await asyncio.gather(*(ask_again(asking) for _ in range(3)))) == [0, 0, 1]
    assert await registers.calls() == 2


async def test_nobody_is_asked_about_again_whose_first_answer_or_signature_is_missing(
    intake: ServiceUnderTest, registers: Registers, days: Days
) -> None:
    """C11. Each adult by themself: the other's signature is not theirs."""
    await registers.knows("adam", ADAM, faults=[SILENT])
    await registers.knows("bertil", BERTIL, faults=[SILENT])
    application = await applied(intake, await register(intake))
    await run_jobs(intake, registers)
    assert await ask_again(days.after(days=2)) == 1
    assert await registers.questions("bertil") == []

    await sign(intake, application, BERTIL)
    assert await ask_again(days.after(days=2)) == 0
    await run_jobs(intake, registers)
    (verified,) = await handed_over(intake, "applicationVerified", "decision")
    assert (verified["subject"]["version"], len(verified["object"]["evidence"])) == (1, 2 * len(Block))


async def test_a_decision_that_rests_on_it_is_asked_for_until_the_next_month_is_over(
    intake: ServiceUnderTest, registers: Registers, days: Days
) -> None:
    await registers.knows("adam", ADAM, faults=[SILENT])
    application = await applied(intake, await register(intake, single()), month=month(intake, -2))
    await run_jobs(intake, registers)
    decision = await decide(intake, application)
    assert await ask_again(days.after(days=2)) == 0, "the month after the one applied for is over"
    await revoke(intake, application, decision)
    assert await ask_again(days.after(days=2)) == 1, "it is open again"


async def test_a_recent_decision_that_rests_on_it_is_still_asked_for(
    intake: ServiceUnderTest, registers: Registers, days: Days
) -> None:
    application = await unanswered(intake, registers)
    await decide(intake, application, 1)
    await registers.knows("adam", ADAM, fk=[benefit(intake)])
    assert await ask_again(days.after(hours=25)) == 1
    assert len(await handed_over(intake, "applicationVerified", "decision")) == 2


async def test_a_process_that_dies_while_it_asks_does_not_ask_hotly(
    intake: ServiceUnderTest, registers: Registers, days: Days
) -> None:
    """C11: the question that was lost has left its trace, and the next is a day later."""
    await unanswered(intake, registers)
    broken = replace(days.after(days=2), client=object())  # type: ignore[arg-type]  # fails after the question is kept
    assert await ask_again(broken) == 0
    assert await count(intake, "register_question") == 2
    assert await ask_again(days.after(days=2, hours=1)) == 0
    assert await ask_again(days.after(days=4)) == 1
    assert await count(intake, "register_answer") == 2
