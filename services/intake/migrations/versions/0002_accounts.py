"""Accounts: their sealed entries, and what payout found when it compared them."""

from alembic import op

from shared.schema import append_only

revision = "0002"
down_revision = "0001"

RUNTIME = "intake_runtime"


def upgrade() -> None:
    op.execute("""
        create table account (
          id uuid primary key,
          household_id uuid not null references household,
          holder_member_id uuid not null,
          entry_id uuid not null references log_entry)""")
    op.execute("create index ix_account_household_id on account (household_id)")
    op.execute("""
        create table account_entry (
          id uuid primary key,
          account_id uuid not null references account,
          version integer not null constraint account_entry_version_positive check (version >= 1),
          number integer not null constraint account_entry_number_positive check (number >= 1),
          entered_by varchar not null,
          entered_as varchar not null constraint account_entry_entered_as check (entered_as in ('registrar', 'member')),
          entered_at timestamptz not null,
          sealed_digest varchar not null,
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry,
          constraint account_entry_begun_by_registrar check (number > 1 or entered_as = 'registrar'),
          constraint account_entry_number_once unique (account_id, version, number),
          constraint account_entry_person_once unique (account_id, version, entered_by))""")
    # Two equal entries are never both the household's own word (C3).
    op.execute(
        "create unique index account_entry_one_by_member on account_entry (account_id, version) "
        "where entered_as = 'member'"
    )
    op.execute("""
        create table account_compared (
          id uuid primary key,
          account_id uuid not null references account,
          version integer not null,
          status varchar not null constraint account_compared_status check (status in ('mismatch', 'payable', 'locked')),
          received_at timestamptz not null,
          entry_id uuid not null references log_entry)""")
    op.execute("create index ix_account_compared_account_id on account_compared (account_id)")
    for table in ("account", "account_entry", "account_compared"):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
