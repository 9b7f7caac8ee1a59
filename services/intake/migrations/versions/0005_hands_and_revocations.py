"""Representatives, conflicts of interest, own cases in the database (C2), one household for an adult, revocations."""

from alembic import op

from shared.schema import append_only

revision = "0005"
down_revision = "0004"

RUNTIME = "intake_runtime"


def upgrade() -> None:
    _tables()
    _own_case()
    _one_household()
    for table in ("representative", "conflict", "decision_revoked"):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def _tables() -> None:
    op.execute("""
        create table representative (
          household_id uuid not null,
          version integer not null,
          person varchar not null,
          personal_number varchar not null,
          name varchar not null,
          constraint representative_pkey primary key (household_id, version, person),
          foreign key (household_id, version) references household_version)""")
    op.execute("""
        create table conflict (
          id uuid constraint conflict_pkey primary key,
          household_id uuid not null references household,
          person varchar not null,
          received_at timestamptz not null,
          entry_id uuid not null references log_entry)""")
    op.execute("create index ix_conflict_household_id on conflict (household_id)")
    # A revocation may come before the decision that it revokes.
    op.execute("""
        create table decision_revoked (
          decision_id uuid constraint decision_revoked_pkey primary key,
          application_id uuid not null references application,
          outcome varchar not null constraint decision_revoked_outcome check (outcome in ('stopped', 'tooLate')),
          revoked_at timestamptz not null,
          entry_id uuid not null references log_entry)""")
    op.execute("""
        alter table payment_ended add column because varchar
          constraint payment_ended_because
            check (because is null
                   or (status = 'cancelled' and because in ('accountSuperseded', 'stopped', 'revoked', 'renewed')))""")


def _own_case() -> None:
    """C2. A member enters their own account and applies for themself; in nothing else does anybody act in a household
    where they are or were a member or representative, or with which they have a conflict of interest."""
    op.execute("""
        create function has_own_case(household uuid, who varchar) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select exists (select from member where household_id = household and person = who)
                or exists (select from representative where household_id = household and person = who)
                or exists (select from conflict where household_id = household and person = who)
          $$""")
    op.execute("""
        create function refuse_own_case() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        declare own boolean;
        begin
            case tg_table_name
                when 'household_version' then
                    own := has_own_case(new.household_id, new.registered_by);
                when 'application' then
                    own := new.channel = 'paper' and has_own_case(new.household_id, new.received_from);
                when 'account_entry' then
                    own := new.entered_as = 'registrar' and has_own_case(
                        (select household_id from account where id = new.account_id), new.entered_by);
                else
                    own := new.person = (select registered_by from household_version
                                         where household_id = new.household_id and version = new.version);
            end case;
            if own then
                raise exception 'nobody acts in their own case'
                    using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_own_case';
            end if;
            return new;
        end $$""")
    for table in ("household_version", "application", "account_entry", "member", "representative"):
        op.execute(
            f"create trigger {table}_own_case before insert on {table} for each row execute function refuse_own_case()"
        )
    op.execute("""
        create function refuse_member_as_representative() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if exists (select from member where household_id = new.household_id and version = new.version
                       and person = new.person) then
                raise exception 'a representative is no member'
                    using errcode = 'integrity_constraint_violation', constraint = 'representative_no_member';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger representative_no_member before insert on representative
                    for each row execute function refuse_member_as_representative()""")


def _one_household() -> None:
    """An adult of one household's newest version is none of another's in the municipality. Two that come at once wait
    for each other; a snapshot could be older than that wait, so a transaction that has one is refused."""
    op.execute("""
        create function refuse_second_household() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        declare here varchar;
        begin
            select municipality into here from household where id = new.household_id;
            perform pg_advisory_xact_lock(hashtextextended(here || new.person, 0));
            if current_setting('transaction_isolation') <> 'read committed' or exists (
                select from member other join household on household.id = other.household_id
                where other.person = new.person and other.role <> 'child'
                  and other.household_id <> new.household_id and household.municipality = here
                  and other.version = (select max(version) from household_version newest
                                       where newest.household_id = other.household_id)) then
                raise exception 'an adult is in one household at a time'
                    using errcode = 'integrity_constraint_violation', constraint = 'adult_in_one_household';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger adult_in_one_household before insert on member
                    for each row when (new.role <> 'child') execute function refuse_second_household()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
