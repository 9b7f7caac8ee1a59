"""Hand-overs that their receiver refused are counted, so that somebody sees them (C15)."""

from alembic import op

from shared.schema import counted_refusals

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for statement in counted_refusals():
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
