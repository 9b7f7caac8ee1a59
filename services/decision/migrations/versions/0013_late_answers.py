"""Versions of what the registers answered, and what a late answer says that a decision did not count with."""

from alembic import op

from shared.schema import append_only

revision = "0013"
down_revision = "0012"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    op.execute("alter table verification add column version integer not null default 1")
    op.execute("""
        alter table verification
          drop constraint verification_pkey,
          add constraint verification_pkey primary key (application_id, version),
          add constraint verification_version_positive check (version >= 1)""")
    # Every calculation so far was made with the only version that there was.
    op.execute("""
        alter table calculation add column verification_version integer not null default 1
          constraint calculation_verification_version check (verification_version >= 1)""")
    _decision()
    op.execute("""
        create table late_answer (
          decision_id uuid not null references decision,
          verification_version integer not null,
          application_id uuid not null,
          document jsonb not null,
          found_at timestamptz not null,
          entry_id uuid not null references log_entry,
          constraint late_answer_pkey primary key (decision_id, verification_version),
          constraint late_answer_verification_fkey
            foreign key (application_id, verification_version) references verification (application_id, version))""")
    for statement in append_only("late_answer", RUNTIME):
        op.execute(statement)


def _decision() -> None:
    """C10: an answer is known before the decision, or is compared with it after. The lock is the one under which
    answers are taken; the count is read after it, with a snapshot of its own."""
    op.execute("""
        alter table decision add column verification_version integer not null default 1
          constraint decision_verification_version check (verification_version >= 1)""")
    op.execute("""
        create function decision_on_newest_answers() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.household_id::text, 0));
            if new.verification_version <> (select max(v.version) from public.verification v
                                             where v.application_id = new.application_id) then
                raise exception 'C10: not judged on the newest answers'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_newest_answers';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger decision_on_newest_answers before insert on decision
                    for each row execute function decision_on_newest_answers()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
