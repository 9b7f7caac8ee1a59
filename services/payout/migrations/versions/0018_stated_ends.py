"""What payout stated of how orders ended, kept: the evidence of a payment tells of those before it (C6)."""

from alembic import op

from shared.schema import append_only

revision = "0018"
down_revision = "0017"

RUNTIME = "payout_runtime"


def upgrade() -> None:
    op.execute("""
        create table payment_end (
          order_id uuid not null constraint payment_end_order_fkey references payment_order,
          status varchar not null constraint payment_end_status
            check (status in ('settled', 'rejected', 'returned', 'cancelled')),
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry,
          constraint payment_end_pkey primary key (order_id, status))""")
    for statement in append_only("payment_end", RUNTIME):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
