"""Whether a decision comes out the same again: to the öre and to the word (C13).

Everything is made anew from the stored facts by the rules and the norm that they name, and held against what was
stored. What has come into force since is never looked at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.problems import UnfitFacts
from services.decision.calculations.rules import recalculate
from services.decision.calculations.store import explanations
from services.decision.decisions.purposes import Purpose
from services.decision.decisions.rules import Outcome
from services.decision.decisions.wording import Decided, WordedLine, wording
from services.decision.norms.problems import UnknownNormVersion
from services.decision.norms.riksnorm import NormTable
from services.decision.norms.stored import norm_by_version
from services.decision.rejection_grounds.rules import StatedGround
from shared.auth.callers import Role

NormOf = Callable[[str], NormTable]
Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A payment that the decision ordered. Öre."""

    purpose: Purpose
    amount_ore: int
    pay_on: date


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision with its calculation, as they were stored. `wording` and `explanation`: {sv, en}. `approved`: whether
    a unit head approved what `role` had proposed."""

    calculation: Mapping[str, Any]
    explanation: Words
    case_number: str
    outcome: Outcome
    lines: tuple[StoredLine, ...]
    reasons: str
    role: Role
    approved: bool
    decided_at: datetime
    wording: Words
    grounds: tuple[StatedGround, ...] = ()


@dataclass(frozen=True, slots=True)
class Recalculated:
    """`deficit_ore` is None where the facts give no calculation any more. `amounts`, `words`: the places that are not
    the same, as in "calculation.lines[0].amountOre"; never what stands there."""

    stored_deficit_ore: int
    deficit_ore: int | None
    amounts: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def same(self) -> bool:
        return not self.amounts and not self.words


def made_again(stored: StoredDecision, norm_of: NormOf = norm_by_version) -> Recalculated:
    """`norm_of` finds the table that a version names; raises UnknownNormVersion."""
    stored_ore = stored.calculation.get("deficitOre", 0)
    try:
        again = recalculate(dict(stored.calculation), norm_of)
    except UnknownNormVersion:
        return Recalculated(stored_ore, None, ("calculation.facts.normVersion",), ())
    except UnfitFacts as error:
        places = tuple(f"calculation.facts.{found.at}" for found in error.problems)
        return Recalculated(stored_ore, None, places, ())
    except (KeyError, TypeError, ValueError):
        return Recalculated(stored_ore, None, ("calculation.facts",), ())
    return Recalculated(
        stored_ore,
        again.deficit_ore,
        tuple(different(stored.calculation, again.to_document(), "calculation")),
        tuple(_other_words(stored, again)),
    )


def different(stored: Any, again: Any, at: str) -> Iterator[str]:
    """Every place where the two are not the same."""
    if isinstance(stored, Mapping) and isinstance(again, Mapping):
        for name in sorted({*stored, *again}):
            yield from different(stored.get(name), again.get(name), f"{at}.{name}")
    elif isinstance(stored, list | tuple) and isinstance(again, list | tuple):
        for place, (one, other) in enumerate(zip_longest(stored, again)):
            yield from different(one, other, f"{at}[{place}]")
    elif stored != again:
        yield at


def _other_words(stored: StoredDecision, again: Calculation) -> Iterator[str]:
    yield from different(stored.explanation, explanations(again), "explanation")
    decided = _decided(stored, again)
    words = {"sv": wording(decided, "sv"), "en": wording(decided, "en")}
    yield from different(stored.wording, words, "wording")


def _decided(stored: StoredDecision, again: Calculation) -> Decided:
    return Decided(
        case_number=stored.case_number,
        outcome=stored.outcome,
        calculation=again,
        lines=tuple(WordedLine(line.purpose, line.amount_ore, line.pay_on) for line in stored.lines),
        reasons=stored.reasons,
        grounds=stored.grounds,
        role=stored.role,
        decided_at=stored.decided_at,
        approved=Role.UNIT_HEAD if stored.approved else None,
    )
