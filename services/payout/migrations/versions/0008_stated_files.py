"""A bank file is stated by payout itself: a row that somebody else has put there is not sent (C4, C5)."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """A file of before has no statement, and is not sent any more; every new one has."""
    op.execute("alter table bank_file add column statement varchar")
    op.execute("alter table bank_file add constraint bank_file_stated check (statement is not null) not valid")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
