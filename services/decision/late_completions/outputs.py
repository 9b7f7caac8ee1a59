"""A late completion as who holds its work item reads it, and what they say of it. Amounts are öre."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy import Row

from services.decision import examples
from services.decision.completions.outputs import AskedOut, CompletionOut, asked_out, completion_out
from services.decision.conclusions.messages import ReasonedConclusion
from services.decision.conclusions.outputs import DecidedItem, decided
from services.decision.conclusions.rules import Conclusion
from services.decision.late_completions import examples as late_examples
from services.decision.queues.rules import Task
from services.decision.work_items.desk import Desk
from services.decision.work_items.held import Moment
from services.decision.work_items.outputs import (
    DeclaredCostOut,
    DeclaredIncomeOut,
    declared_cost_out,
    declared_income_out,
)
from shared.api_models import Output

Version = Annotated[
    int,
    Field(
        ge=2,
        le=1000,
        strict=True,
        description="Vilken version av uppgifterna som har lästs. / Which version of what is declared was read.",
        examples=[2],
    ),
]


class DeclaredOut(Output):
    """En version av vad den sökande har uppgett; 1 är ansökan själv. / One version of what the applicant declared; 1 is
    the application itself."""

    number: Annotated[int, Field(examples=[1])]
    incomes: list[DeclaredIncomeOut]
    costs: list[DeclaredCostOut]


class LateCompletionItemOut(DecidedItem):
    model_config = ConfigDict(json_schema_extra={"examples": [late_examples.ITEM]})

    task: Literal[Task.LATE_COMPLETION]
    received_at: Annotated[
        datetime,
        Field(description="När kompletteringen kom hit. / When the completion came here.", examples=[examples.FAILED]),
    ]
    declaration_version: Version
    before: DeclaredOut
    now: DeclaredOut
    completions: list[CompletionOut]
    completion_requests: list[AskedOut]


class LateCompletionConclusionIn(ReasonedConclusion):
    model_config = ConfigDict(json_schema_extra={"examples": [late_examples.CONCLUDING]})

    declaration_version: Version


class LateCompletionConclusionOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [late_examples.CONCLUDED]})

    work_item_id: UUID
    decision_id: UUID
    declaration_version: Version
    conclusion: Conclusion
    concluded_at: Moment


def late_completion_item_out(
    desk: Desk, found: Row[Any], asked: Sequence[Row[Any]], completed: Sequence[Row[Any]]
) -> LateCompletionItemOut:
    return LateCompletionItemOut(
        task=Task.LATE_COMPLETION,
        **decided(desk, found),
        declaration_version=found.newest,
        before=_declared_out(found.counted, found.declared or desk.verification),
        now=_declared_out(desk.declaration_version, desk.declaration),
        completions=[completion_out(row) for row in completed],
        completion_requests=[asked_out(row) for row in asked],
    )


def _declared_out(number: int, said: Mapping[str, Any]) -> DeclaredOut:
    return DeclaredOut(
        number=number,
        incomes=[declared_income_out(row) for row in said["incomes"]],
        costs=[declared_cost_out(row) for row in said["costs"]],
    )
