"""What PostgreSQL was asked to make lasting: counts, which are the same on a busy machine and on an idle one."""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg

from deploy.local.stack import Stack
from tests.bench.figures import Figure

LOGS = ("intake", "decision", "payout")

_COUNTED = "select coalesce(max(seq) + 1, 0) + (select count(*) from log_entry where seq is null) from log_entry"
"""By their numbers, which leave nothing out: counting rows would be PostgreSQL's largest part of a short round."""


@dataclass(frozen=True, slots=True)
class Written:
    """Transactions by service, what its sequencer and worker begin each second among them, control-log entries by
    service, and bytes of the write-ahead log."""

    transactions: Mapping[str, int]
    entries: Mapping[str, int]
    wal: int

    def since(self, earlier: "Written") -> "Written":
        transactions = {name: count - earlier.transactions[name] for name, count in self.transactions.items()}
        entries = {name: count - earlier.entries[name] for name, count in self.entries.items()}
        return Written(transactions, entries, self.wal - earlier.wal)


def written(stack: Stack) -> Written:
    """Since the cluster was made. PostgreSQL counts a transaction within about a second after its end."""
    names = list(stack.databases)
    with psycopg.connect(stack.postgres.dsn(), autocommit=True) as connection:
        found = connection.execute("select datname, xact_commit from pg_stat_database where datname = any(%s)", [names])
        transactions: dict[str, int] = dict(found.fetchall())
        row = connection.execute("select pg_current_wal_lsn() - '0/0'::pg_lsn").fetchone()
    return Written(transactions, {name: _entries(stack, name) for name in LOGS}, 0 if row is None else int(row[0]))


def figures(rounds: list[Written], count: int) -> list[Figure]:
    """Each for one of `count` chains."""
    return [
        *(
            Figure(f"transactions a chain: {name}", "", [one.transactions[name] / count for one in rounds])
            for name in rounds[0].transactions
        ),
        Figure("log entries a chain", "", [sum(one.entries.values()) / count for one in rounds]),
        Figure("write-ahead log a chain", "kB", [one.wal / count / 1000 for one in rounds]),
    ]


def _entries(stack: Stack, name: str) -> int:
    with psycopg.connect(stack.databases[name].runtime_dsn) as connection:
        row = connection.execute(_COUNTED).fetchone()
    return 0 if row is None else int(row[0])
