"""No act without a trace, no trace without an act (C7), held against all that a run has left in its databases."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from shared.canonical import digest
from shared.settings import ServiceSettings
from tests.harness.whole_month.act_tables import (
    ACT_TABLES,
    KERNEL,
    NO_ACT,
    REFUSED_WITH_A_ROW,
    WITHOUT_A_ROW,
    ActTable,
)

CHAIN = ("intake", "decision", "payout")
KEPT = timedelta(days=ServiceSettings.model_fields["hand_overs_kept_days"].default)
Row = dict[str, Any]

_TABLES = """select tablename as name from pg_tables
              where schemaname = 'public' and tablename not like 'procrastinate%'"""
_NAMING = """select conrelid::regclass::text as name, attname as column from pg_constraint
               join pg_attribute on attrelid = conrelid and attnum = conkey[1]
              where contype = 'f' and confrelid = 'log_entry'::regclass"""


@dataclass(frozen=True)
class Left:
    """What a service's database holds: its entries by id, its rows by table, and which columns name an entry."""

    service: str
    entries: Mapping[str, Row]
    rows: Mapping[str, list[Row]]
    naming: frozenset[tuple[str, str]]

    @classmethod
    def read(cls, service: str, address: str) -> "Left":
        with psycopg.connect(address, row_factory=dict_row) as connection:
            names = [row["name"] for row in connection.execute(_TABLES)]
            rows = {
                name: connection.execute(sql.SQL("select * from {}").format(sql.Identifier(name))).fetchall()
                for name in names
            }
            naming = frozenset((row["name"], row["column"]) for row in connection.execute(_NAMING))
        entries = {str(row["id"]): json.loads(bytes(row["entry"])) for row in rows["log_entry"]}
        return cls(service, entries, rows, naming)


def seen(databases: Mapping[str, Left], sizes: Mapping[str, int]) -> dict[str, Left]:
    """The same without the entries that audit had not copied when the run ended, and the rows that name them."""
    return {service: _until(left, sizes[service]) for service, left in databases.items()}


def _until(left: Left, size: int) -> Left:
    copied = {str(row["id"]) for row in left.rows["log_entry"] if row["seq"] is not None and row["seq"] < size}
    entries = {id_: entry for id_, entry in left.entries.items() if id_ in copied}
    rows = {
        table: [row for row in held if "entry_id" not in row or str(row["entry_id"]) in copied]
        for table, held in left.rows.items()
    }
    return replace(left, entries=entries, rows=rows)


def faults(databases: Mapping[str, Left]) -> list[str]:
    """All that breaks C7, in words; empty where it holds."""
    found = [fault for service in CHAIN for fault in _faults_of(databases[service])]
    return found + list(_hand_over_faults(databases)) + list(_in_force_faults(databases))


def _faults_of(left: Left) -> Iterator[str]:
    known = ACT_TABLES[left.service]
    for table in sorted(set(left.rows) - set(known) - set(NO_ACT[left.service]) - KERNEL):
        yield f"{left.service}.{table}: which act is a row of it?"
    for table, column in sorted(left.naming):
        if column not in known.get(table, ActTable({})).acts:
            yield f"{left.service}.{table}.{column}: names an entry of which act?"
    named: set[str] = set()
    for table, rule in known.items():
        for row in left.rows.get(table, []):
            yield from _row_faults(left, table, rule, row)
            named |= {str(row[column]) for column in rule.acts if row[column] is not None}
    for id_, entry in left.entries.items():
        yield from _entry_faults(left, id_, entry, id_ in named)


def _row_faults(left: Left, table: str, rule: ActTable, row: Row) -> Iterator[str]:
    where = f"{left.service}.{table}"
    for column, acts in rule.acts.items():
        if row[column] is None:
            continue
        entry = left.entries.get(str(row[column]))
        if entry is None:
            yield f"{where}: a row without its entry"
        elif entry["act"] not in acts:
            yield f"{where}: a row with the entry of {entry['act']}"
        elif column == "entry_id":
            yield from _differences(where, rule, row, entry)


def _differences(where: str, rule: ActTable, row: Row, entry: Row) -> Iterator[str]:
    for name, column in rule.subjects.items():
        if entry["subjects"].get(name) != str(row[column]):
            yield f"{where}: {entry['act']} names another {name}, or none"
    if rule.digest is not None and entry["digest"] != digest(_logged(rule, row)):
        yield f"{where}: {entry['act']} has another digest than the row's object"


def _logged(rule: ActTable, row: Row) -> dict[str, Any]:
    if rule.digest == "salted":
        return {"salt": row["salt"], "calculationId": str(row["id"]), **row["document"]}
    return dict(row["document"])


