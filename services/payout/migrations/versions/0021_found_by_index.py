"""Which payments have a successor is asked with each report of the bank: without this, PostgreSQL reads all orders."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute("create index payment_order_predecessor on payment_order (predecessor) where predecessor is not null")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
