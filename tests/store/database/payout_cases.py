"""Each rule of payout's database, and what it refuses."""

from tests.store.database import kernel, restore_cases
from tests.store.database.counted_completion_cases import COMPLETION, COUNTED_RULES, COUNTED_TRIGGERS
from tests.store.database.limit_cases import LIMIT, LIMIT_RULES, LIMIT_TRIGGERS
from tests.store.database.statements import (
    ALSO_NEW,
    NEW,
    NOWHERE,
    Cases,
    Refused,
    Row,
    Rule,
    log_entries,
    primary_keys,
    refused,
    refused_to_owner,
)
from tests.store.database.version_cases import approval, version


def _order(state: str) -> str:
    return f"(select id from payment_order where state = '{state}' order by id limit 1)"


READY, RELEASED, SENT, CANCELLED = _order("ready"), _order("released"), _order("sent"), _order("cancelled")
HELD = "(select id from payment_order where state = 'held' and amount_ore > 5000000)"
HELD_BY_MONTH = "(select id from payment_order where state = 'held' and amount_ore <= 5000000)"


_MISMATCH = "(select entry_id from bank_booking where outcome = 'mismatch')"


def _to(state: str, order: str) -> str:
    return f"update payment_order set state = '{state}' where id = {order}"


def _hand(link: str, person: str, order: str = READY) -> Row:
    return Row("order_hand", {"order_id": order, "link": f"'{link}'", "person": person})


def _hand_of(link: str, order: str = READY) -> str:
    """Who has it, and is no member of the household: otherwise their own case refuses it first."""
    return f"""(select h.person from order_hand h join payment_order o on o.id = h.order_id
                where h.order_id = {order} and h.link = '{link}' and not exists (
                  select from household_member m where m.household_id = o.household_id and m.person = h.person)
                limit 1)"""


def _typist(order: str = READY) -> str:
    """Who has a hand in the entry alone."""
    return f"""(select person from order_hand e where order_id = {order} and link = 'entry' and not exists (
                  select from order_hand a where a.order_id = e.order_id and a.person = e.person and a.link <> 'entry')
                limit 1)"""


def _member_of(order: str) -> str:
    return (
        f"(select m.person from household_member m join payment_order using (household_id) where id = {order} limit 1)"
    )


_begun = Row("order_state", {"order_id": NEW, "number": "1", "state": "'received'", "rule": "null", "reason": "null"})
_SNAPSHOT = "household_id household_version account_id account_version purpose amount_ore pay_on"
_superseded = (
    "(select id from payment_order t where state = 'cancelled' and not order_called_off(t) and not exists"
    " (select from payment_order s where s.predecessor = t.id) limit 1)"
)
"""An order that ended unpaid, and has no successor yet."""
_renewal = Row(
    "line_renewal",
    {
        "id": NEW,
        "number": "2",
        **{name: f"o.{name}" for name in ("decision_id", "line", *_SNAPSHOT.split())},
    },
    joined=f"join payment_order o on o.id = {_superseded}",
)
_version = Row(
    "line_version",
    {"version": "2"},
    where=f"(t.decision_id, t.line, t.version) = (select decision_id,"
    f" line, line_version from payment_order where id = {_superseded})",
    before=(_renewal,),
)
_successor = Row(
    "payment_order",
    {"id": NEW, "predecessor": "t.id", "state": "'received'", "line_version": "2"},
    where=f"t.id = {_superseded}",
    before=(_version,),
    after=(_begun,),
)
_release = Row("release", {"id": NEW})
_file = Row(
    "bank_file",
    {"release_id": "o.release_id", "message_id": "'x'"},
    joined=f"join release_order o on o.order_id = {RELEASED}",
)

