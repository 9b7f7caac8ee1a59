"""C6 after a backup was restored: nothing is released while the control log ends before what audit has cosigned, and
what was released after the backup is somebody's work before its household is paid again."""

from alembic import op

from shared.schema import append_only

revision = "0016"
down_revision = "0015"

RUNTIME = "payout_runtime"


def upgrade() -> None:
    op.execute("""
        create table lost_release (
          order_id uuid primary key,
          household_id uuid not null,
          municipality varchar not null constraint lost_release_municipality check (municipality ~ '^[0-9]{4}$'),
          released_at timestamptz not null,
          entry_id uuid not null references log_entry)""")
    op.execute("create index ix_lost_release_household_id on lost_release (household_id)")
    for statement in append_only("lost_release", RUNTIME):
        op.execute(statement)
    op.execute("""
        create function release_order_guard() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if exists (select from log_head where size < cosigned_size) then
                raise exception 'the control log ends before what audit has cosigned'
                    using errcode = 'integrity_constraint_violation', constraint = 'release_order_log_whole';
            end if;
            if exists (select from lost_release l join payment_order o using (household_id)
                       where o.id = new.order_id
                         and not exists (select from difference_acknowledged a where a.difference_id = l.entry_id)) then
                raise exception 'a payment to this household was released before the backup was restored'
                    using errcode = 'integrity_constraint_violation', constraint = 'release_order_not_lost';
            end if;
            return new;
        end $$""")
    op.execute("""
        create trigger release_order_guard before insert on release_order
          for each row execute function release_order_guard()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
