"""Versions of a line, stops and revocations of a decision, conflicts of interest, representatives (C2, C3, C4, C6)."""

from alembic import op

from shared.schema import append_only

revision = "0006"
down_revision = "0005"

RUNTIME = "payout_runtime"

STATED = """
          municipality varchar not null constraint {table}_municipality check (municipality ~ '^[0-9]{{4}}$'),
          act varchar not null,
          hands varchar[] not null,
          document jsonb not null,
          statement varchar not null,
          received_at timestamptz not null,
          entry_id uuid not null references log_entry"""
SNAPSHOT = "decision_id, line, version, household_version, account_id, account_version, purpose, amount_ore, pay_on"


def upgrade() -> None:
    _representatives()
    _conflicts()
    _stops()
    _renewals()
    _line_versions()
    _orders()
    _own_case()
    _stands()
    for table in (
        "household_representative",
        "conflict",
        "decision_stop",
        "decision_revocation",
        "line_renewal",
        "line_version",
    ):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")


def _representatives() -> None:
    op.execute("""
        create table household_representative (
          household_id uuid not null,
          version integer not null,
          person varchar not null,
          primary key (household_id, version, person),
          foreign key (household_id, version) references household_version)""")


def _conflicts() -> None:
    op.execute(f"""
        create table conflict (
          id uuid primary key,
          household_id uuid not null,
          person varchar not null,{STATED.format(table="conflict")})""")
    op.execute("create index conflict_household on conflict (household_id, person)")


def _stops() -> None:
    op.execute(f"""
        create table decision_stop (
          id uuid primary key,
          decision_id uuid not null,{STATED.format(table="decision_stop")},
          outcome varchar not null constraint decision_stop_outcome check (outcome in ('stopped', 'tooLate')),
          answer jsonb not null,
          answer_statement varchar not null)""")
    op.execute("create index decision_stop_decision on decision_stop (decision_id)")
    op.execute(f"""
        create table decision_revocation (
          decision_id uuid primary key,{STATED.format(table="decision_revocation")})""")


def _renewals() -> None:
    """A renewal that comes before its turn is kept; `stops_before` is how many stops of the decision were known."""
    op.execute(f"""
        create table line_renewal (
          id uuid primary key,
          decision_id uuid not null,
          line integer not null,
          number integer not null constraint line_renewal_number check (number >= 2),
          household_id uuid not null,
          household_version integer not null,
          account_id uuid not null,
          account_version integer not null,
          purpose varchar not null,
          amount_ore bigint not null,
          pay_on date not null,
          stops_before integer not null default 0,{STATED.format(table="line_renewal")},
          constraint line_renewal_number_once unique (decision_id, line, number))""")
    op.execute("""
        create function line_renewal_counts_stops() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if exists (select from decision_revocation
                       where decision_id = new.decision_id and municipality = new.municipality) then
                raise exception 'a revoked decision is not renewed'
                    using errcode = 'integrity_constraint_violation', constraint = 'line_renewal_of_a_standing_decision';
            end if;
            new.stops_before := (select count(*) from decision_stop
                                 where decision_id = new.decision_id and municipality = new.municipality);
            return new;
        end $$""")
    op.execute("""create trigger line_renewal_of_a_standing_decision before insert on line_renewal
                    for each row execute function line_renewal_counts_stops()""")


def _line_versions() -> None:
    """C3: every version of a line pays what was decided. The first is the decision's own, the others are stated by
    renewals, each after the one before."""
    op.execute("""
        alter table decision_line add constraint decision_line_sum unique (decision_id, number, purpose, amount_ore)""")
    op.execute(f"""
        create table line_version (
          decision_id uuid not null,
          line integer not null,
          version integer not null,
          household_version integer not null,
          account_id uuid not null,
          account_version integer not null,
          purpose varchar not null,
          amount_ore bigint not null,
          pay_on date not null,
          primary key (decision_id, line, version),
          constraint line_version_pays_the_same
            foreign key (decision_id, line, purpose, amount_ore)
            references decision_line (decision_id, number, purpose, amount_ore),
          constraint line_version_snapshot unique ({SNAPSHOT}))""")
    op.execute("""
        insert into line_version
        select decision_id, number, 1, household_version, account_id, account_version, purpose, amount_ore, pay_on
        from decision_line join decision on decision.id = decision_id""")
    op.execute("""
        create function line_version_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        begin
            if new.version > 1 and not exists (select from line_version where decision_id = new.decision_id
                                               and line = new.line and version = new.version - 1) then
                raise exception 'a version follows the one before'
                    using errcode = 'integrity_constraint_violation', constraint = 'line_version_consecutive';
            end if;
            if (new.decision_id, new.line, new.version, new.household_version, new.account_id, new.account_version,
                new.purpose, new.amount_ore, new.pay_on) not in (
                select decision_id, number, 1, household_version, account_id, account_version, purpose, amount_ore,
                       pay_on
                from decision_line join decision on decision.id = decision_id where decision_id = new.decision_id
                union all
                select decision_id, line, number, line_renewal.household_version, account_id, account_version, purpose,
                       amount_ore, pay_on
                from line_renewal join decision on decision.id = decision_id
                 and decision.household_id = line_renewal.household_id
                where decision_id = new.decision_id) then
                raise exception 'a version of a line is stated by the decision or a renewal'
                    using errcode = 'integrity_constraint_violation', constraint = 'line_version_stated';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger line_version_guard before insert on line_version
                    for each row execute function line_version_guard()""")


