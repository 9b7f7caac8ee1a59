"""Money is a whole number of öre (SEK), in fields named `…Ore`. No float ever holds money."""

from typing import Annotated

from pydantic import Field

MAX_ORE = 10**11  # a thousand million kronor: far above any payment, far below a 64-bit column

Ore = Annotated[
    int,
    Field(
        strict=True,
        ge=0,
        le=MAX_ORE,
        description="Belopp i öre (heltal). / Amount in öre, a whole number: 394000 is 3 940 kronor.",
        examples=[394000],
    ),
]
"""A strict whole number of öre from 0: the text "1" and the number 1.0 are refused."""

PositiveOre = Annotated[
    int,
    Field(
        strict=True,
        ge=1,
        le=MAX_ORE,
        description="Belopp i öre, större än noll. / Amount in öre, above zero.",
        examples=[394000],
    ),
]


def kronor(ore: int) -> str:
    """The amount as people read it in Swedish: 394050 → "3 940,50 kr" (with no-break spaces)."""
    sign = "−" if ore < 0 else ""
    whole, rest = divmod(abs(ore), 100)
    return f"{sign}{whole:,}".replace(",", "\u00a0") + f",{rest:02d}\u00a0kr"


def kronor_in_english(ore: int) -> str:
    """The same for those who read English: 394050 → "SEK 3,940.50" (with a no-break space)."""
    whole, rest = divmod(abs(ore), 100)
    return f"{'−' if ore < 0 else ''}SEK\u00a0{whole:,}.{rest:02d}"


def decimal_amount(ore: int) -> str:
    """The amount as bank files write it: 394050 → "3940.50"."""
    if ore < 0:
        raise ValueError("a bank file carries no negative amount")
    whole, rest = divmod(ore, 100)
    return f"{whole}.{rest:02d}"
