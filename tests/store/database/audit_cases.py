"""Each rule of audit's database, and what it refuses."""

from tests.store.database import kernel
from tests.store.database.statements import NEW, Cases, Refused, Row, Rule, primary_keys, refused, refused_to_owner

ROWS = {
    "followed_log": Row("followed_log", {"origin": "'another'"}),
    "copied_entry": Row("copied_entry", {"seq": "99"}),
    "copied_tile": Row("copied_tile", {"index": "99"}),
    "cosigned_checkpoint": Row("cosigned_checkpoint", {"size": "99"}),
    "log_alarm": Row("log_alarm", {"id": NEW, "copied_size": "99"}),
}
_UNKNOWN = {"origin": "'nobody'"}

RULES: dict[str, Rule] = {
    **primary_keys(ROWS),
    **{f"{table}_origin_fkey": row.but(**_UNKNOWN) for table, row in ROWS.items() if table != "followed_log"},
    "followed_log_root_is_a_hash": ROWS["followed_log"].but(root=r"'\x00'"),
    "followed_log_cosigned_is_copied": ("update followed_log set cosigned_size = size + 1",),
    "copied_entry_fits_bundle": ROWS["copied_entry"].but(entry="convert_to(to_json(repeat('x', 65536))::text, 'UTF8')"),
    "copied_entry_outcome": ROWS["copied_entry"].but(outcome="'perhaps'"),
    "copied_entry_seq": ROWS["copied_entry"].but(seq="-1"),
    "copied_tile_is_hashes": ROWS["copied_tile"].but(data=r"'\x00'"),
    "cosigned_checkpoint_root_is_a_hash": ROWS["cosigned_checkpoint"].but(root=r"'\x00'"),
    "log_alarm_kind": ROWS["log_alarm"].but(kind="'noise'"),
    "log_alarm_once": ROWS["log_alarm"].but(copied_size="t.copied_size"),
}

TRIGGERS: dict[str, list[Refused]] = {
    "followed_log_append_only": [
        refused("followed_log_append_only", "update followed_log set size = size - 1, cosigned_size = size - 1"),
        refused("followed_log_append_only", "update followed_log set root = sha256('another')"),
        refused("followed_log_append_only", "update followed_log set cosigned_size = cosigned_size - 1"),
        refused("followed_log_append_only", "update followed_log set cosigned_size = null"),
        refused_to_owner("followed_log_append_only", "update followed_log set service = 'another'"),
    ],
    "copied_tile_append_only": [
        refused("copied_tile_append_only", "update copied_tile set data = sha256('x') || substr(data, 33)"),
        refused_to_owner("copied_tile_append_only", "update copied_tile set level = level + 1"),
    ],
}

CASES = Cases(
    rows={**ROWS, **kernel.EDGE_ROWS},
    rules={**RULES, **kernel.EDGE_RULES},
    triggers={**TRIGGERS, **kernel.EDGE_TRIGGERS},
    grants={
        **kernel.EDGE_GRANTS,
        **dict.fromkeys(("copied_entry", "cosigned_checkpoint", "log_alarm"), "select, insert"),
        "copied_tile": "select, insert, update (data)",
        "followed_log": "select, insert (origin, root, service), update (cosigned_size, root, size)",
    },
)
