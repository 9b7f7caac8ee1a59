"""Decisions that were revoked too late, and of which nothing stayed with the payee: they stand no more."""

from alembic import op

from shared.schema import append_only

revision = "0014"
down_revision = "0013"

RUNTIME = "intake_runtime"


def upgrade() -> None:
    # It may come before the decision or its revocation.
    op.execute("""
        create table decision_undone (
          decision_id uuid constraint decision_undone_pkey primary key,
          application_id uuid not null references application,
          undone_at timestamptz not null,
          entry_id uuid not null references log_entry)""")
    for statement in append_only("decision_undone", RUNTIME):
        op.execute(statement)
    op.execute("""
        create or replace function is_standing_decision_on(application uuid) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select exists (select from decision_made d where d.application_id = application
                           and not exists (select from decision_revoked r
                                           where r.decision_id = d.decision_id and r.outcome = 'stopped')
                           and not exists (select from decision_undone u where u.decision_id = d.decision_id)) $$""")
    op.execute("""
        create or replace function completion_in_time() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if is_standing_decision_on(new.application_id) then
                raise exception 'the application is decided'
                    using errcode = 'integrity_constraint_violation', constraint = 'completion_before_decision';
            end if;
            return new;
        end $$""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
