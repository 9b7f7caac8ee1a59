"""The kinds of stated facts: who states them, about what, and whose hands they name."""

HOUSEHOLD, APPLICATION, ACCOUNT_ENTRY = "household", "application", "accountEntry"
COMPLETION = "completion"
DECISION, LINE_RENEWAL, CONFLICT, REVOCATION = "decision", "lineRenewal", "conflict", "revocation"
SUBJECTS = {REVOCATION: DECISION}
"""What a statement of this kind is about, where it is not called so: a revocation is a decision's second version."""
OWNERS = {
    HOUSEHOLD: "intake",
    APPLICATION: "intake",
    COMPLETION: "intake",
    ACCOUNT_ENTRY: "intake",
    DECISION: "decision",
    LINE_RENEWAL: "decision",
    CONFLICT: "decision",
}
"""Which service may state what, and says whether it is still in force."""
LINKS = {
    HOUSEHOLD: "entry",
    APPLICATION: "entry",
    COMPLETION: "entry",
    ACCOUNT_ENTRY: "account",
    DECISION: "decision",
    LINE_RENEWAL: "decision",
    REVOCATION: "decision",
}
"""In which link of the chain the statement's persons had a hand. A conflict is nobody's hand."""
