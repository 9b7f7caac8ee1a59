"""Looking for what is rare: an act that was seldom done, and what was refused. Without these, a search for either reads
all that a municipality ever logged."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("create index copied_entry_act on copied_entry (municipality, act, time, id)")
    op.execute("create index copied_entry_refused on copied_entry (municipality, time, id) where outcome = 'refused'")


def downgrade() -> None:
    raise RuntimeError("an auditor's records are not rolled back: restore a backup instead")
