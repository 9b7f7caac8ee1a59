"""That an applicant completed their application: kept as a fact, and the work item is back in its queue; or, where the
decision is made already, somebody has to look at it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.decision.completions import store
from services.decision.completions.tables import CompletionRow
from services.decision.facts.kinds import TieKind
from services.decision.facts.objects import CaseNumber, DeclaredCostObject, DeclaredIncomeObject, check_subject
from services.decision.facts.store import add_fact, add_ties, lock_household
from services.decision.late_completions.noticing import notice_late_completion
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.objects import HandedOver, read_object
from shared.problems import ObjectNotAsAgreed

DeclarationNumber = Annotated[int, Field(strict=True, ge=2, le=1000)]


class CompletionObject(HandedOver):
    """`incomes` and `costs` are all that is declared now, whether this completion changed them or not."""

    completion_id: UUID
    application_id: UUID
    case_number: CaseNumber
    household_id: UUID
    number: DeclarationNumber
    request_id: UUID | None = None
    channel: Literal["eService", "paper"]
    with_text: Annotated[bool, Field(strict=True)]
    incomes: Annotated[list[DeclaredIncomeObject], Field(max_length=200)]
    costs: Annotated[list[DeclaredCostObject], Field(max_length=200)]


async def take_completion(act: Act, event: Event, statement: Statement) -> None:
    """Who typed it in from paper is tied to the application, as who typed in a paper application is (C1): a later
    version keeps what it does not change."""
    completed = read_object(CompletionObject, event.object)
    check_subject(event, "completion", completed.completion_id)
    if (completed.channel == "paper") != bool(statement.hands.entry):
        raise ObjectNotAsAgreed
    act.about(
        caseNumber=completed.case_number, householdId=completed.household_id, applicationId=completed.application_id
    )
    await lock_household(act, completed.household_id)
    values = {
        "application_id": completed.application_id,
        "household_id": completed.household_id,
        "number": completed.number,
        "request_id": completed.request_id,
    }
    if not await add_fact(act, event, CompletionRow, {"id": completed.completion_id}, values):
        return
    hands = ((TieKind.ENTRY, person) for person in statement.hands.entry)
    await add_ties(act, completed.household_id, (completed.application_id, completed.number), hands)
    await store.answer(act.connection, completed.completion_id, act.now)
    await notice_late_completion(act, completed.application_id, completed.number)
