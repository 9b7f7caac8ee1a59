"""A list of a municipality's payment orders in all states, by day, reads no more than its page."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute("create index payment_order_by_day on payment_order (municipality, pay_on, id)")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
