"""Payments of which nobody knows whether the bank has them, and what its reports say in full (C5, C6)."""

from alembic import op

revision = "0010"
down_revision = "0009"

STATES = (
    "'received', 'blocked', 'held', 'ready', 'released', 'unknown', 'sent', 'settled', 'returned', 'rejected', "
    "'cancelled'"
)


def upgrade() -> None:
    _states()
    _transitions()
    _in_file()
    _room()
    _steps()
    _statuses()
    _bookings()
    _booked()


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")


def _states() -> None:
    for table in ("payment_order", "order_state"):
        op.execute(f"alter table {table} drop constraint {table}_state")
        op.execute(f"alter table {table} add constraint {table}_state check (state in ({STATES}))")


def _transitions() -> None:
    """What the bank books after it rejected it has left the account all the same: the order is settled, unless its line
    has a successor by then."""
    op.execute("""
        create or replace function payment_order_guard() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if to_jsonb(new) - 'state' is distinct from to_jsonb(old) - 'state' then
                raise exception 'payment_order is append-only'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_append_only';
            end if;
            if new.state <> old.state and (old.state, new.state) not in (
                ('received', 'ready'), ('received', 'held'), ('received', 'blocked'), ('received', 'cancelled'),
                ('blocked', 'ready'), ('blocked', 'held'), ('blocked', 'cancelled'),
                ('held', 'ready'), ('held', 'blocked'), ('held', 'cancelled'),
                ('ready', 'held'), ('ready', 'blocked'), ('ready', 'released'), ('ready', 'cancelled'),
                ('released', 'unknown'), ('released', 'sent'), ('released', 'blocked'), ('released', 'rejected'),
                ('released', 'cancelled'),
                ('unknown', 'sent'), ('unknown', 'rejected'),
                ('sent', 'settled'), ('sent', 'rejected'),
                ('rejected', 'settled'),
                ('settled', 'returned')) then
                raise exception 'an order does not go from % to %', old.state, new.state
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_transition';
            end if;
            if old.state = 'rejected' and new.state <> old.state
            and exists (select from payment_order where predecessor = new.id) then
                raise exception 'the line is paid by a successor'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_succeeded';
            end if;
            if new.state in ('ready', 'released') and new.state <> old.state then
                perform payment_order_is_whole(new);
            end if;
            return new;
        end $$""")


def _in_file() -> None:
    op.execute("""
        create or replace function payment_order_file() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        declare filed boolean := exists (select from file_payment where order_id = new.id);
        begin
            if old.state = 'released' and filed <> (new.state in ('released', 'unknown', 'sent', 'rejected')) then
                raise exception 'an order in a bank file is sent or rejected, and no other is'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_in_file';
            end if;
            return new;
        end $$""")


def _room() -> None:
    """A payment that may be at the bank takes room of the household's limit."""
    op.execute("""
        create or replace function payment_order_beside(payment_order) returns setof uuid language sql stable
          set search_path = pg_catalog, public as $$
            select o.id from payment_order o
            where o.household_id = $1.household_id and o.municipality = $1.municipality and o.id <> $1.id
              and o.state in ('ready', 'released', 'unknown', 'sent', 'settled')
              and date_trunc('month', o.pay_on::timestamp) = date_trunc('month', $1.pay_on::timestamp)
          $$""")


def _steps() -> None:
    """C6: a file is begun anew only where the bank, asked, has said that it has no such file."""
    op.execute("alter table file_sending drop constraint file_sending_step")
    op.execute("""
        alter table file_sending add constraint file_sending_step
          check (step in ('begun', 'missing', 'unknown', 'sent', 'refused'))""")
    op.execute("""
        create function file_sending_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        declare before file_sending;
        begin
            select * into before from file_sending where release_id = new.release_id order by number desc limit 1;
            if new.number <= coalesce(before.number, 0) or (coalesce(before.step, 'made'), new.step) not in (
                ('made', 'begun'), ('made', 'sent'),
                ('begun', 'missing'), ('begun', 'unknown'), ('begun', 'sent'), ('begun', 'refused'),
                ('missing', 'begun'), ('missing', 'sent'),
                ('unknown', 'missing'), ('unknown', 'unknown'), ('unknown', 'sent'), ('unknown', 'refused'),
                ('refused', 'sent')) then
                raise exception 'a file is not sent again before the bank has said that it has it not'
                    using errcode = 'integrity_constraint_violation', constraint = 'file_sending_follows';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger file_sending_follows before insert on file_sending
                    for each row execute function file_sending_guard()""")


def _statuses() -> None:
    op.execute("create index bank_status_order on bank_status (order_id)")
    op.execute("alter table bank_status drop constraint bank_status_outcome")
    op.execute("""
        alter table bank_status
          add constraint bank_status_outcome
            check (outcome in ('accepted', 'rejected', 'pending', 'duplicate', 'notUnderstood')),
          add column status varchar constraint bank_status_code check (status ~ '^[A-Za-z0-9]{1,10}$'),
          add column level varchar constraint bank_status_level check (level in ('file', 'batch', 'payment'))""")


def _bookings() -> None:
    op.execute("alter table bank_booking drop constraint bank_booking_outcome")
    op.execute("""
        alter table bank_booking
          add constraint bank_booking_outcome
            check (outcome in ('settled', 'returned', 'mismatch', 'repeated', 'stranger')),
          add column direction varchar,
          add column reference varchar""")
    # What came before this migration is given its direction here: nothing else changes a booking.
    op.execute("alter table bank_booking disable trigger user")
    op.execute("update bank_booking set direction = case outcome when 'returned' then 'credit' else 'debit' end")
    op.execute("alter table bank_booking enable trigger user")
    op.execute("""
        alter table bank_booking
          alter column direction set not null,
          add constraint bank_booking_direction check (
            direction in ('debit', 'credit')
            and (outcome <> 'settled' or direction = 'debit') and (outcome <> 'returned' or direction = 'credit'))""")
    op.execute("create index bank_booking_booked_on on bank_booking (booked_on)")
    op.execute("create index release_due on release (municipality, due_date)")


def _booked() -> None:
    """C6: what settles or returns an order is a booking of its whole amount, and no order is settled without one."""
    op.execute("""
        create function bank_booking_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        begin
            if new.outcome in ('settled', 'returned') and new.amount_ore is distinct from (
                select amount_ore from file_payment where order_id = new.order_id) then
                raise exception 'the booking is not of what the file pays'
                    using errcode = 'integrity_constraint_violation', constraint = 'bank_booking_amount';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger bank_booking_amount before insert on bank_booking
                    for each row when (new.order_id is not null) execute function bank_booking_guard()""")
    op.execute("""
        create function payment_order_bookings() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if not exists (select from bank_booking where order_id = new.id and outcome = 'settled')
            or (new.state = 'returned'
                and not exists (select from bank_booking where order_id = new.id and outcome = 'returned')) then
                raise exception 'an order is settled by its booking, and returned by the one after'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_booked';
            end if;
            return null;
        end $$""")
    op.execute("""create constraint trigger payment_order_booked after update of state on payment_order
                    deferrable initially deferred for each row when (new.state in ('settled', 'returned'))
                    execute function payment_order_bookings()""")
