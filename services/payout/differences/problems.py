"""What keeps a difference from being acknowledged."""

from shared.problems import ProblemTable, ProblemType, Refusal, Text


class AlreadyAcknowledged(Refusal):
    """Somebody has acknowledged it before, with a reason that stands."""


PROBLEMS: ProblemTable = {
    AlreadyAcknowledged: ProblemType(
        "difference-acknowledged",
        409,
        Text("Avvikelsen är redan kvitterad", "The difference is acknowledged already"),
        Text("Någon har kvitterat den tidigare; skälet gäller.", "Somebody acknowledged it before; the reason stands."),
    ),
}

CONSTRAINTS = {"difference_acknowledged_pkey": AlreadyAcknowledged()}
