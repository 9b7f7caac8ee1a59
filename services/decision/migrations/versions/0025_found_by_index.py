"""What is looked for each time that a case is read, and when a payment ends, is found by an index: without these,
PostgreSQL reads all claims that ever were."""

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.execute("create index claim_withdrawn on claim (work_item_id, person) where ended_because = 'withdrawn'")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
