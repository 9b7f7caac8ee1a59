"""Which person keys the database goes by: no process with others ever uses it (C16, docs/adr/0019)."""

from alembic import op

from shared.schema import exchanged_person_keys

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    for statement in exchanged_person_keys("intake_runtime"):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
