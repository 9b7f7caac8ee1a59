"""The decisions that stand, said once: for what an application's status follows from, and for what the database refuses
after a decision."""

from alembic import op

revision = "0015"
down_revision = "0014"

RUNTIME = "intake_runtime"


def upgrade() -> None:
    # With the rights of whoever reads it, as all else that the role does.
    op.execute("""
        create view standing_decision with (security_invoker = true) as
          select d.decision_id, d.application_id, d.outcome, d.lines, d.decided_at from decision_made d
          where not exists (select from decision_revoked r where r.decision_id = d.decision_id and r.outcome = 'stopped')
            and not exists (select from decision_undone u where u.decision_id = d.decision_id)""")
    op.execute(f"grant select on standing_decision to {RUNTIME}")
    op.execute("""
        create or replace function is_standing_decision_on(application uuid) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select exists (select from standing_decision s where s.application_id = application) $$""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
