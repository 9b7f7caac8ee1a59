"""What proposed limits have to be. Every fault is found."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from services.payout.limits.rules import LimitKind
from shared.problems import Text


class RuleKind(StrEnum):
    PAYMENT_LIMIT = "paymentLimit"


class LimitFault(StrEnum):
    TWICE = "twice"
    MONTH_BELOW_ONE = "monthBelowOne"


FAULT_TEXTS = {
    LimitFault.TWICE: Text("Samma gräns står två gånger.", "The same limit is there twice."),
    LimitFault.MONTH_BELOW_ONE: Text(
        "Gränsen för hushållets månad är lägre än för en enda utbetalning.",
        "The limit for the household's month is below that for a single payment.",
    ),
}


def limit_faults(limits: list[tuple[LimitKind, int]]) -> Iterator[tuple[LimitFault, str]]:
    """`limits`: kind and öre. Each fault with its place in the content."""
    kinds = [kind for kind, _ in limits]
    for place, kind in enumerate(kinds):
        if kind in kinds[:place]:
            yield LimitFault.TWICE, f"limits[{place}]"
    most: Mapping[LimitKind, int] = dict(limits)
    if len(most) > 1 and most[LimitKind.HOUSEHOLD_MONTH] < most[LimitKind.ORDER]:
        yield LimitFault.MONTH_BELOW_ONE, "limits"
