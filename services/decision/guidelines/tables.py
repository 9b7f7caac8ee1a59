"""What the municipality finds reasonable for a cost as a rule: the board's dated guidelines, as the highest rent."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from services.decision.tables import Table


class CostGuidelineRow(Table, table=True):
    """`max_ore` a month for a household of `from_size` and more, up to the next size with a row of its own.

    `municipality` is None for the examples that a migration brings: `source` says "exempel", and any guideline of a
    municipality's own for the kind replaces them all. Rows of a kind with the same `rule_version_id` are one decision,
    and a later decision replaces an earlier one whole. Proposed by one person, approved by another, never in force
    before that (C13)."""

    __tablename__ = "cost_guideline"
    __table_args__ = (
        Index("cost_guideline_by", "kind", "municipality", "valid_from"),
        Index("cost_guideline_once", "rule_version_id", "from_size", unique=True),
    )

    id: UUID = Field(primary_key=True)
    municipality: str | None = None
    kind: str
    from_size: int
    max_ore: int = Field(sa_type=BigInteger)
    valid_from: date
    proposed_by: str
    approved_by: str
    approved_on: date
    source: str
    rule_version_id: UUID | None = Field(default=None, foreign_key="rule_version_approval.rule_version_id")
