"""Applications, their signatures, and what decision and payout say became of them."""

from alembic import op

from shared.schema import append_only

revision = "0003"
down_revision = "0002"

RUNTIME = "intake_runtime"


def upgrade() -> None:
    op.execute("create sequence case_number")
    op.execute(f"grant usage on sequence case_number to {RUNTIME}")
    op.execute("""
        create table application (
          id uuid primary key,
          municipality varchar not null,
          household_id uuid not null,
          household_version integer not null,
          case_number varchar not null
            constraint application_case_number_key unique
            constraint application_case_number check (case_number ~ '^EB-[0-9]{4}-[0-9]{6,}$'),
          kind varchar not null constraint application_kind check (kind in ('new', 'renewal')),
          month varchar not null constraint application_month check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
          number integer not null constraint application_number_positive check (number >= 1),
          channel varchar not null constraint application_channel check (channel in ('eService', 'paper')),
          received_at timestamptz not null,
          received_from varchar not null,
          incomes jsonb not null,
          costs jsonb not null,
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry,
          foreign key (household_id, household_version) references household_version,
          constraint application_open_once unique (household_id, kind, month, number))""")
    op.execute("create index application_by_arrival on application (municipality, received_at, id)")
    op.execute("""
        create table application_signature (
          application_id uuid not null references application,
          member_id uuid not null,
          person varchar not null,
          channel varchar not null constraint application_signature_channel check (channel in ('eService', 'paper')),
          signed_at timestamptz not null,
          entry_id uuid not null references log_entry,
          constraint application_signature_pkey primary key (application_id, member_id))""")
    op.execute("""
        create table application_verified (
          application_id uuid primary key references application,
          verified_at timestamptz not null,
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry)""")
    op.execute("""
        create table decision_made (
          decision_id uuid constraint decision_made_pkey primary key,
          application_id uuid not null references application,
          outcome varchar not null
            constraint decision_made_outcome check (outcome in ('granted', 'partlyGranted', 'rejected')),
          lines integer[] not null,
          decided_at timestamptz not null,
          entry_id uuid not null references log_entry)""")
    op.execute("create index ix_decision_made_application_id on decision_made (application_id)")
    op.execute("""
        create table payment_ended (
          id uuid primary key,
          order_id uuid not null,
          decision_id uuid not null,
          line integer not null,
          application_id uuid not null references application,
          status varchar not null
            constraint payment_ended_status check (status in ('settled', 'rejected', 'returned', 'cancelled')),
          entry_id uuid not null references log_entry)""")
    op.execute("create index ix_payment_ended_decision_id on payment_ended (decision_id)")
    for table in ("application", "application_signature", "application_verified", "decision_made", "payment_ended"):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
