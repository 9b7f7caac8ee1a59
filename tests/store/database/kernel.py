"""What the kernel's own tables refuse in every service: the control log, idempotency keys, outbox and inbox,
and which person keys count."""

from tests.store.database.statements import NEW, Refused, Row, Rule, primary_keys, refused, refused_to_owner

EDGE_ROWS = {
    "idempotency_key": Row("idempotency_key", {"key": "'another'"}),
    "outbox": Row("outbox"),
    "inbox": Row("inbox", {"id": NEW}),
    "person_key_use": Row("person_key_use", {"number": "2", "closed": "true"}),
}
LOG_ROWS = {
    "log_entry": Row("log_entry", {"id": NEW}),
    "log_tile": Row("log_tile", {"index": "99"}),
}

_UNNUMBERED = "(select id from log_entry where seq is null limit 1)"

EDGE_RULES: dict[str, Rule] = {
    **primary_keys(EDGE_ROWS),
    "outbox_pkey": EDGE_ROWS["outbox"].but(position="t.position"),
    "outbox_ended": EDGE_ROWS["outbox"].but(ended_at="now()", outcome="null"),
    "outbox_outcome": EDGE_ROWS["outbox"].but(ended_at="now()", outcome="'lost'"),
    "inbox_outcome": EDGE_ROWS["inbox"].but(outcome="'lost'"),
}
LOG_RULES: dict[str, Rule] = {
    **primary_keys(LOG_ROWS),
    "log_entry_fits_bundle": LOG_ROWS["log_entry"].but(entry="convert_to(repeat('x', 65536), 'UTF8')"),
    "log_entry_seq_key": (f"update log_entry set seq = 0 where id = {_UNNUMBERED}",),
    "log_tile_is_hashes": LOG_ROWS["log_tile"].but(data=r"'\x00'"),
    "log_head_pkey": Row("log_head", owner=True),
    "log_head_is_one_row": Row("log_head", {"id": "2"}, owner=True),
    "log_head_root_is_a_hash": (r"update log_head set size = size + 1, root = '\x00'",),
}

_CLOSED = EDGE_ROWS["person_key_use"]
_OTHERS = {"fingerprint": "'others'", "closed": "false"}
LOG_TRIGGERS: dict[str, list[Refused]] = {
    "log_entry_append_only": [
        refused("log_entry_append_only", "update log_entry set seq = 7777 where seq = 0"),
        refused("log_entry_append_only", "update log_entry set seq = null where seq = 0"),
        refused_to_owner("log_entry_append_only", "update log_entry set entry = 'another' where seq is null"),
        refused_to_owner("log_entry_append_only", f"update log_entry set id = {NEW} where id = {_UNNUMBERED}"),
    ],
    "log_entry_in_tree": [
        refused("log_entry_in_tree", f"update log_entry set seq = {number} where id = {_UNNUMBERED}")
        for number in ("4711", "-1")
    ],
    "log_head_append_only": [
        refused("log_head_append_only", "update log_head set size = size - 1"),
        refused("log_head_append_only", "update log_head set root = sha256('another')"),
        refused("log_head_append_only", "update log_head set checkpoint = null"),
        refused("log_head_append_only", "update log_head set cosigned_size = -1"),
    ],
    "log_tile_append_only": [
        refused("log_tile_append_only", "update log_tile set data = sha256('x') || substr(data, 33)"),
        refused("log_tile_append_only", "update log_tile set data = substr(data, 33)"),
        refused_to_owner("log_tile_append_only", "update log_tile set level = level + 1"),
    ],
}

_WAITS = Row("outbox", {"id": NEW, "ended_at": "null", "outcome": "null"})
_REFUSED = _WAITS.but(ended_at="now()", outcome="'refused'")
_GONE = f"delete from outbox where id = {NEW}"
EDGE_TRIGGERS: dict[str, list[Refused]] = {
    "person_key_use_in_turn": [
        refused("person_key_use_in_turn", _CLOSED.but(number="3")),
        refused("person_key_use_in_turn", _CLOSED.but(fingerprint="'others'")),
        refused("person_key_use_in_turn", _CLOSED.but(**_OTHERS)),
        refused("person_key_use_in_turn", _CLOSED, _CLOSED.but(number="3")),
        refused("person_key_use_in_turn", _CLOSED, _CLOSED.but(number="3", closed="false")),
        refused("person_key_use_in_turn", _CLOSED, _CLOSED.but(number="4", **_OTHERS)),
    ],
    "outbox_removed_when_taken": [
        case("outbox_removed_when_taken", row, _GONE)
        for row in (_WAITS, _REFUSED)
        for case in (refused, refused_to_owner)
    ],
}

REMOVED = {"idempotency_key", "outbox"}
"""Whose rows are removed when they have served their time."""
EDGE_GRANTS = {
    "idempotency_key": "select, insert, update (body, headers, status), delete",
    "inbox": "select, insert",
    "outbox": "select, insert, update (attempts, ended_at, next_try_at, outcome, problem), delete",
    "person_key_use": "select, insert",
}
LOG_GRANTS = {
    "log_entry": "select, insert (entry, id), update (seq)",
    "log_head": "select, update (checkpoint, cosigned_size, root, size)",
    "log_tile": "select, insert, update (data)",
}
JOB_GRANTS = {
    **dict.fromkeys(
        ("procrastinate_events", "procrastinate_jobs", "procrastinate_periodic_defers", "procrastinate_workers"),
        "select, insert, update, delete",
    ),
    **dict.fromkeys(
        (
            "procrastinate_events_id_seq",
            "procrastinate_jobs_id_seq",
            "procrastinate_periodic_defers_id_seq",
            "procrastinate_workers_id_seq",
            "outbox_position_seq",
        ),
        "usage",
    ),
}
"""procrastinate keeps its own house; no fact of the chain is in it."""
