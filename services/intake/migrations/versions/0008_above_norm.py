"""Applications above the norm."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("alter table application drop constraint application_kind")
    op.execute("""
        alter table application add constraint application_kind check (kind in ('new', 'renewal', 'aboveNorm'))""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
