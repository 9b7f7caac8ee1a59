"""What a calculation is made from. All amounts are öre for the month, and never negative but in NormAdjustment.

The stored form of the facts is enough to make the same calculation again, years later (`from_document`)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.guidelines import Guideline
from services.decision.calculations.household import AgeDay, Household
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.job_stimulus import JobStimulus
from services.decision.calculations.known_incomes import KnownIncome
from services.decision.calculations.sources import Source
from services.decision.norms.riksnorm import NormTable
from services.decision.norms.stored import norm_by_version
from shared.months import Month

FIRST_RULES = "calculation-1"
SECOND_RULES = "calculation-2"
RULES = "calculation-3"
"""The version of the rules in this folder. A change that can give another öre or another word for the same facts gets a
new version, and the old rules stay for the calculations that name them. The second knows the municipality's guidelines
and needs above the norm, and its norm lines name where the figure was found. The third knows every income that was
declared or seen and lists what is not counted, and job stimulus rests on months of income support."""
KNOWN_RULES = frozenset({FIRST_RULES, SECOND_RULES, RULES})


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Dated figures that the rules rest on, taken from the municipality's approved settings by the caller.

    `daily_divisor_tenths`: a month's personal costs by the day are the monthly amount × 10 / this (304: 30.4 days),
    rounded to the nearest `daily_step_ore`. `price_base_amount_ore`: prisbasbeloppet of the calendar year, needed only
    where a child has wages of its own. `approved`: id of the municipality's approved version that says so, None where
    they are the usual ones."""

    version: str = RULES
    age_day: AgeDay = AgeDay.LAST_DAY
    daily_divisor_tenths: int = 304
    daily_step_ore: int = 100
    job_stimulus_percent: int = 25
    price_base_amount_ore: int | None = None
    approved: str | None = None

    def to_document(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "version": self.version,
            "ageDay": self.age_day.value,
            "dailyDivisorTenths": self.daily_divisor_tenths,
            "dailyStepOre": self.daily_step_ore,
            "jobStimulusPercent": self.job_stimulus_percent,
        }
        if self.price_base_amount_ore is not None:
            document["priceBaseAmountOre"] = self.price_base_amount_ore
        return _with_optional(document, approved=self.approved)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "RuleSettings":
        return cls(
            version=document["version"],
            age_day=AgeDay(document["ageDay"]),
            daily_divisor_tenths=document["dailyDivisorTenths"],
            daily_step_ore=document["dailyStepOre"],
            job_stimulus_percent=document["jobStimulusPercent"],
            price_base_amount_ore=document.get("priceBaseAmountOre"),
            approved=document.get("approved"),
        )


@dataclass(frozen=True, slots=True)
class NormAdjustment:
    """A norm counted higher (above 0) or lower (below 0) in the single case, for special reasons (SoL 12 kap. 7 §).
    A decision on fritidskort may not be such a reason (12 kap. 7 a §)."""

    amount_ore: int
    reason: str
    member: str | None = None

    def to_document(self) -> dict[str, Any]:
        return _with_optional({"amountOre": self.amount_ore, "reason": self.reason}, member=self.member)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "NormAdjustment":
        return cls(document["amountOre"], document["reason"], document.get("member"))


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost as applied for and as approved. `reason` is required where less was approved, and wherever the cost is a
    need `beside_norm`, in an application above the norm. `guideline`: the municipality's for it, where there is one."""

    kind: CostKind
    applied_ore: int
    approved_ore: int
    source: Source
    reason: str | None = None
    member: str | None = None
    beside_norm: bool = False
    guideline: Guideline | None = None

    def to_document(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "kind": self.kind.value,
            "appliedOre": self.applied_ore,
            "approvedOre": self.approved_ore,
            "source": self.source.to_document(),
        }
        if self.beside_norm:
            document["besideNorm"] = True
        if self.guideline is not None:
            document["guideline"] = self.guideline.to_document()
        return _with_optional(document, reason=self.reason, member=self.member)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Cost":
        return cls(
            kind=CostKind(document["kind"]),
            applied_ore=document["appliedOre"],
            approved_ore=document["approvedOre"],
            source=Source.from_document(document["source"]),
            reason=document.get("reason"),
            member=document.get("member"),
            beside_norm=document.get("besideNorm", False),
            guideline=Guideline.from_document(document["guideline"]) if "guideline" in document else None,
        )


