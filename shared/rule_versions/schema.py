"""The tables of dated rules in a service's database, and the SQL that holds C13 there.

A service's migration runs `rule_version_statements`; its tables.py makes the same tables for the drift check."""

from collections.abc import Iterable

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, MetaData, String, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from shared.controllog.schema import log_entry
from shared.schema import append_only

KINDS = "rule_version_kind"


def rule_version_tables(metadata: MetaData) -> tuple[Table, Table]:
    """`rule_version`: what was proposed; `rule_version_approval`: which of it was approved, and so may count."""
    proposed = Table(
        "rule_version",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("municipality", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("valid_from", Date, nullable=False),
        Column("content", JSONB, nullable=False),
        Column("source", String, nullable=False),
        Column("proposed_by", String, nullable=False),
        Column("proposed_at", DateTime(timezone=True), nullable=False),
        Column("salt", String, nullable=False),
        Column("entry_id", Uuid, ForeignKey(log_entry.c.id), nullable=False),
        Index("rule_version_by", "municipality", "kind", "valid_from"),
    )
    approved = Table(
        "rule_version_approval",
        metadata,
        Column("rule_version_id", Uuid, ForeignKey(proposed.c.id), primary_key=True),
        Column("approved_by", String, nullable=False),
        Column("approved_at", DateTime(timezone=True), nullable=False),
        Column("entry_id", Uuid, ForeignKey(log_entry.c.id), nullable=False),
    )
    return proposed, approved


def rule_version_statements(runtime: str, kinds: Iterable[str]) -> list[str]:
    """As the owner. The runtime role adds and reads, and nobody changes."""
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return [
        f"""create table rule_version (
              id uuid primary key,
              municipality varchar not null constraint rule_version_municipality check (municipality ~ '^[0-9]{{4}}$'),
              kind varchar not null constraint {KINDS} check (kind in ({named})),
              valid_from date not null,
              content jsonb not null constraint rule_version_content check (jsonb_typeof(content) = 'object'),
              source varchar not null constraint rule_version_source check (source <> ''),
              proposed_by varchar not null,
              proposed_at timestamptz not null,
              salt varchar not null,
              entry_id uuid not null references log_entry)""",
        "create index rule_version_by on rule_version (municipality, kind, valid_from)",
        """create table rule_version_approval (
             rule_version_id uuid primary key references rule_version,
             approved_by varchar not null,
             approved_at timestamptz not null,
             entry_id uuid not null references log_entry)""",
        _APPROVAL_ALLOWED,
        """create trigger rule_version_approval_allowed before insert on rule_version_approval
             for each row execute function rule_version_approval_allowed()""",
        _IN_PLACE,
        *append_only("rule_version", runtime),
        *append_only("rule_version_approval", runtime),
    ]


_APPROVAL_ALLOWED = """
    create function rule_version_approval_allowed() returns trigger language plpgsql set search_path = pg_catalog as $$
    declare
        made record;
    begin
        select v.proposed_by, v.proposed_at, v.valid_from into made
          from public.rule_version v where v.id = new.rule_version_id;
        if made.proposed_by = new.approved_by then
            raise exception 'C13: approved by who proposed it'
                using errcode = 'integrity_constraint_violation', constraint = 'rule_version_approved_by_another';
        end if;
        if new.approved_at < made.proposed_at then
            raise exception 'C13: approved before it was proposed'
                using errcode = 'integrity_constraint_violation', constraint = 'rule_version_approved_after_proposal';
        end if;
        if made.valid_from < (new.approved_at at time zone 'Europe/Stockholm')::date then
            raise exception 'C13: in force before its approval'
                using errcode = 'integrity_constraint_violation', constraint = 'rule_version_after_approval';
        end if;
        return new;
    end $$"""

# A table of its own that a rule fills (limits, delegation) holds each row against the approved version by this.
_IN_PLACE = """
    create function rule_version_says(version uuid, kind varchar, municipality varchar, valid_from date, source varchar,
      proposed_by varchar, approved_by varchar, approved_on date, said jsonb) returns boolean language sql stable
    set search_path = pg_catalog, public as $$
      select exists (
        select from rule_version v join rule_version_approval a on a.rule_version_id = v.id
         where v.id = $1 and (v.kind, v.municipality, v.valid_from, v.source) = ($2, $3, $4, $5)
           and (v.proposed_by, a.approved_by, (a.approved_at at time zone 'Europe/Stockholm')::date) = ($6, $7, $8)
           and v.content @> $9)
    $$"""
