"""The kernel's own tables in every service's database: idempotency keys, hand-overs out and in.

A service's first migration creates them with `kernel_statements`; the SQLAlchemy tables here are what code uses and
what the drift check compares. The control log's tables are in `shared.controllog.schema`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

idempotency_key = Table(
    "idempotency_key",
    metadata,
    Column("caller", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("request_digest", String, nullable=False),
    Column("claimed_at", DateTime(timezone=True), nullable=False),
    Column("status", Integer),
    Column("headers", JSONB),
    Column("body", LargeBinary),
)
"""What was answered to a request, so that the same request gets the same answer. `request_digest` is keyed."""
Index("idempotency_key_claimed", idempotency_key.c.claimed_at)

outbox = Table(
    "outbox",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("destination", String, nullable=False),
    Column("event", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_try_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("outcome", String),
    Column("problem", JSONB),
)
Index(
    "outbox_waiting",
    outbox.c.destination,
    outbox.c.next_try_at,
    outbox.c.position,
    postgresql_where=outbox.c.ended_at.is_(None),
)
Index("outbox_refusals", outbox.c.destination, postgresql_where=outbox.c.outcome == "refused")
Index("outbox_taken", outbox.c.ended_at, postgresql_where=outbox.c.outcome != "refused")

inbox = Table(
    "inbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sender", String, nullable=False),
    Column("type", String, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("outcome", String, nullable=False),
)
"""Which hand-overs were taken in, by their ids alone. Never removed: an event that comes again, whenever, has no second
effect."""

person_key_use = Table(
    "person_key_use",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", String, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
)
"""Which person keys the database goes by: see shared/person_key_use.py."""


def kernel_statements(runtime: str) -> list[str]:
    """The SQL that makes these tables, as the owner, and what the runtime role may do with them."""
    return [
        _REFUSE_CHANGE,
        """create table idempotency_key (
             caller varchar not null, key varchar not null, request_digest varchar not null,
             claimed_at timestamptz not null, status integer, headers jsonb, body bytea,
             constraint idempotency_key_pkey primary key (caller, key))""",
        """create table outbox (
             position bigint generated always as identity primary key, id uuid not null, destination varchar not null,
             event jsonb not null, created_at timestamptz not null, attempts integer not null default 0,
             next_try_at timestamptz not null, ended_at timestamptz, outcome varchar, problem jsonb,
             constraint outbox_outcome check (outcome in ('accepted', 'duplicate', 'refused')),
             constraint outbox_ended check ((ended_at is null) = (outcome is null)))""",
        """create index outbox_waiting on outbox (destination, next_try_at, position) where ended_at is null""",
        """create table inbox (
             id uuid primary key, sender varchar not null, type varchar not null, received_at timestamptz not null,
             outcome varchar not null, constraint inbox_outcome check (outcome in ('accepted', 'refused')))""",
        f"grant select, insert, update (status, headers, body) on idempotency_key to {runtime}",
        f"grant select, insert, update (attempts, next_try_at, ended_at, outcome, problem) on outbox to {runtime}",
        f"grant select, insert on inbox to {runtime}",
    ]


def counted_refusals() -> list[str]:
    """The SQL of what came after `kernel_statements`: hand-overs that their receiver refused are counted without
    reading all that was ever sent."""
    return ["create index outbox_refusals on outbox (destination) where outcome = 'refused'"]


def removal(runtime: str) -> list[str]:
    """The SQL of what came next: hand-overs that were taken, and answers to requests, may be removed when they have
    served their time (docs/adr/0017); what waits or was refused may not."""
    return [
        "create index outbox_taken on outbox (ended_at) where outcome <> 'refused'",
        "create index idempotency_key_claimed on idempotency_key (claimed_at)",
        """create function refuse_removal() returns trigger language plpgsql set search_path = pg_catalog as $$
           begin
               raise exception 'not taken by its receiver'
                   using errcode = 'integrity_constraint_violation', constraint = 'outbox_removed_when_taken';
           end $$""",
        """create trigger outbox_removed_when_taken before delete on outbox for each row
             when (old.outcome is null or old.outcome = 'refused') execute function refuse_removal()""",
        f"grant delete on outbox, idempotency_key to {runtime}",
    ]


def exchanged_person_keys(runtime: str) -> list[str]:
    """The SQL of what came later: a database is open for one fingerprint, closed, and open for another."""
    return [
        """create table person_key_use (
             number integer primary key, fingerprint varchar not null, closed boolean not null,
             since timestamptz not null)""",
        """create function person_key_use_in_turn() returns trigger language plpgsql
             set search_path = pg_catalog, public as $$
           declare
               last person_key_use;
               fits boolean;
           begin
               select * into last from person_key_use order by number desc limit 1;
               if new.number <= last.number then return new; end if;  -- the primary key refuses it
               if last.number is null then fits := new.number = 1 and not new.closed;
               elsif last.closed then
                   fits := not new.closed
                       and not exists (select from person_key_use u where u.fingerprint = new.fingerprint);
               else fits := new.closed and new.fingerprint = last.fingerprint;
               end if;
               if not fits or new.number > coalesce(last.number, 0) + 1 then
                   raise exception 'a database is open for its person keys, closed, and open for others'
                       using errcode = 'integrity_constraint_violation', constraint = 'person_key_use_in_turn';
               end if;
               return new;
           end $$""",
        """create trigger person_key_use_in_turn before insert on person_key_use
             for each row execute function person_key_use_in_turn()""",
        *append_only("person_key_use", runtime),
    ]


_REFUSE_CHANGE = """
    create function refuse_change() returns trigger language plpgsql set search_path = pg_catalog as $$
    begin
        raise exception '% is append-only', tg_table_name
            using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
    end $$"""


def append_only(table: str, runtime: str) -> list[str]:
    """C14 for one table: rows are added and read, never changed, removed or truncated, by anyone."""
    return [
        f"grant select, insert on {table} to {runtime}",
        f"create trigger {table}_append_only before update or delete on {table} "
        "for each row execute function refuse_change()",
        f"create trigger {table}_whole before truncate on {table} for each statement execute function refuse_change()",
    ]
