"""Dated rules that one person proposes and another approves: norms, how it is counted, guidelines, delegation (C13)."""

from alembic import op

from shared.rule_versions.schema import rule_version_statements

revision = "0015"
down_revision = "0014"

RUNTIME = "decision_runtime"
KINDS = ("norm", "calculation", "costGuideline", "delegation")


def upgrade() -> None:
    for statement in rule_version_statements(RUNTIME, KINDS):
        op.execute(statement)
    op.execute("""
        create unique index rule_version_norm_name on rule_version (municipality, (content ->> 'version'))
          where kind = 'norm'""")
    _delegation()
    _guidelines()
    _in_force()


def _delegation() -> None:
    """The service itself adds a rule now, but only one that an approved version says."""
    op.execute("""
        alter table delegation_rule add column rule_version_id uuid
          constraint delegation_rule_version_fkey references rule_version_approval""")
    op.execute("create unique index delegation_rule_once on delegation_rule (rule_version_id, role, kind)")
    op.execute("""
        create function delegation_rule_as_approved() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        begin
            if not public.rule_version_says(new.rule_version_id, 'delegation', new.municipality, new.valid_from,
                 new.source, new.proposed_by, new.approved_by, new.approved_on,
                 jsonb_build_object('rules', jsonb_build_array(jsonb_build_object(
                   'role', new.role, 'kind', new.kind, 'maxGrantedOre', new.max_granted_ore)))) then
                raise exception 'C13: not what was approved'
                    using errcode = 'integrity_constraint_violation', constraint = 'delegation_rule_as_approved';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger delegation_rule_as_approved before insert on delegation_rule
                    for each row execute function delegation_rule_as_approved()""")
    op.execute(f"grant insert on delegation_rule to {RUNTIME}")


def _guidelines() -> None:
    op.execute("""
        alter table cost_guideline add column rule_version_id uuid
          constraint cost_guideline_version_fkey references rule_version_approval""")
    op.execute("create unique index cost_guideline_once on cost_guideline (rule_version_id, from_size)")
    op.execute("""
        create function cost_guideline_as_approved() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        begin
            if not public.rule_version_says(new.rule_version_id, 'costGuideline', new.municipality, new.valid_from,
                 new.source, new.proposed_by, new.approved_by, new.approved_on,
                 jsonb_build_object('cost', new.kind, 'amounts', jsonb_build_array(jsonb_build_object(
                   'fromSize', new.from_size, 'maxOre', new.max_ore)))) then
                raise exception 'C13: not what was approved'
                    using errcode = 'integrity_constraint_violation', constraint = 'cost_guideline_as_approved';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger cost_guideline_as_approved before insert on cost_guideline
                    for each row execute function cost_guideline_as_approved()""")
    op.execute(f"grant insert on cost_guideline to {RUNTIME}")


def _in_force() -> None:
    """A decision rests on the delegation that is in force, never on an older and wider one."""
    op.execute("""
        create function delegation_in_force(municipality varchar, role varchar, kind varchar, today date)
          returns setof delegation_rule language sql stable set search_path = pg_catalog, public as $$
            select * from delegation_rule r
             where r.role = $2 and r.kind = $3 and (r.municipality = $1 or r.municipality is null)
               and r.valid_from <= $4
             order by r.municipality nulls last, r.valid_from desc, r.id desc limit 1
          $$""")
    op.execute("""
        create function decision_delegation_in_force() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        begin
            if exists (
                select from public.delegation_rule named, public.delegation_in_force(new.municipality,
                  case when new.approved_by is null then new.decided_role else 'unitHead' end, new.kind,
                  (new.decided_at at time zone 'Europe/Stockholm')::date) r
                 where named.id = new.delegation_rule_id and r.id <> named.id) then
                raise exception 'C13: not the delegation in force'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_delegation_in_force';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger decision_delegation_in_force before insert on decision
                    for each row execute function decision_delegation_in_force()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
