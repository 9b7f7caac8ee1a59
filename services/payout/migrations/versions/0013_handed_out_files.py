"""C6: what the bank refuses by the channel may have been carried there by hand, and then only its report rejects it."""

from alembic import op

from shared.schema import append_only

revision = "0013"
down_revision = "0012"

RUNTIME = "payout_runtime"


def upgrade() -> None:
    op.execute("""
        create table file_handed_out (
          entry_id uuid primary key references log_entry,
          release_id uuid not null references bank_file,
          at timestamptz not null)""")
    op.execute("create index ix_file_handed_out_release_id on file_handed_out (release_id)")
    for statement in append_only("file_handed_out", RUNTIME):
        op.execute(statement)
    op.execute("""
        create or replace function payment_order_rejection() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if not exists (select from bank_status where order_id = new.id and outcome = 'rejected')
            and not exists (select from file_payment p join file_sending s on s.release_id = p.release_id
                            where p.order_id = new.id and s.step = 'refused'
                              and not exists (select from file_handed_out h where h.release_id = p.release_id)) then
                raise exception 'an order is rejected by the bank alone'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_rejected_by_bank';
            end if;
            return null;
        end $$""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
