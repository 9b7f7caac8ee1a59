"""How much somebody in a role may grant by themselves: the board's dated delegation (KL 6 kap. 37 §, 7 kap. 5 §)."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from services.decision.tables import Table


class DelegationRuleRow(Table, table=True):
    """`municipality` is None for the examples that a migration brings: `source` says "exempel", and any rule of a
    municipality's own replaces them. Proposed by one person, approved by another, never in force before that (C13):
    `rule_version_id` is the approved version that says it."""

    __tablename__ = "delegation_rule"
    __table_args__ = (
        Index("delegation_rule_by", "role", "kind", "municipality", "valid_from"),
        Index("delegation_rule_once", "rule_version_id", "role", "kind", unique=True),
    )

    id: UUID = Field(primary_key=True)
    municipality: str | None = None
    role: str
    kind: str
    max_granted_ore: int = Field(sa_type=BigInteger)
    valid_from: date
    proposed_by: str
    approved_by: str
    approved_on: date
    source: str
    rule_version_id: UUID | None = Field(default=None, foreign_key="rule_version_approval.rule_version_id")
