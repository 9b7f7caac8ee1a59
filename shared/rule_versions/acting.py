"""What two people do with a rule, the same in every service that has dated rules."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.acts import Act
from shared.canonical import new_salt
from shared.ids import new_id
from shared.problems import NotFound
from shared.rule_versions import store
from shared.rule_versions.problems import OwnRule, RuleApproved, RuleLapsed, RuleUnfit
from shared.rule_versions.rules import RuleVersion, RuleVersionStatus, can_begin_on


async def propose(act: Act, kind: str, valid_from: date, content: dict[str, Any], source: str) -> RuleVersion:
    """Kept as a proposal, which counts for nothing. Raises RuleUnfit where it could never come into force."""
    if not can_begin_on(valid_from, act.running.clock.today()):
        raise RuleUnfit.first_day()
    made = RuleVersion(new_id(), kind, valid_from, content, source, act.person, act.now)
    salt = new_salt()
    entry_id = await act.record(_document(made, salt), ruleVersionId=made.id)
    stored = {
        "id": made.id,
        "municipality": act.municipality,
        "kind": kind,
        "valid_from": valid_from,
        "content": content,
        "source": source,
        "proposed_by": act.person,
        "proposed_at": act.now,
        "salt": salt,
        "entry_id": entry_id,
    }
    await store.add(act.connection, stored)
    return made


async def approve(act: Act, rule_version_id: UUID) -> RuleVersion:
    """By another person than the proposer, whichever of their numbers they signed in with. Raises NotFound,
    RuleApproved, OwnRule or RuleLapsed."""
    act.about(ruleVersionId=rule_version_id)
    row = await store.find(act.connection, rule_version_id, act.municipality)
    if row is None:
        raise NotFound
    proposed = store.rule_version(row)
    status = proposed.status(act.running.clock.today())
    if status is RuleVersionStatus.APPROVED:
        raise RuleApproved
    if act.running.persons.same().first(proposed.proposed_by) == act.person:
        raise OwnRule
    if status is RuleVersionStatus.LAPSED:
        raise RuleLapsed
    entry_id = await act.record(_document(proposed, row.salt))
    approved = {
        "rule_version_id": rule_version_id,
        "approved_by": act.person,
        "approved_at": act.now,
        "entry_id": entry_id,
    }
    await store.approve(act.connection, approved)
    return proposed.by(act.person, act.now)


def _document(made: RuleVersion, salt: str) -> dict[str, Any]:
    """The salted object whose digest the control log gets, of the proposal and of its approval."""
    return {
        "salt": salt,
        "ruleVersionId": str(made.id),
        "kind": made.kind,
        "validFrom": made.valid_from.isoformat(),
        "content": dict(made.content),
        "source": made.source,
    }
