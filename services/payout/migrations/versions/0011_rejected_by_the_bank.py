"""C6: a rejected payment may be succeeded, so that it is the bank who says so: of the payment, or of its whole file."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("""
        create function payment_order_rejection() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if not exists (select from bank_status where order_id = new.id and outcome = 'rejected')
            and not exists (select from file_payment p join file_sending s on s.release_id = p.release_id
                            where p.order_id = new.id and s.step = 'refused') then
                raise exception 'an order is rejected by the bank alone'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_rejected_by_bank';
            end if;
            return null;
        end $$""")
    op.execute("""create constraint trigger payment_order_rejected_by_bank after update of state on payment_order
                    deferrable initially deferred for each row when (new.state = 'rejected')
                    execute function payment_order_rejection()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
