"""Control logs of ended cases, ten entries each: in the services' databases, and in audit's copies.

Only the entries are made by SQL. Tiles, tree heads, checkpoints and cosignatures are made by the code that the services
use, so the sequencers and audit go on from there, and find out where it does not hold.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from deploy.local.keys import log_origin
from deploy.local.stack import Stack
from shared.controllog.checkpoints import Checkpoint, cosign, sign_checkpoint
from shared.controllog.edge import RightEdge
from shared.controllog.notes import KeyType, Note, Signer
from shared.controllog.tiles import Tile
from tests.bench.growing.numbering import LOG_ENTRY, at_once, name_things

BATCH = 50_000


@dataclass(frozen=True)
class Acts:
    """What a service logs of each case: act and role of who acted, and the canonical form of what it names."""

    of_a_case: tuple[tuple[str, str], ...]
    subjects: LiteralString


_NAMED: dict[str, LiteralString] = {
    "intake": """format('{"applicationId":"%s","caseNumber":"%s","householdId":"%s"}',
                   pg_temp.thing(3, c), pg_temp.case_number(c), pg_temp.thing(1, c / 10))""",
    "decision": """format('{"applicationId":"%s","caseNumber":"%s","decisionId":"%s","householdId":"%s",'
                            '"workItemId":"%s"}',
                     pg_temp.thing(3, c), pg_temp.case_number(c), pg_temp.thing(6, c), pg_temp.thing(1, c / 10),
                     pg_temp.thing(4, c))""",
    "payout": """format('{"caseNumber":"%s","decisionId":"%s","householdId":"%s","orderId":"%s"}',
                   pg_temp.case_number(c), pg_temp.thing(6, c), pg_temp.thing(1, c / 10), pg_temp.thing(9, c))""",
}
ACTS = {
    "intake": Acts(
        (
            ("applicationRegistered", "citizen"),
            ("registerAsked", "service"),
            ("registerAnswered", "service"),
            ("applicationVerified", "service"),
        ),
        _NAMED["intake"],
    ),
    "decision": Acts(
        (("workItemClaimed", "socialWorker"), ("calculationMade", "socialWorker"), ("decisionMade", "socialWorker")),
        _NAMED["decision"],
    ),
    "payout": Acts(
        (("orderReady", "service"), ("orderReleased", "payer"), ("paymentSettled", "service")), _NAMED["payout"]
    ),
}
_GENERATED: LiteralString = """
    select n, pg_temp.thing(%(kind)s::integer, n) as id, pg_temp.place(c) as municipality, at, act, outcome, person, c,
           convert_to(format(
             '{"act":"%%s","actor":{"person":%%s,"role":"%%s","service":%%s},"digest":"%%s","id":"%%s",'
             '"municipality":"%%s","outcome":"%%s","reason":%%s,"rule":%%s,"service":"%%s","subjects":%%s,"time":"%%s"}',
             act, coalesce('"' || person || '"', 'null'), role,
             case when role = 'service' then '"' || %(service)s::text || '"' else 'null' end, pg_temp.keyed(n),
             pg_temp.thing(%(kind)s::integer, n), pg_temp.place(c), outcome,
             case when outcome = 'refused' then '"broken chain"' else 'null' end,
             case when outcome = 'refused' then '"C1"' else 'null' end, %(service)s::text, named,
             to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'UTF8') as entry
    from (select n, c, act, role, pg_temp.at(c) + step * interval '1 second' as at,
                 case when role not in ('citizen', 'service') then left(pg_temp.staff(c), 22) end as person,
                 case when c %% 500 = 0 and role not in ('citizen', 'service') then 'refused' else 'done' end
                   as outcome,
                 {subjects} as named
          from (select n, n / %(steps)s::bigint as c, n %% %(steps)s::bigint as step
                from generate_series(%(first)s::bigint, %(last)s::bigint) n) numbered
          join unnest(%(acts)s::text[], %(roles)s::text[]) with ordinality as acted (act, role, place)
            on place = step + 1) done"""
_LOGGED: LiteralString = (
    "insert into log_entry (id, entry, seq) select id, entry, %(base)s::bigint + n from ({generated}) g"
)
_COPIED: LiteralString = """
    insert into copied_entry (origin, seq, entry, id, time, municipality, service, act, outcome, actor, case_number,
                              household_id, decision_id, order_id)
    select %(origin)s, %(base)s::bigint + n, entry, id, at, municipality, %(service)s, act, outcome, person,
           pg_temp.case_number(c), pg_temp.thing(1, c / 10),
           case when %(service)s::text <> 'intake' then pg_temp.thing(6, c) end,
           case when %(service)s::text = 'payout' then pg_temp.thing(9, c) end
    from ({generated}) g"""

_PUT_TILE = """insert into log_tile (level, index, data) values (%s, %s, %s)
               on conflict (level, index) do update set data = excluded.data"""
_COPY_TILE = """insert into copied_tile (origin, level, index, data) values (%s, %s, %s, %s)
                on conflict (origin, level, index) do update set data = excluded.data"""
_MOVE_COPY = "update followed_log set size = %s, root = %s where origin = %s"
_SIZE = "select size from log_head where not exists (select from log_entry where seq is null)"


class NotFollowed(Exception):
    """Audit has not copied the whole log: wait, and try again."""


def grow(stack: Stack, cases: int, told: Callable[[str], None]) -> None:
    """The services must be stopped. `told` is called with a line of progress. Raises NotFollowed."""
    with psycopg.connect(stack.postgres.dsn("audit")) as copy, _without_indexes(copy, "copied_entry"):
        at_once(lambda service: _grow(stack, service, cases, told), ACTS)
        told("indexes of audit's copy")


def _grow(stack: Stack, service: str, cases: int, told: Callable[[str], None]) -> None:
    with psycopg.connect(stack.postgres.dsn(service)) as log, psycopg.connect(stack.postgres.dsn("audit")) as copy:
        copy.execute("set session_replication_role = replica")
        name_things(log)
        name_things(copy)
        for grown in _Growing(stack, service, log, copy).grow(cases):
            told(f"{service}: {grown} log entries")


class _Growing:
    def __init__(self, stack: Stack, service: str, log: psycopg.Connection[Any], copy: psycopg.Connection[Any]) -> None:
        self.service, self.origin, self.log, self.copy = service, log_origin(service), log, copy
        keys = stack.place.keys
        self.signer = Signer.load(self.origin, keys.of(service) / "log.key")
        self.witness = Signer.load(log_origin("audit"), keys.of("audit") / "log.key", KeyType.COSIGNATURE)

    def grow(self, cases: int) -> Iterator[int]:
        """How many entries there are after each batch."""
        acts, edge = ACTS[self.service], self._edge()
        base, total = edge.size, cases * len(acts.of_a_case)
        for first in range(0, total, BATCH):
            self._add(acts, base, first, min(first + BATCH, total) - 1)
            leaves = self.log.execute("select leaf from log_entry where seq >= %s order by seq", [edge.size])
            self._move(edge, edge.append(leaf for (leaf,) in leaves.fetchall()))
            self.log.commit()
            self.copy.commit()
            yield first + BATCH
        self._cosign(edge)

    def _edge(self) -> RightEdge:
        (size,) = _row(
            self.log.execute("select size from log_head where not exists (select from log_entry where seq is null)")
        )
        (copied,) = _row(self.copy.execute("select size from followed_log where origin = %s", [self.origin]))
        if size != copied:
            raise NotFollowed(self.service)
        tiles = self.log.execute("select level, index, data from log_tile").fetchall()
        return RightEdge.load(size, {(level, index): data for level, index, data in tiles})

    def _add(self, acts: Acts, base: int, first: int, last: int) -> None:
        values = {
            "kind": LOG_ENTRY[self.service],
            "service": self.service,
            "origin": self.origin,
            "acts": [act for act, _ in acts.of_a_case],
            "roles": [role for _, role in acts.of_a_case],
            "steps": len(acts.of_a_case),
            "base": base,
            "first": first,
            "last": last,
        }
        generated = sql.SQL(_GENERATED.replace("{subjects}", acts.subjects.replace("%", "%%")))
        self.log.execute(sql.SQL(_LOGGED.replace("{generated}", "{}")).format(generated), values)
        self.copy.execute(sql.SQL(_COPIED.replace("{generated}", "{}")).format(generated), values)

    def _move(self, edge: RightEdge, tiles: Iterable[tuple[Tile, bytes]]) -> None:
        root, rows = edge.root(), [(tile.level, tile.index, data) for tile, data in tiles]
        note = sign_checkpoint(Checkpoint(self.origin, edge.size, root), self.signer).written()
        with self.log.cursor() as cursor:
            cursor.executemany(_PUT_TILE, rows)
            cursor.execute("update log_head set size = %s, root = %s, checkpoint = %s", [edge.size, root, note])
        with self.copy.cursor() as cursor:
            cursor.executemany(_COPY_TILE, [(self.origin, *row) for row in rows])
            cursor.execute(_MOVE_COPY, [edge.size, root, self.origin])

    def _cosign(self, edge: RightEdge) -> None:
        now = datetime.now(UTC)
        (note,) = _row(self.log.execute("select checkpoint from log_head"))
        cosigned = cosign(Note.parse(note), self.witness, int(now.timestamp())).written()
        row = [self.origin, edge.size, edge.root(), cosigned, now]
        self.copy.execute("insert into cosigned_checkpoint values (%s, %s, %s, %s, %s)", row)
        self.copy.execute("update followed_log set cosigned_size = size where origin = %s", [self.origin])
        self.copy.commit()


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any], table: LiteralString) -> Iterator[None]:
    """Those that hold no constraint are made anew afterwards, just as they were: faster than row by row."""
    found = connection.execute(
        """select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
           where indrelid = %s::regclass and not indisunique""",
        [table],
    ).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
    connection.commit()
    yield
    connection.execute("set maintenance_work_mem = '512MB'")
    for _, made_by in found:
        connection.execute(made_by)
        connection.commit()


def _row(cursor: psycopg.Cursor[Any]) -> Any:
    row = cursor.fetchone()
    if row is None:
        raise NotFollowed
    return row
