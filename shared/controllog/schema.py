"""The control log's part of a service's database: tables, and the SQL that keeps them append-only (C5, C7, C14).

Every service's first migration runs `create_statements(runtime_role)`; its Alembic environment lists `metadata` beside
the service's own, so that `alembic check` sees these tables too. Triggers, checks and grants are tested by name.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    text,
)

metadata = MetaData()

log_entry = Table(
    "log_entry",
    metadata,
    Column("id", Uuid, server_default=text("uuidv7()"), nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, Computed(r"sha256('\x00'::bytea || entry)", persisted=True), nullable=False),
    Column("seq", BigInteger),
    PrimaryKeyConstraint("id", name="log_entry_pkey"),
    UniqueConstraint("seq", name="log_entry_seq_key"),
    CheckConstraint("octet_length(entry) <= 65535", name="log_entry_fits_bundle"),
    Index("log_entry_unnumbered", "id", postgresql_where=text("seq IS NULL")),
)
"""`seq` is the entry's place in the tree: null until the sequencer has integrated it, then never changed."""

log_head = Table(
    "log_head",
    metadata,
    Column("id", SmallInteger, server_default=text("1"), nullable=False, autoincrement=False),
    Column("size", BigInteger, server_default=text("0"), nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("checkpoint", String),
    Column("cosigned_size", BigInteger, server_default=text("0"), nullable=False),
    PrimaryKeyConstraint("id", name="log_head_pkey"),
    CheckConstraint("id = 1", name="log_head_is_one_row"),
    CheckConstraint("octet_length(root) = 32", name="log_head_root_is_a_hash"),
)
"""The one tree head that is served. `checkpoint` is the signed note; `cosigned_size` what the witness last held."""

log_tile = Table(
    "log_tile",
    metadata,
    Column("level", SmallInteger, nullable=False),
    Column("index", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("level", "index", name="log_tile_pkey"),
    CheckConstraint(
        "octet_length(data) between 32 and 8192 and octet_length(data) % 32 = 0", name="log_tile_is_hashes"
    ),
)
"""The tiles of the tree, the right edge's partial ones growing in place: a smaller tree's are their beginnings."""


def create_statements(runtime_role: str) -> list[str]:
    """The SQL of the three tables for a service whose runtime role has this name, one statement each. It comes after
    `shared.schema.kernel_statements`."""
    role = '"' + runtime_role.replace('"', '""') + '"'
    return [*_TABLES, *_TRIGGERS, *(grant.format(role=role) for grant in _GRANTS)]


_TABLES = [
    r"""
    create table log_entry (
        id uuid not null default uuidv7() constraint log_entry_pkey primary key,
        entry bytea not null constraint log_entry_fits_bundle check (octet_length(entry) <= 65535),
        leaf bytea not null generated always as (sha256('\x00'::bytea || entry)) stored,
        seq bigint constraint log_entry_seq_key unique
    )""",
    "create index log_entry_unnumbered on log_entry (id) where seq is null",
    """
    create table log_head (
        id smallint not null default 1
            constraint log_head_pkey primary key constraint log_head_is_one_row check (id = 1),
        size bigint not null default 0,
        root bytea not null constraint log_head_root_is_a_hash check (octet_length(root) = 32),
        checkpoint varchar,
        cosigned_size bigint not null default 0
    )""",
    "insert into log_head (root) values (sha256(''))",
    """
    create table log_tile (
        level smallint not null,
        index bigint not null,
        data bytea not null constraint log_tile_is_hashes
            check (octet_length(data) between 32 and 8192 and octet_length(data) % 32 = 0),
        constraint log_tile_pkey primary key (level, index)
    )""",
]


def grow_only(table: str, broken: str) -> list[str]:
    """Triggers by which rows of `table` change only as long as `broken` is false, and never go away. What is refused is
    told as the constraint `<table>_append_only`. Comes after `shared.schema.kernel_statements`."""
    return [
        f"""
        create function {table}_guard() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if {broken} then
                raise exception '{table} is append-only'
                    using errcode = 'integrity_constraint_violation', constraint = '{table}_append_only';
            end if;
            return new;
        end $$""",
        f"create trigger {table}_append_only before update on {table} for each row execute function {table}_guard()",
        f"create trigger {table}_kept before delete on {table} for each row execute function refuse_change()",
        f"create trigger {table}_whole before truncate on {table} for each statement execute function refuse_change()",
    ]


def numbered_in_tree() -> list[str]:
    """The SQL of what came after `create_statements`: an entry's number is one of the tree that is signed. Otherwise
    the service's own role could give one a number that the tree never reaches, and nobody would ever see it (C7)."""
    return [
        """
        create function log_entry_numbered() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if new.seq < 0 or new.seq >= (select size from public.log_head) then
                raise exception 'a number outside the tree'
                    using errcode = 'integrity_constraint_violation', constraint = 'log_entry_in_tree';
            end if;
            return null;
        end $$""",
        "create constraint trigger log_entry_in_tree after update of seq on log_entry"
        " deferrable initially deferred for each row execute function log_entry_numbered()",
    ]


_TRIGGERS = [
    *grow_only("log_entry", "(new.id, new.entry) is distinct from (old.id, old.entry) or old.seq is not null"),
    *grow_only(
        "log_head",
        "new.size < old.size or (new.size = old.size and new.root <> old.root) or new.cosigned_size < old.cosigned_size"
        " or (new.checkpoint is null and old.checkpoint is not null)",
    ),
    *grow_only(
        "log_tile",
        "(new.level, new.index) is distinct from (old.level, old.index)"
        " or substr(new.data, 1, octet_length(old.data)) is distinct from old.data",
    ),
]

_GRANTS = [
    "grant select, insert (id, entry), update (seq) on log_entry to {role}",
    "grant select, update (size, root, checkpoint, cosigned_size) on log_head to {role}",
    "grant select, insert, update (data) on log_tile to {role}",
]
