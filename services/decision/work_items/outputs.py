"""A work item as its holder reads it. Amounts are öre."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy import Row

from services.decision import examples
from services.decision.amounts import TotalOre
from services.decision.calculations.deviations import Deviation, DeviationKind
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.sources import Verdict
from services.decision.completions.outputs import AskedOut, CompletionOut
from services.decision.decisions.rules import Outcome
from services.decision.facts.kinds import AccountStatus, ApplicationKind, HouseholdRole, PaymentStatus
from services.decision.queues.rules import Task
from services.decision.revocations.rules import StopOutcome
from services.decision.work_items.desk import Account
from services.decision.work_items.held import HeldItem
from services.decision.work_items.register_kinds import income_kind
from services.decision.work_items.rules import counted_month
from services.decision.work_items.seen import SeenMonths
from shared.api_models import Output
from shared.money import Ore
from shared.months import Month

Day = Annotated[date, Field(examples=["2026-11-25"])]
Moment = Annotated[datetime, Field(examples=["2026-11-20T08:15:00+01:00"])]


class MemberOut(Output):
    member_id: UUID
    role: HouseholdRole
    birth_date: Day


class DeclaredIncomeOut(Output):
    member_id: UUID
    kind: Annotated[str, Field(description="Inkomstslag. / Kind of income.", examples=["wage"])]
    amount_ore: Ore


class DeclaredCostOut(Output):
    kind: Annotated[str, Field(description="Kostnadsslag. / Kind of cost.", examples=["housing"])]
    amount_ore: Ore


class SeenIncomeOut(Output):
    source: Annotated[str, Field(examples=["FK"])]
    code: Annotated[str, Field(description="Källans egen kod. / The source's own code.", examples=["FK:BOB"])]
    kind: Annotated[
        IncomeKind | None,
        Field(description="Inkomstslaget koden står för, om det är känt. / The kind it stands for, where known."),
    ] = None
    amount_ore: Ore
    month: Annotated[
        Month | None,
        Field(
            description="Månaden den räknas till: den betalas i eller, utan betalningsdag, avser. / The month that it "
            "counts to: that it is paid in or, without a day of payment, is for.",
            examples=["2026-11"],
        ),
    ] = None
    period_from: Day | None = None
    period_to: Day | None = None
    paid_on: Day | None = None
    status: Annotated[str, Field(examples=["paid"])]


class AnswerOut(Output):
    """`verdict`: answered, nothingHeld eller notVerifiable. Uteblivet svar är inte detsamma som ingen inkomst. / No
    answer is not no income."""

    member_id: UUID
    block: Annotated[str, Field(examples=["FK"])]
    verdict: Verdict
    reason: str | None = None
    asked_at: Moment
    incomes: list[SeenIncomeOut]


class SeenMonthsOut(Output):
    """Det registren visar av ett inkomstslag. Kontrollmånaden gäller; visar den ingenting, jämförelsemånaden
    (`receivedOre`). / What the registers show of a kind of income. The control month counts; where it shows nothing,
    the comparison month (`receivedOre`)."""

    member_id: UUID
    block: Annotated[str, Field(examples=["FK"])]
    income: IncomeKind
    control_ore: Annotated[TotalOre, Field(description="I kontrollmånaden. / In the control month.")]
    planned_ore: Annotated[
        TotalOre, Field(description="Varav planerat, inte betalt. / The part of it that is planned, not paid.")
    ]
    comparison_ore: Annotated[TotalOre, Field(description="I jämförelsemånaden. / In the comparison month.")]
    received_ore: Annotated[TotalOre, Field(description="Jämförs med uppgivet. / Compared with what was declared.")]


class DeviationOut(Output):
    """Något att titta på, aldrig ett bevis. / Something to look at, never proof."""

    kind: DeviationKind
    member_id: UUID
    block: Annotated[str, Field(examples=["FK"])]
    income: IncomeKind | None = None
    declared_ore: TotalOre | None = None
    seen_ore: TotalOre | None = None
    compared_ore: TotalOre | None = None


class AccountOut(Output):
    """Ett konto i hushållet, utan en enda siffra av det. / An account, without a digit of it."""

    account_id: UUID
    account_version: Annotated[int, Field(examples=[1])]
    holder_member_id: UUID
    status: AccountStatus


class PaymentOut(Output):
    line: Annotated[int, Field(examples=[1])]
    status: PaymentStatus
    amount_ore: Ore


class EarlierRevocationOut(Output):
    outcome: StopOutcome
    revoked_at: Moment


class EarlierDecisionOut(Output):
    decision_id: UUID
    month: Month
    kind: ApplicationKind
    outcome: Outcome
    granted_ore: TotalOre
    decided_at: Moment
    payments: list[PaymentOut]
    revocation: EarlierRevocationOut | None = None


class ReturnedOut(Output):
    """Ett förslag som enhetschefen lämnade tillbaka. / A proposal that the unit head returned."""

    proposal_id: UUID
    returned_at: Moment
    reason: str


class WorkItemOut(HeldItem):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.ITEM]})

    task: Literal[Task.APPLICATION]
    members: list[MemberOut]
    incomes: list[DeclaredIncomeOut]
    costs: list[DeclaredCostOut]
    control_month: Annotated[
        Month, Field(description="Månaden före ansökans. / The month before the application's.", examples=["2026-11"])
    ]
    comparison_month: Annotated[Month, Field(description="Månaden före den. / That before it.", examples=["2026-10"])]
    evidence: list[AnswerOut]
    seen: list[SeenMonthsOut]
    deviation_percent: Annotated[
        int, Field(description="Större skillnader är avvikelser. / Larger ones are deviations.", examples=[12])
    ]
    deviations: list[DeviationOut]
    accounts: list[AccountOut]
    earlier_decisions: list[EarlierDecisionOut]
    returned_proposals: list[ReturnedOut]
    declaration_version: Annotated[
        int,
        Field(
            description="Vilken version av uppgifterna inkomster och kostnader är; 1 är ansökan själv. / Which version "
            "of what is declared these are; 1 is the application itself.",
            examples=[1],
        ),
    ]
    completion_requests: list[AskedOut]
    completions: list[CompletionOut]


def member_out(member: Mapping[str, Any]) -> MemberOut:
    """Without the person key: who handles a case needs no way to recognise somebody elsewhere."""
    return MemberOut(member_id=member["memberId"], role=member["role"], birth_date=member["birthDate"])


def declared_income_out(row: Mapping[str, Any]) -> DeclaredIncomeOut:
    return DeclaredIncomeOut(member_id=row["memberId"], kind=row["kind"], amount_ore=row["amountOre"])


def declared_cost_out(row: Mapping[str, Any]) -> DeclaredCostOut:
    return DeclaredCostOut(kind=row["kind"], amount_ore=row["amountOre"])


def answer_out(row: Mapping[str, Any]) -> AnswerOut:
    return AnswerOut(
        member_id=row["memberId"],
        block=row["block"],
        verdict=Verdict.of(row["verdict"]),
        reason=row.get("reason"),
        asked_at=row["askedAt"],
        incomes=[_seen_out(income) for income in row.get("incomes", [])],
    )


def _seen_out(income: Mapping[str, Any]) -> SeenIncomeOut:
    return SeenIncomeOut(
        source=income["source"],
        code=income["kind"],
        kind=income_kind(income["kind"]),
        amount_ore=income["amountOre"],
        month=counted_month(income),
        period_from=income.get("from"),
        period_to=income.get("to"),
        paid_on=income.get("paidOn"),
        status=income["status"],
    )


def seen_out(row: SeenMonths) -> SeenMonthsOut:
    return SeenMonthsOut(
        member_id=UUID(row.member),
        block=row.block,
        income=row.income,
        control_ore=row.control_ore,
        planned_ore=row.planned_ore,
        comparison_ore=row.comparison_ore,
        received_ore=row.received_ore,
    )


def deviation_out(row: Deviation) -> DeviationOut:
    return DeviationOut(
        kind=row.kind,
        member_id=UUID(row.member),
        block=row.block,
        income=row.income,
        declared_ore=row.declared_ore,
        seen_ore=row.seen_ore,
        compared_ore=row.compared_ore,
    )


def account_out(account: Account) -> AccountOut:
    return AccountOut(
        account_id=account.id,
        account_version=account.version,
        holder_member_id=UUID(account.holder_member_id),
        status=account.status,
    )


def earlier_out(row: Row[Any]) -> EarlierDecisionOut:
    return EarlierDecisionOut(
        decision_id=row.id,
        month=Month.parse(row.month),
        kind=ApplicationKind(row.kind),
        outcome=Outcome(row.outcome),
        granted_ore=row.granted_ore,
        decided_at=row.decided_at,
        payments=[
            PaymentOut(line=paid["line"], status=paid["status"], amount_ore=paid["amountOre"]) for paid in row.payments
        ],
        revocation=None if row.revocation is None else EarlierRevocationOut.model_validate(row.revocation),
    )


def returned_out(row: Row[Any]) -> ReturnedOut:
    return ReturnedOut(proposal_id=row.proposal_id, returned_at=row.returned_at, reason=row.reason)
