"""Why an application is rejected or granted in part: coded grounds, and what they presuppose (FL 32 §)."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    for table in ("decision", "proposal"):
        op.execute(f"""
            alter table {table} add column grounds jsonb not null default '[]'
              constraint {table}_grounds check (jsonb_typeof(grounds) = 'array')""")
    _said()
    _as_proposed()


def _said() -> None:
    """Asked when the row is made: what was decided before there were codes has none. That the applicant did not
    complete is no ground before the day has passed that they had (FL 20 and 23 §§)."""
    op.execute("""
        create function grounds_said() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if (new.outcome = 'granted') <> (jsonb_array_length(new.grounds) = 0)
               or jsonb_array_length(new.grounds) > 4 then
                raise exception 'FL 32 §: only what goes against the applicant has grounds, and it has some'
                    using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_grounds_said';
            end if;
            if new.grounds @> '[{"code": "notCompleted"}]' and 'lapsed' is distinct from (
                select r.ended_because from public.completion_request r
                  join public.work_item w on w.application_id = r.application_id
                 where w.id = new.work_item_id order by r.asked_at desc, r.id desc limit 1) then
                raise exception 'FL 23 §: nothing was asked for that did not come in time'
                    using errcode = 'integrity_constraint_violation',
                          constraint = tg_table_name || '_completion_lapsed';
            end if;
            return new;
        end $$""")
    for table in ("decision", "proposal"):
        op.execute(f"""create trigger {table}_grounds_said before insert on {table}
                         for each row execute function grounds_said()""")


def _as_proposed() -> None:
    op.execute("""
        create function decision_grounds_proposed() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if exists (select from public.proposal p where p.id = new.proposal_id and p.grounds <> new.grounds) then
                raise exception 'C3: not as it was proposed'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_grounds_as_proposed';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger decision_grounds_as_proposed before insert on decision
                    for each row execute function decision_grounds_proposed()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
