"""What waits to be decided on: at most one open work item for each application."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, ForeignKeyConstraint, Index, text
from sqlmodel import Field

from services.decision.queues.waiting import UNTAKEN
from services.decision.tables import Table
from shared.controllog.schema import log_entry

_OPEN_APPLICATION = text("ended_at is null and task = 'application'")
_OPEN_LINE = text("ended_at is null and task = 'payment'")
_OPEN_LATE_ANSWER = text("ended_at is null and task = 'lateAnswer'")
_OPEN_LATE_COMPLETION = text("ended_at is null and task = 'lateCompletion'")


class WorkItemRow(Table, table=True):
    """`claim_id`: the live claim, set and taken away with it; `proposal_id`: the proposal that awaits approval;
    `completion_id`: what the applicant is asked for. `received_at`: when the application came in, its payment failed,
    a late answer differed, or a completion came late. `decision_id`, `line`: which payment, of a `task` that is one; of
    a `lateAnswer` or `lateCompletion` the decision alone. `traceparent`: what made it, where that trace is collected.
    No column names a handler."""

    __tablename__ = "work_item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["claim_id", "id"], ["claim.id", "claim.work_item_id"], name="work_item_claim_fkey", use_alter=True
        ),
        ForeignKeyConstraint(
            ["proposal_id", "id"],
            ["proposal.id", "proposal.work_item_id"],
            name="work_item_proposal_fkey",
            use_alter=True,
        ),
        ForeignKeyConstraint(
            ["completion_id", "id"],
            ["completion_request.id", "completion_request.work_item_id"],
            name="work_item_completion_fkey",
            use_alter=True,
        ),
        Index("work_item_waiting", "municipality", "queue", "received_at", "id", postgresql_where=text(UNTAKEN)),
        ForeignKeyConstraint(
            ["decision_id", "line"],
            ["decision_line.decision_id", "decision_line.number"],
            name="work_item_line_fkey",
            use_alter=True,
        ),
        ForeignKeyConstraint(["decision_id"], ["decision.id"], name="work_item_decision_fkey", use_alter=True),
        Index("work_item_open_late_answer", "decision_id", unique=True, postgresql_where=_OPEN_LATE_ANSWER),
        Index("work_item_open_late_completion", "decision_id", unique=True, postgresql_where=_OPEN_LATE_COMPLETION),
        Index("work_item_open_application", "application_id", unique=True, postgresql_where=_OPEN_APPLICATION),
        Index("work_item_open_line", "decision_id", "line", unique=True, postgresql_where=_OPEN_LINE),
        Index("ix_work_item_household", "household_id"),
        Index("ix_work_item_application", "application_id"),
    )

    id: UUID = Field(primary_key=True)
    task: str = "application"
    decision_id: UUID | None = None
    line: int | None = None
    application_id: UUID = Field(foreign_key="application.id")
    household_id: UUID
    municipality: str
    case_number: str
    kind: str
    month: str
    queue: str
    received_at: datetime = Field(sa_type=DateTime(timezone=True))
    claim_id: UUID | None = None
    proposal_id: UUID | None = None
    completion_id: UUID | None = None
    ended_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    ended_entry_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey(log_entry.c.id)))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
    traceparent: str | None = None
