"""Intake with one household: its account, an application that both adults have signed, and the registers' answers."""

from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from deploy.sandbox.persons import number_for
from deploy.sandbox.registers.app import make_app
from services.intake.app import SERVICE, build
from shared.auth.callers import Role
from tests.harness.intake import (
    ADAM,
    BERTIL,
    HANDLER,
    SECOND_REGISTRAR,
    Registers,
    applied,
    compared,
    couple,
    entered,
    month,
    register,
    run_jobs,
    sign,
)
from tests.harness.service import BOX_PUBLIC, ServiceUnderTest, serve
from tests.harness.worlds.world import OTHERS, FreshDatabase, SeededWorld, Seeding

NEWCOMER = number_for(date(1988, 8, 8), 5).digits


@asynccontextmanager
async def seeded_intake(fresh_database: FreshDatabase, folder: Path) -> Seeding:
    box = folder / "public-box.key"
    box.write_text(BOX_PUBLIC)
    settings: dict[str, Any] = {
        "box_public_key_file": box,
        "registers_url": "http://registers/ssbtek/v10",
        "registers_actor_id": "026-99",
        "registers_organisation_number": "162120001234",
        "registers_organisation": "Testkommuns socialnämnd",
    }
    async with serve(SERVICE, build(), fresh_database("intake"), folder / "keys", **settings) as intake:
        yield await _seed(intake)


async def _seed(intake: ServiceUnderTest) -> SeededWorld:
    household = await register(intake, couple())
    account = await entered(intake, household)
    application = await applied(intake, household)
    assert (await sign(intake, application, BERTIL)).status_code == 201
    async with httpx.AsyncClient(transport=httpx.ASGITransport(make_app()), base_url="http://registers") as client:
        registers = Registers(client)
        for place, number in enumerate((ADAM, BERTIL)):
            await registers.knows(f"adult-{place}", number, vehicles=1)
        await run_jobs(intake, registers)
    other = await entered(intake, household)
    await compared(intake, other, "payable")
    member = household["members"][0]["id"]
    ids = {
        "householdId": household["id"],
        "memberId": member,
        "holderMemberId": member,
        "accountId": account["id"],
        "applicationId": application["id"],
    }
    return SeededWorld(
        service=intake,
        people={**OTHERS, Role.CITIZEN: ADAM, Role.REGISTRAR: SECOND_REGISTRAR, Role.SOCIAL_WORKER: HANDLER},
        values={
            **ids,
            "personalNumber": NEWCOMER,
            "month": month(intake, 1),
        },
        bodies={},
        secret_ids=frozenset({*ids.values(), other["id"], *(one["id"] for one in household["members"])}),
    )
