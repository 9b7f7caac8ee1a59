"""What decision tells the applicant of a decision, and that its payments are with the bank."""

from alembic import op

from shared.schema import append_only

revision = "0012"
down_revision = "0011"

RUNTIME = "intake_runtime"


def upgrade() -> None:
    op.execute("""
        create table decision_explained (
          decision_id uuid constraint decision_explained_pkey primary key,
          application_id uuid not null constraint decision_explained_application_fkey references application,
          document jsonb not null,
          entry_id uuid not null references log_entry)""")
    op.execute("""
        create table payment_sent (
          order_id uuid constraint payment_sent_pkey primary key,
          decision_id uuid not null,
          line integer not null,
          application_id uuid not null constraint payment_sent_application_fkey references application,
          sent_at timestamptz not null,
          entry_id uuid not null references log_entry)""")
    op.execute("create index ix_payment_sent_decision_id on payment_sent (decision_id)")
    for table in ("decision_explained", "payment_sent"):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
