"""What the database holds by itself of proposals and approvals: raw SQL as the service's role, each refusal by name."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import errors

from deploy.local.databases import Database
from shared.ids import new_id
from tests.harness.service import person
from tests.store.decision.raw import CLAIM, FORBIDDEN, LINE, decision, of
from tests.store.decision.test_approvals import HIGH_RENT, OTHER_HEAD, head, proposed
from tests.store.decision.world import (
    APPLICANT,
    OTHER_SECRETARY,
    PAY_ON,
    REGISTRAR,
    SECOND_REGISTRAR,
    SECRETARY,
    UNIT_HEAD,
    Case,
    World,
    decision_on,
)

PROPOSAL = """
    insert into proposal (id, work_item_id, claim_id, household_id, household_version, municipality, calculation_id,
      calculated_by, deficit_ore, outcome, granted_ore, reasons, grounds, obstacles, justifications, lines, proposed_by,
      proposed_role, proposed_at, entry_id)
    select uuidv7(), w.id, c.id, {household}, k.household_version, w.municipality, k.id, k.calculated_by, k.deficit_ore,
      {outcome}, {granted}, '', {grounds}, '[]', '[]', '[]', :person, {role}, now(), w.entry_id
    from work_item w join calculation k on k.work_item_id = w.id join claim c on c.work_item_id = w.id
    where w.application_id = :application order by k.id limit 1"""
APPROVED = """
    insert into decision (id, work_item_id, application_id, case_number, household_id, household_version, municipality,
      kind, month, calculation_id, calculated_by, deficit_ore, delegation_rule_id, outcome, granted_ore, reasons,
      obstacles, justifications, wording, decided_by, decided_role, decided_at, proposal_id, approved_by, document,
      digest, statement, entry_id)
    select :id, w.id, w.application_id, w.case_number, p.household_id, p.household_version, w.municipality, w.kind,
      w.month, p.calculation_id, p.calculated_by, p.deficit_ore, r.id, p.outcome, {granted}, {reasons}, p.obstacles,
      p.justifications, '{{}}', {decided_by}, p.proposed_role, now(), {proposal}, {approved_by}, '{{}}', 'd', 's',
      w.entry_id
    from work_item w join proposal p on p.work_item_id = w.id
    join delegation_rule r on r.role = {rule} and r.kind = w.kind
    where w.application_id = :application"""
END = "update proposal set ended_at = now(), ended_by = :person, ended_entry_id = entry_id, "


def proposal(**columns: str) -> str:
    usual = {
        "household": "w.household_id",
        "outcome": "'granted'",
        "granted": "k.deficit_ore",
        "grounds": "'[]'",
        "role": "'economySecretary'",
    }
    return PROPOSAL.format(**{**usual, **columns})


def approved(**columns: str) -> str:
    """A decision of the case's proposal, approved by `:person`."""
    usual = {
        "granted": "p.granted_ore",
        "reasons": "p.reasons",
        "decided_by": "p.proposed_by",
        "proposal": "p.id",
        "approved_by": ":person",
        "rule": "'unitHead'",
    }
    return APPROVED.format(**{**usual, **columns})


async def test_a_proposal_is_the_holders_about_the_item_in_its_queues_role(world: World) -> None:
    case, claim, _ = await world.drafted(costs=HIGH_RENT)

    assert await world.refused_by(proposal(), **of(case, OTHER_SECRETARY)) == "proposal_by_holder"
    assert await world.refused_by(proposal(role="'socialWorker'"), **of(case)) == "proposal_as_claimed"
    assert await world.refused_by(proposal(role="'unitHead'"), **of(case)) == "proposal_as_claimed"
    assert await world.refused_by(proposal(household="uuidv7()"), **of(case)) == "proposal_as_claimed"
    assert await world.refused_by(proposal(granted="k.deficit_ore + 1"), **of(case)) == "proposal_within_deficit"
    said = {"grounds": "'[1]'"}
    assert await world.refused_by(proposal(outcome="'rejected'", **said), **of(case)) == "proposal_rejection"
    assert await world.refused_by(proposal(outcome="'maybe'", **said), **of(case)) == "proposal_outcome"
    assert await world.refused_by(proposal(outcome="'rejected'"), **of(case)) == "proposal_grounds_said"
    await world.run((proposal(), of(case)))
    assert await world.refused_by(proposal(), **of(case)) == "proposal_live_item"
    assert claim


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"version": 2, "registered_by": SECRETARY}, "proposal_apart_from_entry"),
        ({"account_version": 2, "entered_by": (SECRETARY, SECRETARY)}, "proposal_apart_from_account"),
        ({"version": 2, "applicant": SECRETARY}, "proposal_own_case"),
    ],
)
async def test_hands_keep_from_proposing(world: World, facts: dict[str, Any], name: str) -> None:
    case, _, _ = await world.drafted(costs=HIGH_RENT)
    changed = replace(case, **facts)
    await world.tell(changed.account(1) if "account" in name else changed.household())

    assert await world.refused_by(proposal(), **of(case)) == name