@dataclass(frozen=True, slots=True)
class Income:
    """An income after tax that a member had. What is not counted comes from the law and from the handler:

    `job_stimulus`: the handler has found that the special rule of SoL 12 kap. 8 § applies to these wages, which only
    the first two rules ask; later ones go by `CalculationFacts.job_stimulus`;
    `earned_before_ore`: a child's own wages earlier in the calendar year (12 kap. 9 §);
    `disregarded_ore`: what the handler leaves out beside that, with `reason`."""

    kind: IncomeKind
    member: str
    received_ore: int
    source: Source
    job_stimulus: bool = False
    earned_before_ore: int = 0
    disregarded_ore: int = 0
    reason: str | None = None

    def to_document(self) -> dict[str, Any]:
        document = {
            "kind": self.kind.value,
            "member": self.member,
            "receivedOre": self.received_ore,
            "source": self.source.to_document(),
            "jobStimulus": self.job_stimulus,
            "earnedBeforeOre": self.earned_before_ore,
            "disregardedOre": self.disregarded_ore,
        }
        return _with_optional(document, reason=self.reason)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Income":
        return cls(
            kind=IncomeKind(document["kind"]),
            member=document["member"],
            received_ore=document["receivedOre"],
            source=Source.from_document(document["source"]),
            job_stimulus=document["jobStimulus"],
            earned_before_ore=document["earnedBeforeOre"],
            disregarded_ore=document["disregardedOre"],
            reason=document.get("reason"),
        )


@dataclass(frozen=True, slots=True)
class CalculationFacts:
    """`above_norm`: an application above the norm. What is short by the norm itself is then decided in the month's own
    application, and only a surplus counts against the needs beside it. `known`: all that was declared and seen;
    `job_stimulus`: whom the special rule of SoL 12 kap. 8 § holds for, and why. Both from the third rules on."""

    month: Month
    norm: NormTable
    household: Household
    costs: tuple[Cost, ...] = ()
    incomes: tuple[Income, ...] = ()
    adjustments: tuple[NormAdjustment, ...] = ()
    settings: RuleSettings = RuleSettings()
    above_norm: bool = False
    known: tuple[KnownIncome, ...] = ()
    job_stimulus: tuple[JobStimulus, ...] = ()

    @property
    def lists_not_counted(self) -> bool:
        return self.settings.version not in (FIRST_RULES, SECOND_RULES)

    def job_stimulus_of(self, member: str) -> JobStimulus | None:
        """What the special rule holds by for the member in the month."""
        return next((one for one in self.job_stimulus if one.member == member and one.holds_in(self.month)), None)

    def to_document(self) -> dict[str, Any]:
        """The canonical form: camelCase, whole numbers, texts and truth values. The norm is its version alone."""
        kind = {"aboveNorm": True} if self.above_norm else {}
        return kind | {
            "month": str(self.month),
            "normVersion": self.norm.version,
            "household": self.household.to_document(),
            "costs": [cost.to_document() for cost in self.costs],
            "incomes": [income.to_document() for income in self.incomes],
            "adjustments": [adjustment.to_document() for adjustment in self.adjustments],
            "settings": self.settings.to_document(),
            **self._newer(),
        }

    def _newer(self) -> dict[str, Any]:
        """What the first two rules know nothing of."""
        if not self.lists_not_counted:
            return {}
        return {
            "known": [known.to_document() for known in self.known],
            "jobStimulus": [held.to_document() for held in self.job_stimulus],
        }

    @classmethod
    def from_document(
        cls, document: dict[str, Any], norm_of: Callable[[str], NormTable] = norm_by_version
    ) -> "CalculationFacts":
        """Raises UnknownNormVersion where the named table is not stored, ValueError or KeyError for another form."""
        return cls(
            month=Month.parse(document["month"]),
            norm=norm_of(document["normVersion"]),
            household=Household.from_document(document["household"]),
            costs=tuple(Cost.from_document(cost) for cost in document["costs"]),
            incomes=tuple(Income.from_document(income) for income in document["incomes"]),
            adjustments=tuple(NormAdjustment.from_document(adjustment) for adjustment in document["adjustments"]),
            settings=RuleSettings.from_document(document["settings"]),
            above_norm=document.get("aboveNorm", False),
            known=tuple(KnownIncome.from_document(known) for known in document.get("known", ())),
            job_stimulus=tuple(JobStimulus.from_document(held) for held in document.get("jobStimulus", ())),
        )


def _with_optional(document: dict[str, Any], **optional: str | None) -> dict[str, Any]:
    return document | {name: value for name, value in optional.items() if value is not None}
