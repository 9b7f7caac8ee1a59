"""The next of many waiting jobs is found by an index, whatever PostgreSQL last knew of how many there are."""

from alembic import op

from shared.migrations import jobs_found_by_index

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    for statement in jobs_found_by_index():
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
