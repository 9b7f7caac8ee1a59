"""What the table of limits on payments refuses, and the versions that say them (C13)."""

from tests.store.database.statements import ALSO_NEW, NEW, NOWHERE, Refused, Row, Rule
from tests.store.database.version_cases import approval, not_as_approved, version_rules, version_triggers

LIMIT = Row(
    "payment_limit",
    {"id": NEW, "rule_version_id": NEW},
    where="t.rule_version_id is not null",
    before=(approval("paymentLimit"),),
)
_limit = LIMIT.behind("payment_limit_as_approved")

LIMIT_RULES: dict[str, Rule] = {
    **version_rules("paymentLimit"),
    "payment_limit_municipality": _limit.but(municipality="'126'"),
    "payment_limit_kind": _limit.but(kind="'day'"),
    "payment_limit_amount": _limit.but(max_amount_ore="-1"),
    "payment_limit_two_persons": _limit.but(approved_by="t.proposed_by"),
    "payment_limit_after_approval": _limit.but(approved_on="t.valid_from + 1"),
    "payment_limit_once": (LIMIT, LIMIT.alone().but(id=ALSO_NEW)),
    "payment_limit_version_fkey": _limit.but(rule_version_id=NOWHERE),
}
LIMIT_TRIGGERS: dict[str, list[Refused]] = {
    **version_triggers("paymentLimit"),
    **not_as_approved(
        "payment_limit_as_approved",
        LIMIT,
        kind="case t.kind when 'order' then 'householdMonth' else 'order' end",
        max_amount_ore="t.max_amount_ore + 1",
    ),
}
