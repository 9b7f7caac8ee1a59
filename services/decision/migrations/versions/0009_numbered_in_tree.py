"""A log entry's number is one of the tree that is signed, so that none can be hidden behind a far one (C7)."""

from alembic import op

from shared.controllog.schema import numbered_in_tree

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for statement in numbered_in_tree():
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
