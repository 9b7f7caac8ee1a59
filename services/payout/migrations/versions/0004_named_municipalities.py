"""Every CHECK has a name of its own (C5): those of the municipality had the one that PostgreSQL makes up."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = ("household_version", "application", "account_entry", "decision")


def upgrade() -> None:
    for table in TABLES:
        op.execute(f"alter table {table} rename constraint {table}_municipality_check to {table}_municipality")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