def _orders() -> None:
    """C3: an order is one version of a line, to the letter. C6: each version has one order, and its predecessor is the
    order of the version before, ended unpaid."""
    op.execute("alter table payment_order add column line_version integer not null default 1")
    op.execute("alter table payment_order drop constraint payment_order_is_the_line")
    op.execute("alter table decision_line drop constraint decision_line_snapshot")
    op.execute(f"""
        alter table payment_order add constraint payment_order_is_the_line
          foreign key ({SNAPSHOT.replace(" version,", " line_version,")})
          references line_version ({SNAPSHOT})""")
    op.execute("""
        alter table decision add constraint decision_of_household unique (id, application_id, household_id)""")
    op.execute("alter table payment_order drop constraint payment_order_is_the_decision")
    op.execute("alter table decision drop constraint decision_snapshot")
    op.execute("""
        alter table payment_order add constraint payment_order_is_the_decision
          foreign key (decision_id, application_id, household_id) references decision (id, application_id, household_id)""")
    op.execute("""
        alter table payment_order add constraint payment_order_version_once unique (decision_id, line, line_version)""")
    op.execute("""
        create or replace function payment_order_begins() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if new.state <> 'received' then
                raise exception 'an order begins as received'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_transition';
            end if;
            if new.predecessor is distinct from (
                select id from payment_order where decision_id = new.decision_id and line = new.line
                  and line_version = new.line_version - 1)
            or exists (select from payment_order where id = new.predecessor
                       and state not in ('cancelled', 'rejected', 'returned')) then
                raise exception 'an order names the one that it succeeds, which has ended unpaid'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_predecessor';
            end if;
            return new;
        end $$""")


def _own_case() -> None:
    """C2: a representative is as near as a member, and whoever has declared a conflict stays out. An adult enters their own
    account."""
    op.execute("""
        create function order_own_account(payment_order, order_hand) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select $2.link = 'account'
               and exists (select from household_member
                           where household_id = $1.household_id and version = $1.household_version
                             and person = $2.person and adult)
          $$""")
    op.execute("""
        create or replace function order_own_case(payment_order, order_hand) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select (exists (select from household_member
                            where household_id = $1.household_id and person = $2.person)
                 or exists (select from household_representative
                            where household_id = $1.household_id and person = $2.person)
                 or exists (select from account_entry
                            where account_id = $1.account_id and account_version = $1.account_version
                              and holder = $2.person))
               and not order_own_account($1, $2)
          $$""")
    op.execute("""
        create function order_conflict(payment_order, order_hand) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select exists (select from conflict where household_id = $1.household_id and person = $2.person)
               and not order_own_account($1, $2)
          $$""")
    op.execute("""
        create function order_hand_conflict() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        declare held payment_order;
        begin
            select * into held from payment_order where id = new.order_id;
            if order_conflict(held, new) then
                raise exception 'nobody has a hand where they have declared a conflict of interest'
                    using errcode = 'integrity_constraint_violation', constraint = 'order_hand_conflict';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger order_hand_conflict before insert on order_hand
                    for each row execute function order_hand_conflict()""")


def _stands() -> None:
    """C2, C4: nothing goes on whose decision was stopped or revoked, or in which a hand has declared a conflict."""
    op.execute("""
        create function order_called_off(payment_order) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select exists (select from decision_revocation
                           where decision_id = $1.decision_id and municipality = $1.municipality)
                or (select count(*) from decision_stop
                    where decision_id = $1.decision_id and municipality = $1.municipality)
                 > coalesce((select stops_before from line_renewal
                             where decision_id = $1.decision_id and line = $1.line and number = $1.line_version), 0)
          $$""")
    op.execute("""
        create function payment_order_stands() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if order_called_off(new) then
                raise exception 'the decision is stopped or revoked'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_called_off';
            end if;
            if exists (select from order_hand hand where hand.order_id = new.id and order_conflict(new, hand)) then
                raise exception 'nobody has a hand where they have declared a conflict of interest'
                    using errcode = 'integrity_constraint_violation', constraint = 'order_hand_conflict';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger payment_order_stands before update of state on payment_order
                    for each row when (old.state <> new.state and new.state in ('ready', 'released'))
                    execute function payment_order_stands()""")
