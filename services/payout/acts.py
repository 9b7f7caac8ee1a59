"""What payout states to others, under its own key (C4): what their trust lists have to let it state (C16)."""

STATED: tuple[str, ...] = (
    "accountCompared",
    "fileMade",
    "orderBlocked",
    "orderHealed",
    "orderLetGo",
    "paymentReleased",
    "decisionStopped",
    "paymentEnded",
    "paymentSent",
)
