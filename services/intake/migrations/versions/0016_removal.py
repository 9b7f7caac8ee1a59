"""Hand-overs that were taken, and answers to requests, are removed when they have served their time."""

from alembic import op

from shared.schema import removal

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    for statement in removal("intake_runtime"):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