async def test_what_awaits_approval_is_not_claimed(world: World) -> None:
    case, _, _ = await proposed(world)

    assert await world.refused_by(CLAIM, **of(case, OTHER_SECRETARY)) == "claim_not_awaiting_approval"
    assert await world.refused_by("update work_item set proposal_id = null") == "work_item_awaits_proposal"


async def test_an_item_awaits_only_a_proposal_of_its_own(world: World) -> None:
    await world.tell_all(Case())

    assert await world.refused_by("update work_item set proposal_id = uuidv7()") == "work_item_awaits_proposal"


async def test_nothing_above_the_delegation_is_decided_without_approval(world: World) -> None:
    """Not with the unit heads' rule, and not as a unit head."""
    case, _, _ = await world.drafted(costs=HIGH_RENT)
    heads_rule = decision().replace("r.role = 'economySecretary'", "r.role = 'unitHead'")

    assert await world.refused_by(decision(), **of(case, id=new_id())) == "decision_within_delegation"
    assert await world.refused_by(heads_rule, **of(case, id=new_id())) == "decision_within_delegation"
    as_head = heads_rule.replace("'economySecretary', now()", "'unitHead', now()")
    assert await world.refused_by(as_head, **of(case, id=new_id())) == "decision_in_queues_role"


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (SECRETARY, "decision_approved_by_another"),
        (REGISTRAR, "approval_apart_from_entry"),
        (SECOND_REGISTRAR, "approval_apart_from_account"),
        (APPLICANT, "approval_own_case"),
    ],
)
async def test_who_has_another_part_does_not_approve(world: World, number: str, name: str) -> None:
    case, _, _ = await proposed(world)

    assert await world.refused_by(approved(), **of(case, number, id=new_id())) == name


async def test_who_calculated_does_not_approve_either(world: World) -> None:
    case, first, calculation = await world.drafted(costs=HIGH_RENT)
    await world.secretary().post(f"/v1/claims/{first['claimId']}/release", {"reason": "Slutar för dagen."})
    other = world.secretary(OTHER_SECRETARY)
    await world.decide(await world.claimed(other), decision_on(case, calculation), other)

    assert await world.refused_by(approved(), **of(case, id=new_id())) == "decision_approved_by_another"


async def test_a_declared_conflict_counts_in_the_database(world: World) -> None:
    case, _, _ = await proposed(world)
    await head(world).post("/v1/conflicts", {"householdId": str(case.household_id), "reason": "Grannar."})

    assert await world.refused_by(approved(), **of(case, UNIT_HEAD, id=new_id())) == "approval_own_case"
    returned = END + "ended_because = 'returned', return_reason = 'r'"
    assert await world.refused_by(returned, person=person(UNIT_HEAD)) == "proposal_end_own_case"


async def test_an_approval_is_of_what_was_proposed_within_the_unit_heads_delegation(world: World) -> None:
    case, _, _ = await proposed(world)
    there = of(case, UNIT_HEAD, id=new_id())

    assert await world.refused_by(approved(granted="p.granted_ore - 1"), **there) == "decision_as_proposed"
    assert await world.refused_by(approved(reasons="'andra skäl'"), **there) == "decision_as_proposed"
    by_other = approved(decided_by=f"'{person(OTHER_SECRETARY)}'")
    assert await world.refused_by(by_other, **there) == "decision_as_proposed"
    assert await world.refused_by(approved(proposal="uuidv7()"), **there) == "decision_as_proposed"
    assert await world.refused_by(approved(rule="'economySecretary'"), **there) == "decision_within_delegation"
    assert await world.refused_by(approved(approved_by="null"), **there) == "decision_within_delegation"
    nobody = approved(approved_by="null", rule="'economySecretary'", granted="3000000")
    assert await world.refused_by(nobody, **there) == "decision_as_proposed"
    alone = approved(proposal="null")
    assert await world.refused_by(alone, **there) == "decision_by_holder"
    await world.run((approved(), there))
    assert await world.refused_by(approved(), **of(case, OTHER_HEAD, id=new_id())) == "decision_work_item_key"


