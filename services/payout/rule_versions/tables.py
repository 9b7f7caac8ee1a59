"""Dated rules in payout's database (shared/rule_versions/schema.py)."""

from services.payout.tables import metadata
from shared.rule_versions.schema import rule_version_tables

rule_version, rule_version_approval = rule_version_tables(metadata)
