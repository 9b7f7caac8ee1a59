"""Finding the households that a person has been in, for their earlier months of income support (SoL 12 kap. 8 §)."""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.execute("create index household_tie_member on household_tie (person) where kind = 'householdMember'")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
