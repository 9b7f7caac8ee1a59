"""What handlers ask applicants for, and what these then declare anew."""

from alembic import op

from shared.schema import append_only

revision = "0010"
down_revision = "0009"

RUNTIME = "intake_runtime"


def upgrade() -> None:
    _tables()
    _before_decision()
    for table in ("completion_request", "completion_lapsed", "completion"):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def _tables() -> None:
    # What decision tells may come in any order: that a request lapsed, before the request itself.
    op.execute("""
        create table completion_request (
          request_id uuid constraint completion_request_pkey primary key,
          application_id uuid not null constraint completion_request_application_fkey references application,
          missing jsonb not null,
          text varchar not null,
          respond_by date not null,
          asked_at timestamptz not null,
          entry_id uuid not null references log_entry)""")
    op.execute("create index ix_completion_request_application_id on completion_request (application_id)")
    op.execute("""
        create table completion_lapsed (
          request_id uuid constraint completion_lapsed_pkey primary key,
          application_id uuid not null constraint completion_lapsed_application_fkey references application,
          lapsed_at timestamptz not null,
          entry_id uuid not null references log_entry)""")
    op.execute("""
        create table completion (
          id uuid primary key,
          application_id uuid not null constraint completion_application_fkey references application,
          number integer not null constraint completion_number check (number >= 2),
          request_id uuid constraint completion_request_fkey references completion_request,
          channel varchar not null constraint completion_channel check (channel in ('eService', 'paper')),
          received_at timestamptz not null,
          received_from varchar not null,
          text varchar constraint completion_text check (text <> ''),
          incomes jsonb not null,
          costs jsonb not null,
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry,
          constraint completion_number_once unique (application_id, number))""")
    op.execute("create index ix_completion_request_id on completion (request_id)")


def _before_decision() -> None:
    """What comes after the decision completes nothing: it can be appealed, or a new application made."""
    op.execute("""
        create function completion_in_time() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if exists (select from decision_made d where d.application_id = new.application_id
                       and not exists (select from decision_revoked r
                                       where r.decision_id = d.decision_id and r.outcome = 'stopped')) then
                raise exception 'the application is decided'
                    using errcode = 'integrity_constraint_violation', constraint = 'completion_before_decision';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger completion_before_decision before insert on completion
                    for each row execute function completion_in_time()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