ROWS = {
    "household_version": Row("household_version", {"version": "99"}),
    "household_member": Row("household_member", {"person": "'x'"}),
    "application": Row("application", {"id": NEW}),
    "completion": COMPLETION,
    "account_entry": Row("account_entry", {"id": NEW, "number": "99"}),
    "account_comparison": Row(
        "account_comparison",
        {"account_entry_id": NEW, "equal": "false", "status": "'mismatch'"},
        before=(Row("account_entry", {"id": NEW, "number": "99"}),),
    ),
    "decision": Row("decision", {"id": NEW}),
    "household_representative": Row("household_representative", {"person": "'x'"}),
    "conflict": Row("conflict", {"id": NEW}),
    "decision_stop": Row("decision_stop", {"id": NEW}),
    "decision_revocation": Row("decision_revocation", {"decision_id": NEW}),
    "line_renewal": _renewal,
    "line_version": _version,
    "decision_line": Row("decision_line", {"number": "99"}),
    "payment_order": _successor,
    "order_state": Row("order_state", {"number": "99"}, where="t.state = 'settled'"),
    "order_hand": _hand("release", "'x'"),
    "rule_version": version("paymentLimit"),
    "rule_version_approval": approval("paymentLimit"),
    "payment_limit": LIMIT,
    "payment_end": Row("payment_end", {"status": "'cancelled'"}, where="t.status = 'settled'"),
    "order_let_go": Row("order_let_go", {"order_id": HELD}),
    "release": _release,
    "release_order": Row("release_order", {"order_id": READY}),
    "lost_release": restore_cases.LOST,
    "in_force": Row("in_force", {"number": "99"}),
    "bank_file": _file,
    "file_payment": Row(
        "file_payment",
        {"order_id": "o.order_id", "release_id": "o.release_id"},
        joined=f"join release_order o on o.order_id = {RELEASED}",
        before=(_file,),
    ),
    "file_sending": Row("file_sending", {"number": "99", "step": "'missing'"}, where="t.step = 'unknown'"),
    "bank_report": Row("bank_report", {"id": "'x'"}),
    "bank_status": Row("bank_status", {"order_id": READY}),
    "bank_booking": Row("bank_booking", {"number": "99", "outcome": "'mismatch'"}, where="t.outcome = 'settled'"),
    "file_handed_out": Row("file_handed_out", {"entry_id": _MISMATCH}),
    "difference_acknowledged": Row("difference_acknowledged", {"difference_id": _MISMATCH}),
}
_STATED = (
    "household_version",
    "application",
    "account_entry",
    "decision",
    "conflict",
    "decision_stop",
    "decision_revocation",
    "line_renewal",
)
_comparison, _booking, _state = ROWS["account_comparison"], ROWS["bank_booking"], ROWS["order_state"]
_paid = ROWS["file_payment"]
_acknowledged = ROWS["difference_acknowledged"]

