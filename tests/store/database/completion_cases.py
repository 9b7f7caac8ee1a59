"""What the tables of requests for completion and their answers refuse."""

from tests.store.database.decision_rows import COMPLETION, COMPLETION_RULE, REQUEST
from tests.store.database.statements import ALSO_NEW, NOWHERE, Rule

_ALLOWED = "completion_request_allowed"

COMPLETION_RULES: dict[str, Rule] = {
    "completion_rule_municipality": COMPLETION_RULE.but(municipality="'12'"),
    "completion_rule_days": COMPLETION_RULE.but(longest_days="0"),
    "completion_rule_two_persons": COMPLETION_RULE.but(approved_by="t.proposed_by"),
    "completion_rule_after_approval": COMPLETION_RULE.but(approved_on="t.valid_from + 1"),
    "completion_request_pkey": REQUEST.but(id="t.id"),
    "completion_request_open": (REQUEST, REQUEST.but(id=ALSO_NEW)),
    "completion_request_municipality": REQUEST.but(municipality="'126'").behind(_ALLOWED),
    "completion_request_missing": REQUEST.but(missing="'[]'"),
    "completion_request_text": REQUEST.but(text="''"),
    "completion_request_ended": REQUEST.but(ended_at="now()"),
    "completion_request_ended_because": REQUEST.but(
        ended_at="now()", ended_because="'bored'", ended_entry_id="t.entry_id"
    ),
    "completion_request_ended_entry_id_fkey": REQUEST.but(
        ended_at="now()", ended_because="'lapsed'", ended_entry_id=NOWHERE
    ),
    "completion_request_work_item_fkey": REQUEST.but(work_item_id=NOWHERE).behind(_ALLOWED),
    "completion_request_application_fkey": REQUEST.but(application_id=NOWHERE).behind(_ALLOWED),
    "completion_request_rule_fkey": REQUEST.but(rule_id=NOWHERE).behind(_ALLOWED),
    "completion_request_claim_fkey": REQUEST.but(claim_id=NOWHERE).behind(_ALLOWED),
    "completion_number": COMPLETION.but(number="1"),
    "completion_number_once": COMPLETION.but(number="t.number"),
}
