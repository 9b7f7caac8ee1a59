"""Calculating: by who holds the item, with a reason where something is left out, and kept for all time (C13)."""

from dataclasses import replace
from typing import Any

import pytest

from services.decision.calculations.rules import recalculate
from shared.canonical import digest
from shared.ids import new_id
from tests.store.decision.world import HOUSING_ALLOWANCE, OTHER_SECRETARY, SECRETARY, Case, World, decision_on


def wage(case: Case, **said: Any) -> dict[str, Any]:
    return {"kind": "wage", "memberId": str(case.member_id), "receivedOre": 500_000, "source": "declared", **said}


def working(case: Case, qualified_from: str = "2026-01") -> dict[str, Any]:
    return {"memberId": str(case.member_id), "qualifiedFrom": qualified_from, "reason": "Beslut från annan kommun."}


async def test_the_need_line_by_line_with_its_explanation(world: World) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()

    made = await world.calculated(
        claim,
        incomes=[wage(case)],
        jobStimulus=[working(case)],
        costs=[{"kind": "housing", "approvedOre": 600_000, "reason": "Högsta godtagbara hyra."}],
    )

    totals = {name: made[f"{name}Ore"] for name in ("norm", "costs", "incomes", "deficit", "appliedDeficit")}
    assert totals == {
        "norm": 522_000,
        "costs": 600_000,
        "incomes": 375_000,
        "deficit": 747_000,
        "appliedDeficit": 797_000,
    }
    assert sum(line["amountOre"] for line in made["lines"]) == made["deficitOre"]
    assert (made["normVersion"], made["rulesVersion"]) == ("riksnorm-2026-2", "calculation-3")
    assert [(line["rule"], line["amountOre"]) for line in made["notCounted"]] == [("jobStimulus", 125_000)]
    assert made["notCountedOre"] == 125_000
    assert any("Högsta godtagbara hyra" in line for line in made["explanation"]["sv"])
    assert made["explanation"]["en"][-1].endswith("is short.")


async def test_it_is_kept_and_comes_out_the_same_again(world: World) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()
    made = await world.calculated(claim, incomes=[wage(case)])

    (row,) = await world.rows("select * from calculation")
    again = recalculate(row.document)

    assert again.to_document() == row.document
    assert {"sv": list(again.explanation("sv")), "en": list(again.explanation("en"))} == row.explanation
    assert (row.deficit_ore, str(row.id)) == (made["deficitOre"], made["id"])
    (entry,) = [entry for entry in await world.log() if entry.act == "calculationMade"]
    assert entry.digest == digest({"salt": row.salt, "calculationId": made["id"], **row.document})
    assert (entry.rule, entry.id) == ("calculation-3", row.entry_id)


async def test_the_municipalitys_guideline_stands_on_the_line_and_is_kept(world: World) -> None:
    await world.tell_all(Case())
    made = await world.calculated(await world.claimed())

    [rent] = [line for line in made["lines"] if line["item"] == "housing"]
    assert (rent["facts"]["guidelineOre"], rent["facts"]["guidelineStatus"]) == (447_400, "example")
    assert rent["source"]["origin"] == "declared"
    assert any("riktlinje (exempel) är högst" in line for line in made["explanation"]["sv"])
    (row,) = await world.rows("select * from calculation")
    assert recalculate(row.document).to_document() == row.document


async def test_above_the_norm_only_the_need_beside_it_is_granted_and_by_a_social_worker(world: World) -> None:
    case = await world.tell_all(Case(kind="aboveNorm", costs=[{"kind": "glasses", "amountOre": 150_000}]))
    worker = world.social_worker()
    claim = await world.claimed(worker, "new")
    path = f"/v1/work-items/{claim['workItemId']}/calculations"

    unreasoned = await worker.post(path, {"incomes": []})
    assert (unreasoned.status_code, unreasoned.json()["problems"][0]["problem"]) == (422, "reasonMissing")
    assert (await world.secretary().post(path, {"incomes": []})).status_code == 403
    approved = {"kind": "glasses", "approvedOre": 150_000, "reason": "Synen kräver nya glas."}
    made = await world.calculated(claim, worker, costs=[approved])

    assert (made["deficitOre"], made["appliedDeficitOre"], made["normOre"]) == (150_000, 150_000, 522_000)
    decided = await world.decide(claim, decision_on(case, made), worker)
    assert (decided.status_code, decided.json()["grantedOre"]) == (201, 150_000)


