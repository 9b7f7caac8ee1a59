"""What tests of intake have in common: the persons, a household of theirs, and what is in the database."""

from datetime import date
from typing import Any

import httpx
from sqlalchemy import text

from deploy.sandbox.persons import number_for
from shared.controllog.entries import Entry, decode
from tests.harness.service import ServiceUnderTest

REGISTRAR = number_for(date(1980, 1, 1), 0).digits
SECOND_REGISTRAR = number_for(date(1980, 1, 1), 1).digits
HANDLER = number_for(date(1980, 1, 1), 2).digits
ADAM = number_for(date(1990, 2, 2), 1).digits
BERTIL = number_for(date(1991, 3, 3), 2).digits
CHILD = number_for(date(2015, 4, 4), 3).digits
STRANGER = number_for(date(1985, 5, 5), 4).digits


def couple() -> dict[str, Any]:
    return {
        "kind": "couple",
        "members": [
            {"personalNumber": ADAM, "name": "Testperson Adam", "role": "applicant"},
            {"personalNumber": BERTIL, "name": "Testperson Bertil", "role": "coApplicant"},
            {"personalNumber": CHILD, "name": "Testbarn Caesar", "role": "child"},
        ],
    }


def single(number: str = ADAM) -> dict[str, Any]:
    return {"kind": "single", "members": [{"personalNumber": number, "name": "Testperson Ett", "role": "applicant"}]}


async def register(intake: ServiceUnderTest, body: dict[str, Any] | None = None, **token: str) -> dict[str, Any]:
    """A household that a registrar has registered: `{id, version, members}`."""
    answer = await intake.person(REGISTRAR, "registrar", **token).post("/v1/households", body or couple())
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def change(intake: ServiceUnderTest, household: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """The household's next version."""
    registrar = intake.person(REGISTRAR, "registrar")
    version = {"If-Match": f'"{household["version"]}"'}
    answer = await registrar.post(f"/v1/households/{household['id']}/versions", body, **version)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def rows(intake: ServiceUnderTest, query: str, **values: Any) -> list[dict[str, Any]]:
    async with intake.running.engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(text(query), values)).mappings()]


async def count(intake: ServiceUnderTest, table: str) -> int:
    return int((await rows(intake, f"select count(*) as number from {table}"))[0]["number"])


async def log(intake: ServiceUnderTest) -> list[Entry]:
    """The control log, the oldest entry first."""
    return [decode(row["entry"]) for row in await rows(intake, "select entry from log_entry order by id")]


async def handed_over(intake: ServiceUnderTest, act: str, to: str) -> list[dict[str, Any]]:
    """The events of this act that wait for this service."""
    waiting = await rows(intake, "select destination, event from outbox order by position")
    return [row["event"] for row in waiting if row["destination"] == to and row["event"]["type"] == act]


def slug(answer: httpx.Response) -> str:
    """Which problem the answer tells of."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return str(answer.json()["type"]).rsplit("/", 1)[-1]
