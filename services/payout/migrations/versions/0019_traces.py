"""A payment order remembers the trace that made it, where that is collected (docs/adr/0015)."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute("alter table payment_order add column traceparent varchar")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