async def test_work_renews_the_claim(world: World) -> None:
    await world.tell_all(Case())
    claim = await world.claimed()
    world.later(minutes=50)

    made = await world.calculated(claim)
    assert made["leaseEndsAt"] > claim["leaseEndsAt"]

    world.later(minutes=100)
    assert (await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")).status_code == 200


async def test_only_the_holder_calculates(world: World) -> None:
    await world.tell_all(Case())
    claim = await world.claimed()
    path = f"/v1/work-items/{claim['workItemId']}/calculations"
    body: dict[str, Any] = {"incomes": []}

    refused = await world.secretary(OTHER_SECRETARY).post(path, body)
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[1]) == (403, "claim-needed")
    assert (await world.log())[-1].reason == "claim needed"
    world.later(hours=2)
    assert (await world.secretary().post(path, body)).status_code == 403
    assert await world.count("calculation") == 0


@pytest.mark.parametrize(
    ("facts", "act"),
    [
        pytest.param({"version": 2, "registered_by": SECRETARY}, "entry", id="changed the household"),
        pytest.param({"account_version": 2, "entered_by": (SECRETARY, SECRETARY)}, "account", id="entered an account"),
    ],
)
async def test_a_hand_got_since_the_claim_is_refused_and_logged(world: World, facts: dict[str, Any], act: str) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()
    changed = replace(case, **facts)
    await world.tell(changed.household() if act == "entry" else changed.account(1))

    refused = await world.secretary().post(f"/v1/work-items/{claim['workItemId']}/calculations", {"incomes": []})

    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/broken-payment-chain")
    assert (refused.json()["rule"], refused.json()["earlierAct"]) == ("C1", act)
    entry = (await world.log())[-1]
    assert (entry.act, entry.outcome, entry.rule, entry.reason) == ("calculationMade", "refused", "C1", "broken chain")
    assert await world.count("calculation") == 0


ANOTHER = "019b1f6e-3c00-7d11-8a55-9e0f2b7c4d10"


def _income(kind: str, **said: Any) -> dict[str, Any]:
    return {"incomes": [{"kind": kind, "receivedOre": 500_000, "source": "declared", **said}]}


@pytest.mark.parametrize(
    ("body", "problem", "at"),
    [
        ({"costs": [{"kind": "housing", "approvedOre": 1}]}, "reasonMissing", "costs[0].reason"),
        ({"costs": [{"kind": "housing", "approvedOre": 650_001}]}, "approvedAboveApplied", "costs[0].approvedOre"),
        (_income("housingAllowance", source="register"), "badSource", "incomes[0].source"),
        (_income("wage", disregardedOre=1), "reasonMissing", "incomes[0].reason"),
        (_income("wage", memberId=ANOTHER), "unknownMember", "incomes[0].member"),
        ({"members": [{"memberId": ANOTHER}]}, "unknownMember", "members[0]"),
        ({"adjustments": [{"amountOre": 0, "reason": "Ingen."}]}, "badAmount", "adjustments[0].amountOre"),
    ],
)
async def test_what_cannot_be_calculated_is_told_in_words(
    world: World, body: dict[str, Any], problem: str, at: str
) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()
    incomes = [{"memberId": str(case.member_id), **income} for income in body.get("incomes", [])]

    path = f"/v1/work-items/{claim['workItemId']}/calculations"
    answer = await world.secretary().post(path, {**body, "incomes": incomes})

    assert answer.status_code == 422
    (found,) = answer.json()["problems"]
    assert (found["problem"], found["at"]) == (problem, at)
    assert found["sv"] != found["en"]
    assert await world.count("calculation") == 0


