"""Dated rules in decision's database (shared/rule_versions/schema.py)."""

from sqlalchemy import Index, text

from services.decision.tables import metadata
from shared.rule_versions.schema import rule_version_tables

rule_version, rule_version_approval = rule_version_tables(metadata)

Index(
    "rule_version_norm_name",
    rule_version.c.municipality,
    text("(content ->> 'version')"),
    unique=True,
    postgresql_where=rule_version.c.kind == "norm",
)
"""The name that calculations know a norm by."""
