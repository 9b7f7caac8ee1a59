"""A late answer as who holds its work item reads it, and what they say of it. Amounts are öre."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy import Row

from services.decision import examples
from services.decision.conclusions.messages import ReasonedConclusion
from services.decision.conclusions.outputs import DecidedItem, decided
from services.decision.conclusions.rules import Conclusion
from services.decision.late_answers import examples as late_examples
from services.decision.queues.rules import Task
from services.decision.work_items.desk import Desk
from services.decision.work_items.held import Moment
from services.decision.work_items.outputs import AnswerOut, DeviationOut, answer_out
from services.decision.work_items.rules import newest_rows
from shared.api_models import Output

Version = Annotated[
    int,
    Field(
        ge=1,
        le=2**31 - 1,
        strict=True,
        description="Vilka registersvar som har lästs. / Which register answers were read.",
        examples=[2],
    ),
]


class LateRegisterOut(Output):
    """Ett register som svarade efter beslutet: vad beslutet byggde på, dess motivering och vad registret säger nu.
    `declaredOre` i en avvikelse är det som räknades. / A register that answered after the decision: what the decision
    rested on, the reason that it gave, and what the register says now. `declaredOre` of a deviation is what was
    counted."""

    member_id: UUID
    block: Annotated[str, Field(examples=["FK"])]
    before: AnswerOut | None = None
    now: AnswerOut | None = None
    justification: Annotated[
        str | None,
        Field(description="Beslutets motivering. / The decision's reason.", examples=["Registret svarar inte."]),
    ] = None
    deviations: list[DeviationOut]


class LateAnswerItemOut(DecidedItem):
    model_config = ConfigDict(json_schema_extra={"examples": [late_examples.ITEM]})

    task: Literal[Task.LATE_ANSWER]
    received_at: Annotated[
        datetime,
        Field(description="När skillnaden först syntes. / When it was first seen.", examples=[examples.FAILED]),
    ]
    answers_version: Version
    found_at: Moment
    registers: list[LateRegisterOut]


class ConclusionIn(ReasonedConclusion):
    model_config = ConfigDict(json_schema_extra={"examples": [late_examples.CONCLUDING]})

    answers_version: Version


class ConclusionOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [late_examples.CONCLUDED]})

    work_item_id: UUID
    decision_id: UUID
    answers_version: Version
    conclusion: Conclusion
    concluded_at: Moment


def late_answer_item_out(desk: Desk, found: Row[Any]) -> LateAnswerItemOut:
    return LateAnswerItemOut(
        task=Task.LATE_ANSWER,
        **decided(desk, found),
        answers_version=found.version,
        found_at=found.found_at,
        registers=_registers(found),
    )


def _registers(found: Row[Any]) -> list[LateRegisterOut]:
    """Those that differ, by person and register."""
    used, newest = newest_rows(found.used), newest_rows(found.newest)
    said = {(one["memberId"], one["block"]): one["text"] for one in found.justifications}
    differing = _by_register(DeviationOut.model_validate(row) for row in found.deviations)
    return [
        LateRegisterOut(
            member_id=UUID(place[0]),
            block=place[1],
            before=answer_out(used[place]) if place in used else None,
            now=answer_out(newest[place]) if place in newest else None,
            justification=said.get(place),
            deviations=deviations,
        )
        for place, deviations in differing.items()
    ]


def _by_register(deviations: Iterable[DeviationOut]) -> dict[tuple[str, str], list[DeviationOut]]:
    found: dict[tuple[str, str], list[DeviationOut]] = {}
    for row in deviations:
        found.setdefault((str(row.member_id), row.block), []).append(row)
    return found
