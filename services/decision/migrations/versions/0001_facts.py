"""The kernel's tables, and what other services have stated."""

from alembic import op

from shared.migrations import kernel_schema
from shared.schema import append_only

revision = "0001"
down_revision = None

RUNTIME = "decision_runtime"

# Every fact: whose it is, the digest of its object, the statement, when it was handed over, its log entry.
FACT = """
    municipality varchar not null check (municipality ~ '^[0-9]{4}$'),
    digest varchar not null,
    statement varchar not null,
    handed_over_at timestamptz not null,
    document jsonb not null,
    entry_id uuid not null references log_entry"""


def upgrade() -> None:
    for statement in kernel_schema(RUNTIME):
        op.execute(statement)
    _facts()
    _ties()
    for table in (
        "household_version",
        "application",
        "verification",
        "account_entry",
        "account_comparison",
        "payment_end",
        "household_tie",
    ):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def _facts() -> None:
    op.execute(f"""
        create table household_version (
          household_id uuid not null,
          version integer not null constraint household_version_positive check (version >= 1),
          protected boolean not null,
          {FACT},
          primary key (household_id, version))""")
    op.execute(f"""
        create table application (
          id uuid primary key,
          case_number varchar not null,
          household_id uuid not null,
          household_version integer not null,
          kind varchar not null constraint application_kind check (kind in ('new', 'renewal', 'aboveNorm')),
          month varchar not null constraint application_month check (month ~ '^[0-9]{{4}}-[0-9]{{2}}$'),
          received_at timestamptz not null,
          {FACT})""")
    op.execute("create index ix_application_household_id on application (household_id)")
    op.execute(f"""
        create table verification (
          application_id uuid primary key,
          household_id uuid not null,
          protected boolean not null,
          {FACT})""")
    op.execute(f"""
        create table account_entry (
          id uuid primary key,
          account_id uuid not null,
          account_version integer not null constraint account_entry_version check (account_version >= 1),
          household_id uuid not null,
          number integer not null,
          holder_member_id uuid not null,
          {FACT})""")
    op.execute("create index ix_account_entry_household on account_entry (household_id, account_id, account_version)")
    op.execute("create index ix_account_entry_account on account_entry (account_id, account_version)")
    op.execute(f"""
        create table account_comparison (
          account_id uuid not null,
          account_version integer not null,
          household_id uuid not null,
          status varchar not null constraint account_comparison_status
            check (status in ('payable', 'mismatch', 'locked')),
          {FACT},
          primary key (account_id, account_version, digest))""")
    op.execute(f"""
        create table payment_end (
          order_id uuid not null,
          status varchar not null constraint payment_end_status
            check (status in ('settled', 'rejected', 'returned', 'cancelled')),
          decision_id uuid not null,
          line integer not null,
          amount_ore bigint not null,
          {FACT},
          primary key (order_id, status))""")
    op.execute("create index ix_payment_end_decision_id on payment_end (decision_id)")


def _ties() -> None:
    op.execute("""
        create table household_tie (
          household_id uuid not null,
          person varchar not null,
          kind varchar not null constraint household_tie_kind
            check (kind in ('householdMember', 'accountHolder', 'entry', 'account')),
          source_id uuid not null,
          source_version integer not null,
          primary key (household_id, person, kind, source_id, source_version))""")
    # C1, C2: what ties a person to a household now. Who is or was in it stays tied. A hand counts while its version is
    # the newest, or is in the application itself; a version entered anew by others frees it. One table-valued SQL
    # function without settings of its own, so that the planner takes it into the query that asks.
    op.execute("""
        create function ties_in_force(of_person varchar, of_household uuid, of_application uuid)
        returns table (kind varchar) language sql stable as $$
          select t.kind from public.household_tie t
          where t.household_id = of_household and t.person = of_person
            and case t.kind
              when 'entry' then t.source_id = of_application
                or (t.source_id = of_household and not exists (
                      select from public.household_version n
                       where n.household_id = of_household and n.version > t.source_version))
              when 'account' then not exists (
                      select from public.account_entry n
                       where n.account_id = t.source_id and n.account_version > t.source_version)
              else true end
        $$""")
    # C3: what payout has found of an account version. Locked stays locked; payable beats an earlier mismatch.
    op.execute("""
        create function account_status(of_account uuid, of_version integer, of_household uuid)
        returns varchar language sql stable as $$
          select case when bool_or(c.status = 'locked') then 'locked'
                      when bool_or(c.status = 'payable') then 'payable'
                      when bool_or(c.status = 'mismatch') then 'mismatch'
                      else 'registered' end
          from public.account_comparison c
          where c.account_id = of_account and c.account_version = of_version and c.household_id = of_household
        $$""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
