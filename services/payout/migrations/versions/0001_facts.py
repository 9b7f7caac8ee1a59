"""The kernel's tables; what intake and decision have stated; what payout found when it compared account entries."""

from alembic import op

from shared.migrations import kernel_schema
from shared.schema import append_only

revision = "0001"
down_revision = None

RUNTIME = "payout_runtime"

STATED = """
          municipality varchar not null check (municipality ~ '^[0-9]{4}$'),
          act varchar not null,
          hands varchar[] not null,
          document jsonb not null,
          statement varchar not null,
          received_at timestamptz not null,
          entry_id uuid not null references log_entry"""


def upgrade() -> None:
    for statement in kernel_schema(RUNTIME, has_jobs=True):
        op.execute(statement)
    op.execute(f"""
        create table household_version (
          household_id uuid not null,
          version integer not null constraint household_version_positive check (version >= 1),
          protected boolean not null,{STATED},
          primary key (household_id, version))""")
    op.execute("""
        create table household_member (
          household_id uuid not null,
          version integer not null,
          person varchar not null,
          member_id uuid not null,
          adult boolean not null,
          primary key (household_id, version, person),
          foreign key (household_id, version) references household_version)""")
    op.execute(f"""
        create table application (
          id uuid primary key,
          case_number varchar not null,
          household_id uuid not null,
          household_version integer not null,{STATED})""")
    op.execute(f"""
        create table account_entry (
          id uuid primary key,
          account_id uuid not null,
          account_version integer not null,
          number integer not null constraint account_entry_number_positive check (number >= 1),
          household_id uuid not null,
          holder_member_id uuid not null,
          holder varchar not null,
          sealed bytea not null,{STATED},
          constraint account_entry_number_once unique (account_id, account_version, number))""")
    op.execute("create index account_entry_household on account_entry (household_id)")
    op.execute("""
        create table account_comparison (
          account_entry_id uuid primary key references account_entry,
          account_id uuid not null,
          account_version integer not null,
          equal boolean not null,
          status varchar not null
            constraint account_comparison_status check (status in ('payable', 'mismatch', 'locked')),
          document jsonb not null,
          statement varchar not null,
          compared_at timestamptz not null,
          entry_id uuid not null references log_entry,
          constraint account_comparison_payable_is_equal check (equal = (status = 'payable')))""")
    op.execute("create index account_comparison_account on account_comparison (account_id, account_version)")
    # C3: an account version is payable once, and never after it was locked.
    op.execute("""
        create unique index account_comparison_final on account_comparison (account_id, account_version)
          where status in ('payable', 'locked')""")
    op.execute(f"""
        create table decision (
          id uuid primary key,
          application_id uuid not null,
          case_number varchar not null,
          household_id uuid not null,
          household_version integer not null,
          granted_ore bigint not null constraint decision_granted_positive check (granted_ore >= 0),{STATED},
          constraint decision_snapshot unique (id, application_id, household_id, household_version))""")
    op.execute("""
        create table decision_line (
          decision_id uuid not null references decision,
          number integer not null,
          account_id uuid not null,
          account_version integer not null,
          purpose varchar not null,
          amount_ore bigint not null constraint decision_line_amount_positive check (amount_ore > 0),
          pay_on date not null,
          primary key (decision_id, number),
          constraint decision_line_snapshot
            unique (decision_id, number, account_id, account_version, purpose, amount_ore, pay_on))""")
    for table in (
        "household_version",
        "household_member",
        "application",
        "account_entry",
        "account_comparison",
        "decision",
        "decision_line",
    ):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
