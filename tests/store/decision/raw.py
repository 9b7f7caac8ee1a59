"""Raw SQL with which a test tries, as the service's own role, what the rules would never do (C5)."""

from typing import Any

from tests.harness.service import person
from tests.store.decision.world import PAY_ON, SECRETARY, Case

FORBIDDEN = "42501"
"""SQLSTATE: the role has no right to it."""

CLAIM = """
    insert into claim (id, work_item_id, person, role, claimed_at, lease_ends_at, entry_id)
    select uuidv7(), w.id, :person, 'economySecretary', now(), now() + interval '1 hour', w.entry_id
    from work_item w where w.application_id = :application"""
CALCULATION = """
    insert into calculation (id, work_item_id, household_id, household_version, calculated_by, calculated_at,
      rules_version, norm_version, deficit_ore, salt, document, explanation, entry_id)
    select uuidv7(), w.id, w.household_id, 1, :person, now(), 'r', 'n', 1000, 's', '{}', '{}', w.entry_id
    from work_item w where w.application_id = :application"""
DECISION = """
    insert into decision (id, work_item_id, application_id, case_number, household_id, household_version, municipality,
      kind, month, calculation_id, calculated_by, deficit_ore, delegation_rule_id, outcome, granted_ore, reasons,
      obstacles, justifications, wording, decided_by, decided_role, decided_at, document, digest, statement, entry_id)
    select :id, w.id, w.application_id, w.case_number, k.household_id, k.household_version, w.municipality,
      w.kind, {month}, k.id, {calculated_by}, {deficit}, r.id, 'granted', {granted}, '', '[]', '[]', '{{}}', :person,
      'economySecretary', now(), '{{}}', 'd', 's', w.entry_id
    from work_item w
    join calculation k on k.work_item_id = w.id
    join delegation_rule r on r.role = 'economySecretary' and r.kind = w.kind
    where w.application_id = :application order by k.id limit 1"""
LINE = f"""
    insert into decision_line (decision_id, number, account_id, account_version, purpose, amount_ore, pay_on)
    values (:id, :number, :account, :version, 'incomeSupport', :ore, '{PAY_ON}')"""


def decision(**columns: str) -> str:
    """The statement, with SQL for the columns that a test puts something else in."""
    usual = {
        "month": "w.month",
        "calculated_by": "k.calculated_by",
        "deficit": "k.deficit_ore",
        "granted": "k.deficit_ore",
    }
    return DECISION.format(**{**usual, **columns})


def of(case: Case, number: str = SECRETARY, **more: Any) -> dict[str, Any]:
    return {"application": case.application_id, "person": person(number), **more}
