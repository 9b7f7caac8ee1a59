"""Who may read what the registers have answered, and that the reading is logged (C8, C11)."""

import pytest

from services.intake.registers.rules import Block
from tests.harness.intake import (
    ADAM,
    HANDLER,
    REGISTRAR,
    STRANGER,
    Registers,
    applied,
    benefit,
    log,
    register,
    run_jobs,
    single,
)
from tests.harness.service import ServiceUnderTest


async def test_evidence_is_read_by_who_handles_the_case_and_by_the_person_and_the_reading_is_logged(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    await registers.knows("adam", ADAM, fk=[benefit(intake)])
    household = await register(intake)
    application = await applied(intake, household, number=REGISTRAR, role="registrar")
    await run_jobs(intake, registers)
    path = f"/v1/applications/{application['id']}/evidence"

    for role in ("socialWorker", "economySecretary"):
        answer = await intake.person(HANDLER, role).get(path)
        assert len(answer.json()["items"]) == 2 * len(Block)
        entry = (await log(intake))[-1]
        assert (entry.act, entry.actor.role, entry.subjects["caseNumber"]) == (
            "evidenceRead",
            role,
            application["caseNumber"],
        )
    own = (await intake.person(ADAM, "citizen").get(path)).json()["items"]
    assert {row["memberId"] for row in own} == {household["members"][0]["id"]}
    (fk,) = (row for row in own if row["block"] == "FK")
    assert fk["legalGround"] == "15 kap. 10–12 §§ socialtjänstlagen (2025:400)"
    assert [(income["label"], income["amountOre"]) for income in fk["incomes"]] == [("Bostadsbidrag", 185_000)]
    assert fk.keys() >= {"verdict", "reason", "askedAt", "answeredAt", "purpose"}
    assert "raw" not in fk


async def test_what_is_about_protected_persons_is_not_for_economy_secretaries(intake: ServiceUnderTest) -> None:
    household = await register(intake, {**single(), "protected": True})
    application = await applied(intake, household)
    paths = (f"households/{household['id']}", f"applications/{application['id']}")
    for path in (*paths, f"{paths[1]}/evidence"):
        for roles, code in [
            (["economySecretary"], 404),
            (["socialWorker"], 200),
            (["economySecretary", "socialWorker"], 200),
        ]:
            assert (await intake.person(HANDLER, *roles).get(f"/v1/{path}")).status_code == code


@pytest.mark.parametrize(
    ("number", "role", "code"),
    [
        (STRANGER, "citizen", 404),
        (REGISTRAR, "registrar", 403),
        (HANDLER, "payer", 403),
        (HANDLER, "unitHead", 403),
        (ADAM, "socialWorker", 403),
    ],
)
async def test_who_may_not_read_evidence(intake: ServiceUnderTest, number: str, role: str, code: int) -> None:
    application = await applied(intake, await register(intake))
    path = f"/v1/applications/{application['id']}/evidence"
    assert (await intake.person(number, role).get(path)).status_code == code
    elsewhere = intake.person(HANDLER, "socialWorker", municipality="0180")
    assert (await elsewhere.get(path)).status_code == 404
