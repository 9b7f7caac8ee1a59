"""Which act ended a work item: its entry in the control log is named by the item itself (C7)."""

from alembic import op

revision = "0010"
down_revision = "0009"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    """Items that ended before have their entry in the log alone, and stay as they are."""
    op.execute("alter table work_item add column ended_entry_id uuid references log_entry")
    op.execute("""
        create function work_item_end_guard() returns trigger language plpgsql set search_path = pg_catalog as $$
        declare
            ended_before boolean := tg_op = 'UPDATE' and old.ended_at is not null;
        begin
            if ended_before and new.ended_entry_id is distinct from old.ended_entry_id
               or not ended_before and (new.ended_at is null) <> (new.ended_entry_id is null) then
                raise exception 'C7: a work item ends by an act that is in the log'
                    using errcode = 'integrity_constraint_violation', constraint = 'work_item_ended_entry';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger work_item_ended_entry before insert or update on work_item
                    for each row execute function work_item_end_guard()""")
    op.execute(f"grant update (ended_entry_id) on work_item to {RUNTIME}")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