def _entry_faults(left: Left, id_: str, entry: Row, has_row: bool) -> Iterator[str]:
    act, where = entry["act"], f"{left.service}: {entry['act']}"
    if entry["id"] != id_ or entry["service"] != left.service:
        yield f"{where}: an entry that is not stored as itself"
    if entry["outcome"] == "refused" and has_row and act not in REFUSED_WITH_A_ROW:
        yield f"{where}: was refused, and left a row"
    only_reads = act.endswith(("Read", "Listed")) and act not in ("bankReportRead",)
    if entry["outcome"] == "done" and not has_row and not only_reads and act not in WITHOUT_A_ROW:
        yield f"{where}: was logged, and nothing was done"


def _hand_over_faults(databases: Mapping[str, Left]) -> Iterator[str]:
    """What was sent was taken in once, and what was taken in was sent, or refused. The run is longer than senders keep
    what they sent (docs/adr/0017), so that of the first days may be gone."""
    ended = max(entry["time"] for left in databases.values() for entry in left.entries.values())
    still_kept = datetime.fromisoformat(ended) - KEPT
    sent = {row["id"]: (row, service) for service in CHAIN for row in databases[service].rows["outbox"]}
    for receiver in CHAIN:
        inbox = {row["id"]: row for row in databases[receiver].rows["inbox"]}
        taken: Counter[tuple[str, str, str | None]] = Counter()
        refused: Counter[tuple[str, str]] = Counter()
        for entry in databases[receiver].entries.values():
            sender = entry["actor"]["service"]
            if sender not in (None, receiver) and entry["outcome"] == "done":
                taken[sender, entry["act"], entry["digest"]] += 1
            elif sender not in (None, receiver):
                refused[sender, entry["act"]] += 1
        for id_, (row, sender) in sent.items():
            if row["destination"] != receiver or row["ended_at"] is None or row["outcome"] == "refused":
                continue
            event = row["event"]
            if id_ not in inbox:
                yield f"{sender} → {receiver}: {event['type']} is sent, and was not taken in"
            if taken[sender, event["type"], digest(event["object"])] != 1:
                yield f"{receiver}: {event['type']} from {sender} was taken in, and not logged once"
        wanted = Counter((row["sender"], row["type"]) for row in inbox.values() if row["outcome"] == "refused")
        if wanted - refused:
            yield f"{receiver}: refused and not logged: {sorted(wanted - refused)}"
        for id_, row in inbox.items():
            if row["outcome"] == "accepted" and id_ not in sent and row["received_at"] > still_kept:
                yield f"{receiver}: {row['type']} was taken in, and {row['sender']} never sent it"


def _in_force_faults(databases: Mapping[str, Left]) -> Iterator[str]:
    """What intake and decision stated is what payout keeps, and the other way round."""
    kept = Counter((row["service"], digest(row["document"])) for row in databases["payout"].rows["in_force"])
    stated: Counter[tuple[str, str]] = Counter(
        (service, entry["digest"])
        for service in ("intake", "decision")
        for entry in databases[service].entries.values()
        if (entry["act"], entry["outcome"]) == ("inForceStated", "done")
    )
    if kept != stated:
        yield f"what is in force: {len(kept - stated)} kept that was not stated, {len(stated - kept)} stated, not kept"


def cases(databases: Mapping[str, Left]) -> dict[str, str]:
    """The case number by each id that one case alone has, as the tables tell it."""
    found: dict[str, str] = {}
    for row in (*databases["intake"].rows["application"], *databases["decision"].rows["work_item"]):
        found[str(row["id"])] = row["case_number"]
    for row in (*databases["decision"].rows["decision"], *databases["payout"].rows["payment_order"]):
        found[str(row["id"])] = row["case_number"]
    for table in ("claim", "calculation", "proposal", "line_renewal"):
        for row in databases["decision"].rows[table]:
            found[str(row["id"])] = found[str(row["work_item_id"])]
    for row in databases["intake"].rows["register_question"]:
        found[str(row["id"])] = found[str(row["application_id"])]
    return found


def groups(databases: Mapping[str, Left]) -> dict[str, set[str]]:
    """By case number, the entries of releases, files, statements and bank reports that its payments are in."""
    payout, of = databases["payout"], cases(databases)
    by_release: dict[UUID, set[str]] = defaultdict(set)
    for row in payout.rows["release"]:
        by_release[row["id"]].add(str(row["entry_id"]))
    for table in ("bank_file", "file_handed_out", "file_sending", "in_force"):
        for row in payout.rows[table]:
            by_release[row["release_id"]].add(str(row["entry_id"]))
    stated = {e["digest"]: id_ for s in ("intake", "decision") for id_, e in databases[s].entries.items()}
    for row in payout.rows["in_force"]:
        by_release[row["release_id"]].add(stated[digest(row["document"])])
    reports = {row["id"]: str(row["entry_id"]) for row in payout.rows["bank_report"]}
    found: dict[str, set[str]] = defaultdict(set)
    for row in payout.rows["release_order"]:
        found[of[str(row["order_id"])]] |= by_release[row["release_id"]]
    for table in ("bank_status", "bank_booking"):
        for row in payout.rows[table]:
            if row["order_id"] is not None:
                found[of[str(row["order_id"])]].add(reports[row["report_id"]])
    return found