RULES: dict[str, Rule] = {
    **primary_keys(ROWS),
    **log_entries(
        ROWS,
        "household_member",
        "household_representative",
        "decision_line",
        "line_version",
        "file_payment",
        "bank_status",
        "payment_limit",
    ),
    **{f"{table}_municipality": ROWS[table].but(municipality="'126'") for table in _STATED},
    "household_version_positive": ROWS["household_version"].but(version="0"),
    "household_member_household_id_version_fkey": ROWS["household_member"].but(version="99"),
    "account_entry_number_positive": ROWS["account_entry"].but(number="0"),
    "account_entry_number_once": ROWS["account_entry"].but(number="t.number"),
    "account_comparison_status": _comparison.but(status="'registered'"),
    "account_comparison_payable_is_equal": _comparison.but(status="'payable'"),
    "account_comparison_final": _comparison.but(status="'payable'", equal="true"),
    "account_comparison_account_entry_id_fkey": _comparison.but(account_entry_id=NOWHERE),
    "decision_granted_positive": ROWS["decision"].but(granted_ore="-1"),
    "decision_line_amount_positive": ROWS["decision_line"].but(amount_ore="0"),
    "decision_line_decision_id_fkey": ROWS["decision_line"].but(decision_id=NOWHERE),
    "household_representative_household_id_version_fkey": ROWS["household_representative"].but(version="99"),
    "decision_stop_outcome": ROWS["decision_stop"].but(outcome="'perhaps'"),
    "line_renewal_number": _renewal.but(number="1"),
    "line_renewal_number_once": (_renewal, _renewal.but(id=ALSO_NEW)),
    "line_version_pays_the_same": _version.alone().but(amount_ore="t.amount_ore + 1").behind("line_version_guard"),
    "payment_order_pkey": _successor.but(id="t.id"),
    "payment_order_state": _successor.but(state="'elsewhere'").behind("payment_order_begins"),
    "payment_order_live": Row("payment_order", {"id": NEW}, where="t.state = 'ready'").behind("payment_order_begins"),
    "payment_order_version_once": Row(
        "payment_order", {"id": NEW, "state": "'received'"}, where=f"t.id = {_superseded}"
    ),
    "payment_order_predecessor_fkey": _successor.but(predecessor=NOWHERE).behind("payment_order_begins"),
    "payment_order_is_the_line": _successor.but(amount_ore="t.amount_ore - 1"),
    "payment_order_is_the_decision": _successor.but(application_id=NOWHERE),
    "payment_end_status": ROWS["payment_end"].but(status="'elsewhere'"),
    "payment_end_order_fkey": ROWS["payment_end"].but(order_id=NOWHERE),
    "order_state_state": _state.but(state="'elsewhere'"),
    "order_state_blocked_says_why": _state.but(state="'blocked'", rule="'C1'", reason="null"),
    "order_state_held_says_why": _state.but(state="'held'", rule="'limit'", reason="'amountAboveLimit'"),
    "order_state_limit_id_fkey": Row(
        "order_state", {"number": "99", "limit_id": NOWHERE}, where=f"t.state = 'held' and t.order_id = {HELD}"
    ),
    "order_state_order_id_fkey": _state.but(order_id=NOWHERE),
    "order_hand_pkey": (ROWS["order_hand"], ROWS["order_hand"]),
    "order_hand_link": _hand("other", "'x'"),
    "order_hand_account_decision_release": _hand("release", _hand_of("account")),
    "order_hand_entry_decision_release": _hand("release", _typist()),
    "order_hand_order_id_fkey": ROWS["order_hand"].but(order_id=NOWHERE),
    **LIMIT_RULES,
    **COUNTED_RULES,
    "order_let_go_pkey": (ROWS["order_let_go"], ROWS["order_let_go"]),
    "order_let_go_order_id_fkey": ROWS["order_let_go"].but(order_id=NOWHERE).behind("order_let_go_of_held"),
    "release_order_once": ROWS["release_order"].but(release_id=NEW, order_id="t.order_id"),
    "release_order_release_id_fkey": ROWS["release_order"].but(release_id=NOWHERE),
    "release_order_order_id_fkey": ROWS["release_order"].but(order_id=NOWHERE),
    "lost_release_municipality": restore_cases.LOST.but(municipality="'126'"),
    "in_force_service": ROWS["in_force"].but(service="'audit'"),
    "in_force_release_id_fkey": ROWS["in_force"].but(release_id=NOWHERE),
    "bank_file_stated": _file.but(statement="null"),
    "bank_file_message": _file.but(message_id="t.message_id"),
    "bank_file_release_id_fkey": _file.but(release_id=NOWHERE),
    "file_payment_of_the_release": _paid.but(order_id=READY),
    "file_payment_release_id_fkey": _paid.but(release_id=NOWHERE),
    "file_payment_order_id_fkey": _paid.but(order_id=NOWHERE),
    "file_sending_pkey": ROWS["file_sending"].same().behind("file_sending_follows"),
    "file_sending_step": ROWS["file_sending"].but(step="'lost'").behind("file_sending_follows"),
    "file_sending_release_id_fkey": ROWS["file_sending"].but(release_id=NOWHERE, step="'begun'"),
    "bank_report_position": ROWS["bank_report"].but(position="t.position"),
    "bank_report_source": ROWS["bank_report"].but(source="'letter'"),
    "bank_report_read_as": ROWS["bank_report"].but(read_as="'poem'"),
    "bank_status_outcome": ROWS["bank_status"].but(outcome="'lost'"),
    "bank_status_code": ROWS["bank_status"].but(status="'to account 6000'"),
    "bank_status_level": ROWS["bank_status"].but(level="'letter'"),
    "bank_status_report_id_fkey": ROWS["bank_status"].but(report_id="'nothing'"),
    "bank_status_order_id_fkey": ROWS["bank_status"].but(order_id=NOWHERE),
    "bank_booking_outcome": _booking.but(outcome="'paid'"),
    "bank_booking_direction": _booking.but(direction="'sideways'"),
    "bank_booking_of_an_order": _booking.but(order_id="null"),
    "bank_booking_once": _booking.but(outcome="t.outcome"),
    "bank_booking_report_id_fkey": _booking.but(report_id="'nothing'"),
    "bank_booking_order_id_fkey": _booking.but(order_id=NOWHERE),
    "bank_booking_municipality": _booking.but(municipality="'126'"),
    "file_handed_out_release_id_fkey": ROWS["file_handed_out"].but(release_id=NOWHERE),
    "difference_acknowledged_difference_id_fkey": _acknowledged.but(difference_id=NOWHERE),
    "difference_acknowledged_municipality": _acknowledged.but(municipality="'126'"),
    "difference_acknowledged_reason": _acknowledged.but(reason="'forgotten'"),
}