async def test_an_approver_without_a_proposal_is_none(world: World) -> None:
    case, _, _ = await world.drafted()
    forged = decision().replace("decided_role,", "decided_role, approved_by,")
    forged = forged.replace("'economySecretary', now()", f"'economySecretary', '{person(UNIT_HEAD)}', now()")
    forged = forged.replace("r.role = 'economySecretary'", "r.role = 'unitHead'")

    assert await world.refused_by(forged, **of(case, id=new_id())) == "decision_approval"


async def test_each_line_is_as_it_was_proposed(world: World) -> None:
    case, _, _ = await proposed(world)
    made = of(case, UNIT_HEAD, id=new_id())
    line = {"id": made["id"], "number": 1, "account": case.account_id, "version": 1, "ore": 3_022_000}

    for changed in ({"ore": 3_021_999}, {"number": 2}):
        wrong = await world.refused_together((approved(), made), (LINE, {**line, **changed}))
        assert wrong == "decision_line_as_proposed"
    later = LINE.replace(PAY_ON, str(date.fromisoformat(PAY_ON) + timedelta(days=1)))
    assert await world.refused_together((approved(), made), (later, line)) == "decision_line_as_proposed"
    await world.run((approved(), made), (LINE, line))


async def test_an_approver_who_entered_the_account_approves_no_line_to_it(world: World) -> None:
    """Freed by a newer version, and then the one who entered that one."""
    case, _, _ = await proposed(world)
    made = of(case, OTHER_HEAD, id=new_id())
    await world.run((approved(), made))
    anew = replace(case, account_version=2, entered_by=(OTHER_HEAD, APPLICANT))
    for fact in (anew.account(1), anew.account(2), anew.compared()):
        await world.tell(fact)

    line = {"id": made["id"], "number": 1, "account": case.account_id, "version": 2, "ore": 3_022_000}
    assert await world.refused_by(LINE, **line) == "decision_line_apart_from_account"


async def test_hands_in_the_version_that_is_used_keep_from_approving(world: World) -> None:
    """Freed by a newer version, but not for a decision on the old one."""
    case, _, _ = await proposed(world, registered_by=OTHER_HEAD)
    await world.tell(replace(case, version=2, registered_by=REGISTRAR).household())

    assert await world.refused_by(approved(), **of(case, OTHER_HEAD, id=new_id())) == "decision_apart_from_entry"


CHANGES = {
    END + "ended_because = 'approved'": "proposal_approved_by_decision",
    END + "ended_because = 'returned'": "proposal_return_reason",
    END + "ended_because = 'forgotten'": "proposal_ended_because",
    "update proposal set ended_at = now()": "proposal_ended",
    "update proposal set ended_by = 'x'": "proposal_ended",
    "update proposal set return_reason = 'r'": "proposal_return_reason",
    "update proposal set granted_ore = 1": FORBIDDEN,
    "update proposal set lines = '[]'": FORBIDDEN,
    "delete from proposal": FORBIDDEN,
    "truncate proposal cascade": FORBIDDEN,
    "alter table proposal disable trigger proposal_append_only": FORBIDDEN,
}


async def test_a_proposal_only_gets_its_end(world: World) -> None:
    await proposed(world)
    who = {"person": person(UNIT_HEAD)}

    refused = {
        statement: await world.refused_by(statement, **(who if ":person" in statement else {})) for statement in CHANGES
    }
    assert refused == CHANGES


async def test_the_owner_does_not_take_it_away_either(world: World, database: Database) -> None:
    await proposed(world)
    async with await psycopg.AsyncConnection.connect(database.owner_dsn, autocommit=True) as owner:
        for statement in ("delete from proposal", "truncate proposal cascade", "update proposal set granted_ore = 1"):
            with pytest.raises(errors.IntegrityConstraintViolation) as refusal:
                await owner.execute(statement.encode())
            assert refusal.value.diag.constraint_name == "proposal_append_only"


async def test_what_was_returned_is_neither_approved_nor_ended_again(world: World) -> None:
    case, _, made = await proposed(world)
    returned = END + "ended_because = 'returned', return_reason = 'r'"
    await world.run((returned, {"person": person(UNIT_HEAD)}))

    assert await world.refused_by(returned, person=person(UNIT_HEAD)) == "proposal_append_only"
    assert await world.refused_by("update proposal set ended_at = null") == "proposal_append_only"
    there = of(case, UNIT_HEAD, id=UUID(made["proposalId"]))
    assert await world.refused_by(approved(), **there) == "decision_as_proposed"
