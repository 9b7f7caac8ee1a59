"""C6 after a backup was restored: nothing is released while the control log ends before what audit has cosigned, and
what was released after the backup is not released once more."""

from alembic import op

from shared.schema import append_only

revision = "0016"
down_revision = "0015"

RUNTIME = "payout_runtime"


def upgrade() -> None:
    op.execute("""
        create table lost_release (
          order_id uuid primary key,
          decision_id uuid not null,
          entry_id uuid not null references log_entry)""")
    op.execute("create index ix_lost_release_decision_id on lost_release (decision_id)")
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
            if exists (select from lost_release l join payment_order o on o.decision_id = l.decision_id
                       where o.id = new.order_id
                         and (l.order_id = o.id or not exists (select from payment_order p where p.id = l.order_id)))
            then
                raise exception 'the control log says that this was released before the backup was restored'
                    using errcode = 'integrity_constraint_violation', constraint = 'release_order_not_lost';
            end if;
            return new;
        end $$""")
    op.execute("""
        create trigger release_order_guard before insert on release_order
          for each row execute function release_order_guard()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
