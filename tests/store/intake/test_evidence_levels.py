"""Every way in which a register's answer can be missing, from the stand-in to what the handler and the person read."""

from typing import Any

import pytest

from services.intake.registers.rules import Block
from tests.harness.intake import (
    ADAM,
    HANDLER,
    Registers,
    applied,
    benefit,
    handed_over,
    month,
    register,
    run_jobs,
    single,
)
from tests.harness.service import ServiceUnderTest

Row = dict[str, Any]


async def evidence(intake: ServiceUnderTest, registers: Registers, **holds: Any) -> dict[str, Row]:
    """What is read about an applicant whom the registers know so, by block; and the rest of the answer as ""."""
    await registers.knows("adam", ADAM, **holds)
    application = await applied(intake, await register(intake, single()))
    await run_jobs(intake, registers)
    path = f"/v1/applications/{application['id']}/evidence"
    answer = await intake.person(HANDLER, "economySecretary").get(path)
    assert answer.status_code == 200, answer.text
    own = await intake.person(ADAM, "citizen").get(path)
    assert own.json() == answer.json(), "the person sees the same about themself"
    return {"": answer.json(), **{row["block"]: row for row in answer.json()["items"]}}


ONE_BLOCK = [
    *(({"kind": "blockError", "block": block}, "block") for block in Block),
    *(({"kind": "blockMissing", "block": block}, "block") for block in Block),
    ({"kind": "unavailable", "block": "FK", "source": "FK"}, "source"),
    ({"kind": "unavailable", "block": "FK", "source": "PM", "code": "FELANDE"}, "source"),
    ({"kind": "deviation", "block": "FK", "code": "INTERNT_FEL"}, "source"),
    ({"kind": "deviation", "block": "FK", "code": "OBEHORIG"}, "source"),
    *(({"kind": "unknownCode", "block": block}, "payload") for block in ("AF", "CSN", "SKV", "SO", "TNS")),
    ({"kind": "unknownCode", "block": "TNS", "code": "FEL"}, "payload"),
    ({"kind": "brokenPayload", "block": "MIV"}, "payload"),
]


@pytest.mark.parametrize(("fault", "level"), ONE_BLOCK)
async def test_one_block_without_an_answer_says_where_it_is_missing(
    intake: ServiceUnderTest, registers: Registers, fault: Row, level: str
) -> None:
    found = await evidence(intake, registers, faults=[fault])
    missing = found[fault["block"]]

    assert (missing["verdict"], missing["level"], missing["incomes"]) == ("notVerifiable", level, [])
    assert "betyder inte att det saknas inkomst" in missing["explanation"]["sv"]
    others = {(found[block]["verdict"], found[block]["level"]) for block in Block if block != fault["block"]}
    assert others == {("nothingHeld", None)}
    (verified,) = await handed_over(intake, "applicationVerified", "decision")
    told = {row["block"]: row["verdict"] for row in verified["object"]["evidence"]}
    assert [block for block in told if told[block] == "notVerifiable"] == [fault["block"]]


@pytest.mark.parametrize("fault", [{"kind": "soapFault"}, {"kind": "httpError", "code": "500"}])
async def test_a_call_without_an_answer_is_none_from_every_register(
    intake: ServiceUnderTest, registers: Registers, fault: Row
) -> None:
    found = await evidence(intake, registers, fk=[benefit(intake)], faults=[fault])
    rows = [found[block] for block in Block]
    assert {(row["verdict"], row["level"]) for row in rows} == {("notVerifiable", "call")}


async def test_what_is_planned_and_what_is_paid_stand_in_their_months(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    now, control, comparison = (month(intake, ahead) for ahead in (0, -1, -2))

    def on(day: str, **more: Any) -> Row:
        return {**benefit(intake), "periodFrom": day, "periodTo": day, "paidOn": day, **more}

    paid = [on(f"{control}-25"), on(f"{comparison}-25", amountOre=170_000)]
    found = await evidence(intake, registers, fk=[*paid, on(f"{now}-25", planned=True)])

    about = found[""]
    assert (about["month"], about["controlMonth"], about["comparisonMonth"]) == (now, control, comparison)
    assert {(row["month"], row["status"], row["amountOre"]) for row in found["FK"]["incomes"]} == {
        (now, "planned", 185_000),
        (control, "paid", 185_000),
        (comparison, "paid", 170_000),
    }
    assert "har svarat och har uppgifter" in found["FK"]["explanation"]["sv"]
