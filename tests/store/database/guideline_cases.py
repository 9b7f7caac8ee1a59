"""What the table of guidelines refuses."""

from tests.store.database.decision_rows import GUIDELINE
from tests.store.database.statements import Rule

GUIDELINE_RULES: dict[str, Rule] = {
    "cost_guideline_municipality": GUIDELINE.but(municipality="'12'"),
    "cost_guideline_kind": GUIDELINE.but(kind="'rent'"),
    "cost_guideline_size": GUIDELINE.but(from_size="0"),
    "cost_guideline_amount": GUIDELINE.but(max_ore="-1"),
    "cost_guideline_two_persons": GUIDELINE.but(approved_by="t.proposed_by"),
    "cost_guideline_after_approval": GUIDELINE.but(approved_on="t.valid_from + 1"),
}
