"""A household has few payments in a month: PostgreSQL took it for a thousand, and read all orders for each release."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.execute("alter function payment_order_beside(payment_order) rows 2")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
