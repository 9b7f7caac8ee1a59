"""Releases, bank files, and what the bank reports."""

from alembic import op

from shared.schema import append_only

revision = "0003"
down_revision = "0002"

RUNTIME = "payout_runtime"


def upgrade() -> None:
    _releases()
    _files()
    _reports()
    for table in (
        "release",
        "release_order",
        "in_force",
        "bank_file",
        "file_payment",
        "file_sending",
        "bank_report",
        "bank_status",
        "bank_booking",
    ):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")


def _releases() -> None:
    op.execute("""
        create table release (
          id uuid primary key,
          municipality varchar not null,
          due_date date not null,
          released_by varchar not null,
          released_at timestamptz not null,
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry)""")
    # C6: an order is released once. What was left out, rejected or returned gets a successor.
    op.execute("""
        create table release_order (
          release_id uuid not null references release,
          order_id uuid not null references payment_order constraint release_order_once unique,
          entry_id uuid not null references log_entry,
          primary key (release_id, order_id))""")
    op.execute("""
        create table in_force (
          release_id uuid not null references release,
          service varchar not null constraint in_force_service check (service in ('intake', 'decision')),
          number integer not null,
          document jsonb not null,
          statement varchar not null,
          asked_at timestamptz not null,
          entry_id uuid not null references log_entry,
          primary key (release_id, service, number))""")


def _files() -> None:
    op.execute("""
        create table bank_file (
          release_id uuid primary key references release,
          message_id varchar not null constraint bank_file_message unique,
          sha256 varchar not null,
          document jsonb not null,
          sealed bytea not null,
          payments_sha256 varchar not null,
          sealed_payments bytea not null,
          made_at timestamptz not null,
          entry_id uuid not null references log_entry)""")
    op.execute("""
        create table file_payment (
          order_id uuid primary key references payment_order,
          release_id uuid not null references bank_file,
          amount_ore bigint not null,
          constraint file_payment_of_the_release
            foreign key (release_id, order_id) references release_order (release_id, order_id))""")
    op.execute("create index ix_file_payment_release_id on file_payment (release_id)")
    op.execute("""
        create table file_sending (
          release_id uuid not null references bank_file,
          number integer not null,
          step varchar not null
            constraint file_sending_step check (step in ('begun', 'unknown', 'sent', 'refused')),
          at timestamptz not null,
          entry_id uuid not null references log_entry,
          primary key (release_id, number))""")
    # C6: what is in a bank file is no longer cancelled or held back, and nothing else is ever sent.
    op.execute("""
        create function payment_order_file() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        declare filed boolean := exists (select from file_payment where order_id = new.id);
        begin
            if old.state = 'released' and filed <> (new.state in ('released', 'sent', 'rejected')) then
                raise exception 'an order in a bank file is sent or rejected, and no other is'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_in_file';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger payment_order_in_file before update of state on payment_order
                    for each row when (old.state <> new.state) execute function payment_order_file()""")


def _reports() -> None:
    op.execute("""
        create table bank_report (
          id varchar primary key,
          position bigint generated always as identity constraint bank_report_position unique,
          source varchar not null constraint bank_report_source check (source in ('channel', 'upload')),
          read_as varchar not null
            constraint bank_report_read_as check (read_as in ('statusReport', 'notification', 'unreadable', 'duplicate')),
          sha256 varchar not null,
          sealed bytea not null,
          received_at timestamptz not null,
          entry_id uuid not null references log_entry)""")
    op.execute("create index ix_bank_report_sha256 on bank_report (sha256)")
    op.execute("""
        create table bank_status (
          report_id varchar not null references bank_report,
          order_id uuid not null references payment_order,
          outcome varchar not null
            constraint bank_status_outcome check (outcome in ('accepted', 'rejected', 'pending', 'duplicate')),
          reason varchar,
          primary key (report_id, order_id))""")
    op.execute("""
        create table bank_booking (
          report_id varchar not null references bank_report,
          number integer not null,
          order_id uuid references payment_order,
          outcome varchar not null
            constraint bank_booking_outcome check (outcome in ('settled', 'returned', 'mismatch', 'stranger')),
          differences varchar[] not null,
          amount_ore bigint not null,
          booked_on date,
          entry_id uuid not null references log_entry,
          primary key (report_id, number),
          constraint bank_booking_of_an_order check ((order_id is null) = (outcome = 'stranger')))""")
    op.execute("create index ix_bank_booking_order_id on bank_booking (order_id)")
    # C6: an order is settled by one booking, and returned by one.
    op.execute("""
        create unique index bank_booking_once on bank_booking (order_id, outcome)
          where outcome in ('settled', 'returned')""")
