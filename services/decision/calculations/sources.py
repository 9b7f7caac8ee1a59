"""Where a figure comes from, and how sure it is.

A register's answer is one of three verdicts, and having no answer is never the same as having no income."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.decision.calculations.texts import Text
from services.decision.norms.riksnorm import NormStatus


class Origin(StrEnum):
    NORM = "norm"
    DECLARED = "declared"
    REGISTER = "register"
    HANDLER = "handler"


class RegisterBlock(StrEnum):
    """The seven blocks of the register look-up. Pensionsmyndigheten answers inside FK."""

    AF = "AF"
    CSN = "CSN"
    FK = "FK"
    SKV = "SKV"
    SO = "SO"
    TNS = "TNS"
    MIV = "MIV"


BLOCK_NAMES = {
    RegisterBlock.AF: Text("Arbetsförmedlingen", "the Public Employment Service"),
    RegisterBlock.CSN: Text("Centrala studiestödsnämnden", "the Board of Student Finance"),
    RegisterBlock.FK: Text(
        "Försäkringskassan eller Pensionsmyndigheten", "the Social Insurance Agency or the Pensions Agency"
    ),
    RegisterBlock.SKV: Text("Skatteverket", "the Tax Agency"),
    RegisterBlock.SO: Text("arbetslöshetskassan", "the unemployment fund"),
    RegisterBlock.TNS: Text("Transportstyrelsen", "the Transport Agency"),
    RegisterBlock.MIV: Text("Migrationsverket", "the Migration Agency"),
}


class Verdict(StrEnum):
    ANSWERED = "answered"
    NOTHING_HELD = "nothingHeld"
    NOT_VERIFIABLE = "notVerifiable"

    @classmethod
    def of(cls, code: str) -> "Verdict":
        """The verdict a code stands for. An unknown code is `notVerifiable`."""
        try:
            return cls(code)
        except ValueError:
            return cls.NOT_VERIFIABLE


class FigureStatus(StrEnum):
    """How sure a line's figure is: the norm's own three, and four for what is stated about a household."""

    OFFICIAL = NormStatus.OFFICIAL.value
    THIRD_PARTY = NormStatus.THIRD_PARTY.value
    DERIVED = NormStatus.DERIVED.value
    VERIFIED = "verified"
    DECLARED = "declared"
    ASSESSED = "assessed"
    NOT_VERIFIABLE = "notVerifiable"


UNCONFIRMED = frozenset({FigureStatus.THIRD_PARTY, FigureStatus.DERIVED})


@dataclass(frozen=True, slots=True)
class Source:
    """`block` and `verdict`: the register asked about the figure and what came of it, also where the figure is the
    applicant's own. `evidence`: id of the frozen answer."""

    origin: Origin
    block: RegisterBlock | None = None
    verdict: Verdict | None = None
    evidence: str | None = None

    @property
    def status(self) -> FigureStatus:
        """Of a figure about a household; a norm line has the status of its cell."""
        if self.verdict is Verdict.NOT_VERIFIABLE:
            return FigureStatus.NOT_VERIFIABLE
        if self.origin is Origin.REGISTER:
            return FigureStatus.VERIFIED
        return FigureStatus.DECLARED if self.origin is Origin.DECLARED else FigureStatus.ASSESSED

    def to_document(self) -> dict[str, Any]:
        document: dict[str, Any] = {"origin": self.origin.value}
        if self.block is not None:
            document["block"] = self.block.value
        if self.verdict is not None:
            document["verdict"] = self.verdict.value
        if self.evidence is not None:
            document["evidence"] = self.evidence
        return document

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Source":
        block, verdict = document.get("block"), document.get("verdict")
        return cls(
            Origin(document["origin"]),
            None if block is None else RegisterBlock(block),
            None if verdict is None else Verdict.of(verdict),
            document.get("evidence"),
        )


DECLARED = Source(Origin.DECLARED)
HANDLER = Source(Origin.HANDLER)
NORM = Source(Origin.NORM)
