"""Why days are not listed."""

from shared.problems import DomainError, ProblemTable, ProblemType, Text


class TooManyDays(DomainError):
    """The last day lies before the first, or more than a year after it."""


PROBLEMS: ProblemTable = {
    TooManyDays: ProblemType(
        "too-many-days",
        400,
        Text("För många dagar", "Too many days"),
        Text("Begränsa med from och to: högst ett år, och to tidigast from.", "Narrow by from/to: at most a year."),
    ),
}
