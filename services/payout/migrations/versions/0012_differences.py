"""Whose a booking is that names no payment, and differences that somebody has looked into (C1, C5)."""

from alembic import op

from shared.schema import append_only

revision = "0012"
down_revision = "0011"

RUNTIME = "payout_runtime"
REASONS = "'bankCorrected', 'claimedBack', 'bookedManually', 'notOurs', 'followedUp'"


def upgrade() -> None:
    op.execute("""
        alter table bank_booking add column municipality varchar
          constraint bank_booking_municipality check (municipality ~ '^[0-9]{4}$')""")
    op.execute("""
        create index bank_booking_differs on bank_booking (booked_on)
          where outcome in ('mismatch', 'stranger', 'returned')""")
    op.execute(f"""
        create table difference_acknowledged (
          difference_id uuid not null references log_entry,
          municipality varchar not null
            constraint difference_acknowledged_municipality check (municipality ~ '^[0-9]{{4}}$'),
          reason varchar not null constraint difference_acknowledged_reason check (reason in ({REASONS})),
          acknowledged_by varchar not null,
          acknowledged_at timestamptz not null,
          entry_id uuid not null references log_entry,
          primary key (difference_id, municipality))""")
    for statement in append_only("difference_acknowledged", RUNTIME):
        op.execute(statement)
    _apart()


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")


def _apart() -> None:
    """C1: whoever has a hand in a payment does not say that what differs in it is in order."""
    op.execute("""
        create function difference_acknowledged_guard() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if exists (select from order_hand h where h.person = new.acknowledged_by and h.order_id in (
                           select order_id from bank_booking where entry_id = new.difference_id
                           union select order_id from order_state where entry_id = new.difference_id)) then
                raise exception 'somebody with a hand in the payment acknowledges nothing in it'
                    using errcode = 'integrity_constraint_violation', constraint = 'difference_acknowledged_apart';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger difference_acknowledged_apart before insert on difference_acknowledged
                    for each row execute function difference_acknowledged_guard()""")
    # Both look a difference up by its log entry.
    op.execute("create index bank_booking_entry on bank_booking (entry_id)")
    op.execute("create index order_state_entry on order_state (entry_id)")
