"""A decision that is being revoked: decision's question, payout's answer, and the revocation that follows."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.payout.facts.tables import Stated, log_entry_id


class DecisionStopRow(Stated, table=True):
    """`document` and `statement` are the question's, `answer` and `answer_statement` what payout said. Every order of
    what was stated before the stop is cancelled, also one that comes later."""

    __tablename__ = "decision_stop"
    __table_args__ = (Index("decision_stop_decision", "decision_id"),)

    id: UUID = Field(primary_key=True)
    decision_id: UUID
    outcome: str
    answer: dict[str, Any] = Field(sa_type=JSONB)
    answer_statement: str
    entry_id: UUID = log_entry_id()


class DecisionRevocationRow(Stated, table=True):
    """The decision is revoked, for good: none of its lines is renewed."""

    __tablename__ = "decision_revocation"

    decision_id: UUID = Field(primary_key=True)
    entry_id: UUID = log_entry_id()
