"""Decisions made again over the API, whatever has come into force since (C13)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from shared.auth.callers import Role
from tests.harness.service import Caller
from tests.store.decision.world import APPLICANT, OTHER_SECRETARY, UNIT_HEAD, Case, World, case_of, decision_on

AUDITOR = OTHER_SECRETARY


def auditor(world: World) -> Caller:
    return world.service.person(AUDITOR, "auditor")


async def decided(world: World, case: Case, **body: Any) -> str:
    """A full grant on a calculation of this body; its id."""
    await world.tell_all(case)
    claim = await world.claimed()
    answer = await world.decide(claim, decision_on(case, await world.calculated(claim, **body)))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def again(world: World, decision_id: str, by: Caller | None = None) -> dict[str, Any]:
    answer = await (by or auditor(world)).get(f"/v1/decisions/{decision_id}/recalculation")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_decision_comes_out_the_same_to_the_ore_and_the_word_and_as_logged(world: World) -> None:
    case = Case()
    wage = {"kind": "wage", "memberId": str(case.member_id), "receivedOre": 400_000, "source": "declared"}
    decision_id = await decided(world, case, incomes=[wage])

    for reader in (auditor(world), world.service.person(UNIT_HEAD, "unitHead")):
        made = await again(world, decision_id, reader)

        assert {name: made[name] for name in ("same", "sameAmounts", "sameWords", "asLogged")} == dict.fromkeys(
            ("same", "sameAmounts", "sameWords", "asLogged"), True
        )
        assert made["deficitOre"] == made["storedDeficitOre"] == 522_000 + 650_000 - 400_000
        assert (made["amounts"], made["words"]) == ([], [])
    entry = (await world.log())[-1]
    assert (entry.act, entry.subjects["decisionId"]) == ("decisionRecalculated", decision_id)


async def test_a_decision_with_a_unit_heads_approval_comes_out_the_same(world: World) -> None:
    case = await world.tell_all(Case(costs=[{"kind": "housing", "amountOre": 2_500_000}]))
    claim = await world.claimed()
    proposed = await world.decide(claim, decision_on(case, await world.calculated(claim)))
    head = world.service.person(UNIT_HEAD, "unitHead")
    approved = await head.post(f"/v1/proposals/{proposed.json()['proposalId']}/approval", {})

    assert (await again(world, approved.json()["id"]))["same"] is True


Change = Callable[[str], None]


@pytest.fixture
def as_superuser(postgres: Postgres, database: Database) -> Change:
    """As who can switch every trigger off."""

    def change(statement: str) -> None:
        with psycopg.connect(postgres.dsn(database.name)) as sql:
            sql.execute("set session_replication_role = replica")
            assert sql.execute(statement.encode()).rowcount == 1

    return change


@pytest.mark.parametrize(
    ("changed", "places", "as_logged"),
    [
        pytest.param(
            "update calculation set document = jsonb_set(document, '{facts,household,others}', '1')",
            "calculation.lines[1].amountOre",
            False,
            id="facts of a calculation",
        ),
        pytest.param(
            "update calculation set explanation = jsonb_set(explanation, '{sv,0}', '\"Något annat.\"')",
            "explanation.sv[0]",
            True,
            id="words of a calculation",
        ),
        pytest.param(
            "update decision set wording = jsonb_set(wording, '{en,0}', '\"Something else.\"')",
            "wording.en[0]",
            True,
            id="words of a decision",
        ),
        pytest.param(
            "update decision set document = jsonb_set(document, '{grantedOre}', '1')", None, False, id="the object"
        ),
    ],
)
async def test_what_a_database_administrator_changes_is_found(
    world: World, as_superuser: Change, changed: str, places: str | None, as_logged: bool
) -> None:
    decision_id = await decided(world, Case())

    as_superuser(changed)
    made = await again(world, decision_id)

    assert (made["same"], made["asLogged"]) == (False, as_logged)
    assert places is None or places in [*made["amounts"], *made["words"]]


async def test_nobody_recalculates_their_own_case_or_another_municipalitys(world: World) -> None:
    decision_id = await decided(world, Case())
    path = f"/v1/decisions/{decision_id}/recalculation"

    own = await world.service.person(APPLICANT, "auditor").get(path)
    elsewhere = await world.service.person(AUDITOR, "auditor", municipality="0180").get(path)

    assert (own.status_code, own.json()["rule"]) == (403, "C2")
    assert elsewhere.status_code == 404
    assert (await world.secretary().get(path)).status_code == 403
    assert Role.AUDITOR.value in (await world.secretary().get(path)).json()["needed"]


async def test_what_a_reader_is_told_names_no_fact_of_the_case(world: World) -> None:
    case = case_of(2)
    decision_id = await decided(world, case)

    told = str(await again(world, decision_id))

    assert str(case.member_id) not in told
    assert str(UUID(decision_id)) in told
