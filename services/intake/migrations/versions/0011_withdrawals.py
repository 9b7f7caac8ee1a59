"""That adults withdraw what they applied for, and that the whole application is withdrawn when all have."""

from alembic import op

from shared.schema import append_only

revision = "0011"
down_revision = "0010"

RUNTIME = "intake_runtime"


def upgrade() -> None:
    _tables()
    _by_all()
    _nothing_more()
    for table in ("withdrawal", "application_withdrawn"):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def _tables() -> None:
    op.execute("""
        create table withdrawal (
          application_id uuid not null,
          member_id uuid not null,
          channel varchar not null constraint withdrawal_channel check (channel in ('eService', 'paper')),
          withdrawn_at timestamptz not null,
          received_from varchar not null,
          entry_id uuid not null references log_entry,
          constraint withdrawal_pkey primary key (application_id, member_id),
          constraint withdrawal_signed foreign key (application_id, member_id)
            references application_signature (application_id, member_id))""")
    op.execute("""
        create table application_withdrawn (
          application_id uuid constraint application_withdrawn_pkey primary key
            constraint application_withdrawn_application_fkey references application,
          withdrawn_at timestamptz not null,
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry)""")


def _by_all() -> None:
    """By everybody who signed and is still an adult of the household, and not after a decision that stands. A
    signature that comes meanwhile waits for the same lock."""
    op.execute("""
        create function is_standing_decision_on(application uuid) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select exists (select from decision_made d where d.application_id = application
                           and not exists (select from decision_revoked r
                                           where r.decision_id = d.decision_id and r.outcome = 'stopped')) $$""")
    op.execute("""
        create function withdrawn_by_all() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.application_id::text, 0));
            if is_standing_decision_on(new.application_id) then
                raise exception 'the application is decided'
                    using errcode = 'integrity_constraint_violation', constraint = 'withdrawal_before_decision';
            end if;
            if exists (select from application a
                       join application_signature s on s.application_id = a.id
                       join member m on m.household_id = a.household_id and m.person = s.person and m.role <> 'child'
                        and m.version = (select max(v.version) from household_version v
                                         where v.household_id = a.household_id)
                       where a.id = new.application_id
                         and not exists (select from withdrawal w
                                         where w.application_id = a.id and w.member_id = s.member_id)) then
                raise exception 'somebody who signed has not withdrawn'
                    using errcode = 'integrity_constraint_violation', constraint = 'withdrawn_by_all_who_signed';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger withdrawn_by_all_who_signed before insert on application_withdrawn
                    for each row execute function withdrawn_by_all()""")


def _nothing_more() -> None:
    """What is withdrawn is neither signed nor completed."""
    op.execute("""
        create function refuse_withdrawn() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.application_id::text, 0));
            if exists (select from application_withdrawn w where w.application_id = new.application_id) then
                raise exception 'the application is withdrawn'
                    using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_not_withdrawn';
            end if;
            return new;
        end $$""")
    for table in ("application_signature", "completion", "withdrawal"):
        op.execute(f"""create trigger {table}_not_withdrawn before insert on {table}
                         for each row execute function refuse_withdrawn()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
