"""What the applicant is told of a decision, as it was told (FL 33 §)."""

from alembic import op

from shared.schema import append_only

revision = "0019"
down_revision = "0018"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    op.execute("""
        create table decision_explained (
          decision_id uuid constraint decision_explained_pkey primary key
            constraint decision_explained_decision_fkey references decision,
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry)""")
    for statement in append_only("decision_explained", RUNTIME):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