_new_member = Row(
    "household_member",
    {"person": _hand_of("decision")},
    where=f"t.household_id = (select household_id from payment_order where id = {READY})",
)
_blocked = _order("blocked")
_blocked_hands = tuple(
    Row("order_hand", {"order_id": _blocked, "link": f"'{link}'", "person": f"'{who}'"})
    for link, who in (("entry", "a"), ("account", "b"), ("account", "c"), ("decision", "d"))
)
_second_line = Row(
    "decision_line",
    {"number": "2"},
    where=f"t.decision_id = (select decision_id from payment_order where id = {READY})",
)
_second_version = Row("line_version", {"line": "2"}, where=_second_line.where)
_second_order = Row(
    "payment_order", {"id": NEW, "line": "2", "state": "'received'"}, where=f"t.id = {READY}", after=(_begun,)
)

_revoked = Row("decision_revocation", {"decision_id": f"(select decision_id from payment_order where id = {READY})"})


def _with_trace(state: str, order: str) -> tuple[Row, str]:
    """The last order_state row of that order once more, with another state, and the order itself."""
    trace = Row("order_state", {"number": "99", "state": f"'{state}'"}, where=f"t.order_id = {order}")
    return trace, _to(state, order)


def _in_conflict(person: str) -> Row:
    household = f"(select household_id from payment_order where id = {READY})"
    return Row("conflict", {"id": NEW, "household_id": household, "person": person})


_refused_file = Row("file_sending", {"number": "99", "step": "'refused'"}, where="t.step = 'unknown'")
"""The file that somebody was given before."""
_RELEASER = f"(select person from order_hand where order_id = {SENT} and link = 'release')"
_UNKNOWN_SINCE = f"(select entry_id from order_state where order_id = {_order('unknown')} and state = 'unknown')"

