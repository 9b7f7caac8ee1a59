"""What can be wrong with a sealed account entry."""

from shared.problems import ProblemTable, ProblemType, Refusal, Text


class BoxMissing(Refusal):
    """An account entry came without its sealed box."""


class BoxRefused(Refusal):
    """The box is not sealed to payout, is another entry's, or holds no Swedish account."""


PROBLEMS: ProblemTable = {
    BoxMissing: ProblemType(
        "sealed-box-missing",
        422,
        Text("Kontouppgiften saknas", "The sealed account is missing"),
        Text(
            "En kontoregistrering lämnas över med kontot i en förseglad låda (`sealed`).",
            "An account entry is handed over with the account in a sealed box (`sealed`).",
        ),
    ),
    BoxRefused: ProblemType(
        "sealed-box-refused",
        422,
        Text("Den förseglade lådan godtas inte", "The sealed box is not accepted"),
        Text(
            "Lådan är inte förseglad till utbetalningstjänsten, hör till en annan registrering eller innehåller inget "
            "svenskt konto. Registrera kontot på nytt.",
            "The box is not sealed to the payout service, belongs to another entry, or holds no Swedish account. "
            "Enter the account anew.",
        ),
    ),
}
