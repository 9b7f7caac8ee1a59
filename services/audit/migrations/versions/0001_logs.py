"""The copies of the three control logs, their cosigned checkpoints, and alarms."""

from alembic import op

from shared.controllog.schema import grow_only
from shared.migrations import kernel_schema
from shared.schema import append_only

revision = "0001"
down_revision = None

RUNTIME = "audit_runtime"


def upgrade() -> None:
    for statement in (*kernel_schema(RUNTIME, keeps_log=False), *_TABLES, *_INDEXES, *_guards(), *_GRANTS):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("an auditor's records are not rolled back: restore a backup instead")


_TABLES = [
    """
    create table followed_log (
      origin varchar primary key,
      service varchar not null,
      size bigint not null default 0,
      root bytea not null constraint followed_log_root_is_a_hash check (octet_length(root) = 32),
      cosigned_size bigint,
      constraint followed_log_cosigned_is_copied check (cosigned_size <= size))""",
    """
    create table copied_entry (
      origin varchar not null references followed_log,
      seq bigint not null constraint copied_entry_seq check (seq >= 0),
      entry bytea not null constraint copied_entry_fits_bundle check (octet_length(entry) <= 65535),
      id uuid not null,
      time timestamptz not null,
      municipality varchar not null,
      service varchar not null,
      act varchar not null,
      outcome varchar not null constraint copied_entry_outcome check (outcome in ('done', 'refused')),
      actor varchar,
      case_number varchar,
      household_id uuid,
      decision_id uuid,
      order_id uuid,
      primary key (origin, seq))""",
    """
    create table copied_tile (
      origin varchar not null references followed_log,
      level smallint not null,
      index bigint not null,
      data bytea not null constraint copied_tile_is_hashes
        check (octet_length(data) between 32 and 8192 and octet_length(data) % 32 = 0),
      constraint copied_tile_pkey primary key (origin, level, index))""",
    """
    create table cosigned_checkpoint (
      origin varchar not null references followed_log,
      size bigint not null,
      root bytea not null constraint cosigned_checkpoint_root_is_a_hash check (octet_length(root) = 32),
      note varchar not null,
      cosigned_at timestamptz not null,
      constraint cosigned_checkpoint_pkey primary key (origin, size))""",
    """
    create table log_alarm (
      id uuid primary key,
      origin varchar not null references followed_log,
      kind varchar not null constraint log_alarm_kind
        check (kind in ('notSigned', 'shrunk', 'forked', 'rewritten', 'foreignEntry')),
      copied_size bigint not null,
      checkpoint bytea not null,
      raised_at timestamptz not null,
      constraint log_alarm_once unique (origin, kind, copied_size))""",
]
_INDEXES = [
    "create index copied_entry_id on copied_entry (id)",
    "create index copied_entry_time on copied_entry (municipality, time, id)",
    "create index copied_entry_actor on copied_entry (municipality, actor, time, id) where actor is not null",
    *(
        f"create index copied_entry_{name} on copied_entry ({name}) where {name} is not null"
        for name in ("case_number", "household_id", "decision_id", "order_id")
    ),
]
_GRANTS = [
    f"grant select, insert (origin, service, root), update (size, root, cosigned_size) on followed_log to {RUNTIME}",
    f"grant select, insert, update (data) on copied_tile to {RUNTIME}",
]


def _guards() -> list[str]:
    """A copy of a log only grows, and a cosignature is for ever."""
    statements = grow_only(
        "followed_log",
        "(new.origin, new.service) is distinct from (old.origin, old.service)"
        " or new.size < old.size or (new.size = old.size and new.root <> old.root)"
        " or new.cosigned_size < old.cosigned_size or (new.cosigned_size is null and old.cosigned_size is not null)",
    )
    statements += grow_only(
        "copied_tile",
        "(new.origin, new.level, new.index) is distinct from (old.origin, old.level, old.index)"
        " or substr(new.data, 1, octet_length(old.data)) is distinct from old.data",
    )
    for table in ("copied_entry", "cosigned_checkpoint", "log_alarm"):
        statements += append_only(table, RUNTIME)
    return statements