async def test_last_years_norm_is_never_used(world: World) -> None:
    await world.tell_all(Case(month="2031-02"))
    claim = await world.claimed()

    answer = await world.secretary().post(f"/v1/work-items/{claim['workItemId']}/calculations", {"incomes": []})

    assert (answer.status_code, answer.json()["month"]) == (422, "2031-02")
    assert answer.json()["type"].endswith("/norm-missing")


@pytest.mark.parametrize(
    "body",
    [
        {"incomes": [{"kind": "wage", "receivedOre": "500000", "source": "declared", "memberId": ANOTHER}]},
        {"incomes": [{"kind": "wage", "receivedOre": 5000.0, "source": "declared", "memberId": ANOTHER}]},
        {"incomes": [{"kind": "wage", "receivedOre": -1, "source": "declared", "memberId": ANOTHER}]},
        {"incomes": [{"kind": "wage", "receivedOre": 1, "source": "norm", "memberId": ANOTHER}]},
        {"incomes": [], "costs": [{"kind": "housing", "approvedOre": 1}, {"kind": "housing", "approvedOre": 2}]},
        {"incomes": [], "members": [{"memberId": ANOTHER, "days": 0}]},
        {"incomes": [], "others": 51},
        {"incomes": [], "personalNumber": SECRETARY},
        {},
    ],
)
async def test_other_forms_are_refused_without_repeating_them(world: World, body: dict[str, Any]) -> None:
    await world.tell_all(Case())
    claim = await world.claimed()

    answer = await world.secretary().post(f"/v1/work-items/{claim['workItemId']}/calculations", body)

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/invalid-request")
    assert SECRETARY not in answer.text


async def test_a_register_answer_is_counted_as_the_registers(world: World) -> None:
    case = await world.tell_all(Case(answers={"FK": ("answered", [HOUSING_ALLOWANCE])}))
    claim = await world.claimed()
    seen = {"kind": "housingAllowance", "memberId": str(case.member_id), "receivedOre": 185_000, "source": "register"}

    made = await world.calculated(claim, incomes=[seen])

    (line,) = [line for line in made["lines"] if line["kind"] == "countedIncome"]
    assert (line["amountOre"], line["status"]) == (-185_000, "verified")
    (row,) = await world.rows("""
        select k.document->'facts'->'incomes'->0->'source' as source, e->>'evidenceId' as frozen
        from calculation k, verification v, jsonb_array_elements(v.document->'evidence') e where e->>'block' = 'FK'""")
    assert row.source["evidence"] == row.frozen, "the very answer that it rests on"


async def test_a_cost_that_was_not_applied_for_is_the_handlers(world: World) -> None:
    await world.tell_all(Case())
    claim = await world.claimed()

    made = await world.calculated(claim, costs=[{"kind": "medicine", "approvedOre": 30_000, "reason": "Akut."}])

    costs = {line["item"]: (line["amountOre"], line["status"]) for line in made["lines"] if line["item"]}
    assert costs == {"housing": (650_000, "declared"), "medicine": (30_000, "assessed")}


@pytest.mark.parametrize(
    "changed",
    [
        "document, jsonb_set(explanation, '{sv,0}', '\"Något annat.\"')",
        "jsonb_set(document, '{facts,household,others}', '1'), explanation",
        "jsonb_set(document, '{lines,0,amountOre}', '1'), explanation",
    ],
)
async def test_what_does_not_come_out_the_same_again_is_not_decided_on(world: World, changed: str) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()
    await world.calculated(claim)
    other = new_id()
    copy = f"""
        insert into calculation (id, work_item_id, household_id, household_version, calculated_by, calculated_at,
          rules_version, norm_version, deficit_ore, salt, document, explanation, entry_id)
        select :id, work_item_id, household_id, household_version, calculated_by, calculated_at, rules_version,
          norm_version, deficit_ore, salt, {changed}, entry_id from calculation"""
    await world.run((copy, {"id": other}))

    answer = await world.decide(claim, decision_on(case, {"id": str(other), "deficitOre": 1_172_000}))

    assert (answer.status_code, answer.json()["because"]) == (409, "rulesChanged")