TRIGGERS: dict[str, list[Refused]] = {
    **kernel.EDGE_TRIGGERS,
    **kernel.LOG_TRIGGERS,
    "order_hand_own_case": [refused("order_hand_own_case", _hand("release", _member_of(READY)))],
    "order_hand_conflict": [refused("order_hand_conflict", _in_conflict("'x'"), _hand("release", "'x'"))],
    "line_renewal_of_a_standing_decision": [
        refused(
            "line_renewal_of_a_standing_decision",
            Row("line_renewal", {"id": NEW, "decision_id": "(select decision_id from decision_revocation)"}),
        )
    ],
    "line_version_guard": [
        refused("line_version_stated", _version.alone()),
        refused("line_version_consecutive", _version.alone().but(version="9")),
    ],
    "payment_order_stands": [
        refused("payment_order_called_off", _hand("release", "'x'"), _revoked, _to("released", READY)),
        refused(
            "order_hand_conflict", _hand("release", "'x'"), _in_conflict(_hand_of("decision")), _to("released", READY)
        ),
    ],
    "payment_order_begins": [
        refused("payment_order_transition", _successor.but(state="'ready'")),
        refused("payment_order_predecessor", _successor.but(predecessor="null")),
        refused("payment_order_predecessor", _successor.but(predecessor=READY)),
    ],
    "payment_order_guard": [
        refused_to_owner("payment_order_append_only", "update payment_order set amount_ore = amount_ore + 1"),
        refused("payment_order_transition", _to("settled", READY)),
        refused("payment_order_transition", _to("cancelled", _order("unknown"))),
        refused("payment_order_transition", _to("settled", _order("unknown"))),
        refused(
            "payment_order_succeeded",
            _to(
                "settled",
                "(select s.predecessor from payment_order s join payment_order p on p.id = s.predecessor"
                " where p.state = 'rejected')",
            ),
        ),
        refused("payment_order_hands", _to("released", READY)),
        refused("order_hand_own_case", _hand("release", "'x'"), _new_member, _to("released", READY)),
        refused("payment_order_account_payable", *_blocked_hands, _to("ready", _blocked)),
    ],
    **LIMIT_TRIGGERS,
    **COUNTED_TRIGGERS,
    "payment_order_limits": [
        refused("payment_order_limit", _to("ready", HELD)),
        refused("payment_order_limit", _hand("letGo", "'x'", HELD), _to("ready", HELD)),
        refused("payment_order_limit", ROWS["order_let_go"], _to("ready", HELD)),
        refused("payment_order_household_month_limit", _to("ready", HELD_BY_MONTH)),
    ],
    "order_let_go_of_held": [refused("order_let_go_of_held", Row("order_let_go", {"order_id": RELEASED}))],
    **restore_cases.triggers(READY),
    "file_sending_follows": [
        refused("file_sending_follows", ROWS["file_sending"].but(step="'begun'")),
        refused("file_sending_follows", ROWS["file_sending"].but(step="'begun'", number="0")),
        refused(
            "file_sending_follows", Row("file_sending", {"number": "99", "step": "'begun'"}, where="t.step = 'sent'")
        ),
    ],
    "bank_booking_amount": [
        refused(
            "bank_booking_amount",
            _booking.but(outcome="'settled'", order_id=SENT, amount_ore="1", direction="'debit'"),
        ),
        refused("bank_booking_amount", _booking.but(outcome="'settled'", order_id=READY, direction="'debit'")),
    ],
    "difference_acknowledged_apart": [
        refused("difference_acknowledged_apart", _acknowledged.but(acknowledged_by=_RELEASER)),
        refused(
            "difference_acknowledged_apart",
            _acknowledged.but(difference_id=_UNKNOWN_SINCE, acknowledged_by=_hand_of("account", _order("unknown"))),
        ),
    ],
    "payment_order_booked": [
        refused("payment_order_booked", *_with_trace("settled", SENT)),
        refused("payment_order_booked", *_with_trace("returned", _order("settled"))),
    ],
    "payment_order_rejected_by_bank": [
        refused("payment_order_rejected_by_bank", *_with_trace("rejected", SENT)),
        refused("payment_order_rejected_by_bank", _refused_file, *_with_trace("rejected", _order("unknown"))),
    ],
    "payment_order_in_file": [
        refused("payment_order_in_file", _to("sent", RELEASED)),
        refused("payment_order_in_file", _paid, _to("cancelled", RELEASED)),
        refused("payment_order_in_file", _paid, _to("blocked", RELEASED)),
    ],
    "payment_order_granted": [refused("payment_order_granted", _second_line, _second_version, _second_order)],
    "payment_order_traced": [refused("payment_order_traced", _to("cancelled", READY))],
    "order_state_traced": [refused("payment_order_traced", _state.but(state="'returned'"))],
}

CASES = Cases(
    rows={**ROWS, **kernel.EDGE_ROWS, **kernel.LOG_ROWS},
    rules={**RULES, **kernel.EDGE_RULES, **kernel.LOG_RULES},
    triggers=TRIGGERS,
    grants={
        **kernel.EDGE_GRANTS,
        **kernel.LOG_GRANTS,
        **kernel.JOB_GRANTS,
        **dict.fromkeys(ROWS, "select, insert"),
        "payment_order": "select, insert, update (state)",
    },
)
