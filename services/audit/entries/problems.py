"""What keeps an auditor from getting a proof."""

from shared.problems import DomainError, ProblemTable, ProblemType, Text


class NotYetCosigned(DomainError):
    """The entry is newer than the newest checkpoint that audit has cosigned."""


PROBLEMS: ProblemTable = {
    NotYetCosigned: ProblemType(
        "not-yet-cosigned",
        409,
        Text("Inte bevittnat än", "Not cosigned yet"),
        Text(
            "Revisionen har ännu inte bevittnat en kontrollpunkt som täcker posten. Det sker varje sekund: försök igen "
            "om en stund. Fortsätter det, se `alarms` i GET /v1/checkpoints.",
            "Audit has not yet cosigned a checkpoint that covers the entry. It does so every second: try again in a "
            "moment. If it goes on, see `alarms` in GET /v1/checkpoints.",
        ),
        retry_after=2,
    ),
}
