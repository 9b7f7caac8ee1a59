"""What payout is told of completions: who typed one in from paper has a hand in what is paid (C1)."""

from alembic import op

from shared.schema import append_only

revision = "0013"
down_revision = "0012"

RUNTIME = "intake_runtime"


def upgrade() -> None:
    op.execute("""
        create table completion_registered (
          completion_id uuid constraint completion_registered_pkey primary key
            constraint completion_registered_completion_fkey references completion,
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry)""")
    for statement in append_only("completion_registered", RUNTIME):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
