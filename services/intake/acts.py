"""What intake states to others, under its own key (C4): what their trust lists have to let it state (C16)."""

STATED: tuple[str, ...] = (
    "householdRegistered",
    "householdChanged",
    "accountEntered",
    "applicationRegistered",
    "applicationVerified",
    "applicationCompleted",
    "completionRegistered",
    "applicationWithdrawn",
    "inForceStated",
)
