"""Dated rules put straight into a database by its owner, as if two people had proposed and approved them."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, LiteralString
from uuid import UUID

from shared.controllog.entries import Actor, Entry
from shared.ids import new_id

Execute = Callable[[LiteralString, tuple[Any, ...]], object]

SOURCE, PROPOSER, APPROVER = "eget beslut", "chefen", "nämnden"


def approved(
    execute: Execute, service: str, municipality: str, kind: str, content: Mapping[str, Any], since: date
) -> UUID:
    """Approved on the first day that it counts. Its id."""
    version, at = new_id(), datetime.combine(since, time(12), UTC)
    entry = Entry(
        id=new_id(),
        time=at,
        municipality=municipality,
        service=service,
        act="ruleVersionApproved",
        outcome="done",
        actor=Actor(role="unitHead"),
    )
    execute("insert into log_entry (id, entry) values (%s, %s)", (entry.id, entry.encode()))
    execute(
        """insert into rule_version (id, municipality, kind, valid_from, content, source, proposed_by, proposed_at,
                                     salt, entry_id) values (%s, %s, %s, %s, %s, %s, %s, %s, 's', %s)""",
        (version, municipality, kind, since, json.dumps(content), SOURCE, PROPOSER, at, entry.id),
    )
    execute(
        """insert into rule_version_approval (rule_version_id, approved_by, approved_at, entry_id)
           values (%s, %s, %s, %s)""",
        (version, APPROVER, at, entry.id),
    )
    return version


def limit(execute: Execute, municipality: str, kind: str, ore: int, since: date) -> None:
    """In payout's database."""
    content = {"limits": [{"kind": kind, "maxAmountOre": ore}]}
    version = approved(execute, "payout", municipality, "paymentLimit", content, since)
    execute(
        """insert into payment_limit (id, municipality, kind, max_amount_ore, valid_from, proposed_by, approved_by,
                                      approved_on, source, rule_version_id)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (new_id(), municipality, kind, ore, since, PROPOSER, APPROVER, since, SOURCE, version),
    )


def delegation(execute: Execute, municipality: str, role: str, kind: str, ore: int, since: date) -> None:
    """In decision's database."""
    content = {"rules": [{"role": role, "kind": kind, "maxGrantedOre": ore}]}
    version = approved(execute, "decision", municipality, "delegation", content, since)
    execute(
        """insert into delegation_rule (id, municipality, role, kind, max_granted_ore, valid_from, proposed_by,
                                        approved_by, approved_on, source, rule_version_id)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (new_id(), municipality, role, kind, ore, since, PROPOSER, APPROVER, since, SOURCE, version),
    )
