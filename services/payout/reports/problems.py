"""Why a report that somebody brings is not taken."""

from shared.problems import DomainError, ProblemTable, ProblemType, Text


class ReportNotReadable(DomainError):
    """No pain.002 or camt.054 that we read."""


PROBLEMS: ProblemTable = {
    ReportNotReadable: ProblemType(
        "bank-report-not-readable",
        422,
        Text("Återrapporten kan inte läsas", "The report cannot be read"),
        Text(
            "Lämna filen som banken gav den: pain.002 (001.10, 001.03) eller camt.054 (001.08), högst 1 MB.",
            "Send the file as the bank gave it: pain.002 (001.10, 001.03) or camt.054 (001.08), at most 1 MB.",
        ),
    ),
}
