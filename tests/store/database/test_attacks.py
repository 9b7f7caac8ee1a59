"""Attacks on the chain in raw SQL, as the role that the service itself works as: who has its password has no more.

What such a role may write, since the service must, and what then stops it:

| attack | what stops it | tried in |
|---|---|---|
| a hand-over put in the outbox by hand | the receiver believes signed statements alone | test_forged_rows |
| a genuine hand-over put there once more | the receiver knows the object already | test_forged_rows |
| a release, its hand and its states, by hand | the bank file is made of signed statements | test_forged_rows |
| a bank file, by hand | only one that payout has stated is sent | test_forged_rows |
| a whole decision with its order, by hand | the bank file is made of signed statements | test_forged_rows |
| a hand or a tie in somebody else's name | nothing has to: it keeps people out, and lets nobody in | here |

A database administrator has more, and meets the same statements: `payout/test_bank_file.py`.
"""

import pytest

from tests.store.database import decision_rows, decision_triggers, payout_cases
from tests.store.database.conftest import Connect
from tests.store.database.decision_rows import HELD, HOLDER
from tests.store.database.payout_cases import READY, RELEASED
from tests.store.database.statements import ALSO_NEW, FORBIDDEN, NEW, NOWHERE, Row, Statement, refusal

ORDERS, DECISIONS = payout_cases.ROWS, decision_rows.ROWS
_successor, _claim, _decision = ORDERS["payment_order"], DECISIONS["claim"], DECISIONS["decision"]
_calculation, _line = DECISIONS["calculation"], DECISIONS["decision_line"]
_FOREIGN = "(select account_id from account_entry o where o.household_id <> d.household_id limit 1)"


def _order_like(state: str, **columns: str) -> Row:
    return Row("payment_order", {"id": NEW, "state": "'received'", **columns}, where=f"t.state = '{state}'")


def _hand(link: str, of: str, order: str = READY) -> Row:
    """Somebody with a hand in the link `of` gets one in `link`, too: not a member, whose own case it would be."""
    person = (
        f"(select h.person from order_hand h where h.order_id = {order} and h.link = '{of}'"
        " and not exists (select from household_member m where m.person = h.person) limit 1)"
    )
    return ORDERS["order_hand"].but(order_id=order, link=f"'{link}'", person=person)


def _entered_by_the_holder() -> Row:
    return Row(
        "household_tie",
        {"household_id": "k.household_id", "person": HOLDER, "kind": "'account'", "source_id": NOWHERE},
        joined=f"join calculation k on k.work_item_id = {HELD}",
    )


ATTACKS: dict[str, tuple[str, str, tuple[Statement, ...]]] = {
    # What was decided is what is paid (C3).
    "another amount in an order": ("payout", FORBIDDEN, ("update payment_order set amount_ore = amount_ore * 2",)),
    "another account in an order": ("payout", FORBIDDEN, (f"update payment_order set account_id = {NOWHERE}",)),
    "another account in an account's comparison": (
        "payout",
        FORBIDDEN,
        ("update account_comparison set status = 'payable', equal = true",),
    ),
    "a successor with another amount": (
        "payout",
        "payment_order_is_the_line",
        (_successor.but(amount_ore="t.amount_ore + 1"),),
    ),
    "a successor to another account": ("payout", "payment_order_is_the_line", (_successor.but(account_id=NOWHERE),)),
    "a successor in another household": (
        "payout",
        "payment_order_is_the_decision",
        (_successor.but(household_id=NOWHERE),),
    ),
    "a line that is raised after the decision": (
        "decision",
        FORBIDDEN,
        ("update decision_line set amount_ore = amount_ore + 1",),
    ),
    "one more line on a decision, above what was granted": (
        "decision",
        "decision_sum_within_granted",
        (Row("decision_line", {"number": "99", "amount_ore": "1"}),),
    ),
    "a decision that grants more than was calculated": (
        "decision",
        "decision_within_deficit",
        (_decision.but(granted_ore="k.deficit_ore + 1"),),
    ),
    "a decision on a calculation that was never made": (
        "decision",
        "decision_calculation_fkey",
        (_decision.but(deficit_ore="k.deficit_ore + 1", granted_ore="k.deficit_ore + 1"),),
    ),
    "a decision above the delegation, in a role that one does not have": (
        "decision",
        "decision_in_queues_role",
        (_decision.but(decided_role="'unitHead'"),),
    ),
    "a line to somebody else's account": (
        "decision",
        "decision_line_account_payable",
        (_line.but(account_id=_FOREIGN),),
    ),
    # Broken chain, own case (C1, C2).
    "released by who decided": ("payout", "order_hand_account_decision_release", (_hand("release", "decision"),)),
    "released by who entered the account": (
        "payout",
        "order_hand_account_decision_release",
        (_hand("release", "account"),),
    ),
    "released by who typed in the application": (
        "payout",
        "order_hand_entry_decision_release",
        payout_cases.CASES.statements_of("order_hand_entry_decision_release"),
    ),
    "a held order that nobody let go": (
        "payout",
        "payment_order_limit",
        (f"update payment_order set state = 'ready' where id = {payout_cases.HELD}",),
    ),
    "an order let go that was not held": (
        "payout",
        "order_let_go_of_held",
        (ORDERS["order_let_go"].but(order_id=READY),),
    ),
    "a limit that is raised": ("payout", FORBIDDEN, ("update payment_limit set max_amount_ore = max_amount_ore * 2",)),
    "let go by who decided": ("payout", "order_hand_account_decision_release", (_hand("letGo", "decision"),)),
    "released by a member of the household": (
        "payout",
        "order_hand_own_case",
        payout_cases.TRIGGERS["order_hand_own_case"][0].statements,
    ),
    "a hand taken away": ("payout", FORBIDDEN, ("delete from order_hand where link = 'account'",)),
    "a hand that becomes somebody else's": ("payout", FORBIDDEN, ("update order_hand set person = 'x'",)),
    "a tie taken away": ("decision", FORBIDDEN, ("delete from household_tie",)),
    "claimed by a member of the household": (
        "decision",
        "claim_own_case",
        decision_triggers.TRIGGERS["claim_allowed"][0].statements,
    ),
    "claimed by who entered the account": (
        "decision",
        "claim_apart_from_account",
        decision_triggers.TRIGGERS["claim_allowed"][2].statements,
    ),
    "decided by who entered the account": (
        "decision",
        "decision_apart_from_account",
        (_entered_by_the_holder(), _decision),
    ),
    "a hand in somebody else's name": ("payout", "", (ORDERS["order_hand"],)),
    "a tie in somebody else's name": ("decision", "", (DECISIONS["household_tie"],)),
    # Once (C6).
    "a released state without a payer": (
        "payout",
        "payment_order_hands",
        (f"update payment_order set state = 'released' where id = {READY}",),
    ),
    "a settled state without the bank": (
        "payout",
        "payment_order_transition",
        (f"update payment_order set state = 'settled' where id = {READY}",),
    ),
    "a sent state without a file": (
        "payout",
        "payment_order_in_file",
        (f"update payment_order set state = 'sent' where id = {RELEASED}",),
    ),
    "a sent order that begins anew": (
        "payout",
        "payment_order_transition",
        ("update payment_order set state = 'ready' where state = 'sent'",),
    ),
    "a cancelled state without its trace": (
        "payout",
        "payment_order_traced",
        (f"update payment_order set state = 'cancelled' where id = {READY}",),
    ),
    "a second order for a line that has one": ("payout", "payment_order_live", (_order_like("ready"),)),
    "a second order that names the living one": (
        "payout",
        "payment_order_predecessor",
        (_order_like("ready", predecessor="t.id"),),
    ),
    "a second order for a line that is paid": (
        "payout",
        "payment_order_predecessor",
        (_order_like("settled", predecessor="t.id"),),
    ),
    "two successors of one order": (
        "payout",
        "payment_order_live",
        (_successor, Row("payment_order", {"id": ALSO_NEW}, where=f"t.id = {NEW}")),
    ),
    "an order that is born ready": ("payout", "payment_order_transition", (_successor.but(state="'ready'"),)),
    "an order released in two releases": ("payout", "release_order_once", (Row("release_order", {"release_id": NEW}),)),
    "a booking that settles twice": (
        "payout",
        "bank_booking_once",
        (Row("bank_booking", {"number": "99"}, where="t.outcome = 'settled'"),),
    ),
    "a released payment taken away": ("payout", FORBIDDEN, ("delete from release_order",)),
    "a released payment changed": ("payout", FORBIDDEN, ("update release set due_date = due_date + 1",)),
    "an item that is decided twice": ("decision", "decision_work_item_key", (_decision, _decision.but(id=ALSO_NEW))),
    # No act without a trace (C7), and nothing overwritten (C14).
    "an order without a log entry": ("payout", "payment_order_entry_id_fkey", (_successor.but(entry_id=NOWHERE),)),
    "a decision without a log entry": ("decision", "decision_entry_id_fkey", (_decision.but(entry_id=NOWHERE),)),
    "a decision taken away": ("decision", FORBIDDEN, ("delete from decision",)),
    "a decision changed": ("decision", FORBIDDEN, ("update decision set granted_ore = granted_ore + 1",)),
    "a revocation taken away": ("decision", FORBIDDEN, ("delete from revocation",)),
    "a log entry taken away": ("decision", FORBIDDEN, ("delete from log_entry where seq is null",)),
    "a log entry changed": ("payout", FORBIDDEN, ("update log_entry set entry = ''",)),
    "a log entry that is given its place": (
        "intake",
        FORBIDDEN,
        ("insert into log_entry (entry, seq) values ('', 0)",),
    ),
    "a log entry's place changed": (
        "intake",
        "log_entry_append_only",
        ("update log_entry set seq = 4711 where seq = 0",),
    ),
    "a log entry taken out of the tree": (
        "intake",
        "log_entry_append_only",
        ("update log_entry set seq = null where seq = 0",),
    ),
    "two log entries in one place": (
        "intake",
        "log_entry_seq_key",
        ("update log_entry set seq = 0 where id = (select id from log_entry where seq is null limit 1)",),
    ),
    "a log entry hidden behind a number that the tree never reaches": (
        "intake",
        "log_entry_in_tree",
        ("update log_entry set seq = 4711 where id = (select id from log_entry where seq is null limit 1)",),
    ),
    "a log that shrinks": ("intake", "log_head_append_only", ("update log_head set size = size - 1",)),
    "a copy of a log taken away": ("audit", FORBIDDEN, ("delete from copied_entry",)),
    "an alarm taken away": ("audit", FORBIDDEN, ("delete from log_alarm",)),
    # Pool (C9).
    "two live claims of one person": ("decision", "claim_live_person", (_claim.but(person=HOLDER),)),
    "two live claims of one item": ("decision", "claim_live_item", (_claim.but(work_item_id=HELD),)),
    "somebody else's claim worked on": ("decision", "calculation_by_holder", (_calculation.but(calculated_by="'x'"),)),
    "somebody else's claim decided on": ("decision", "decision_by_holder", (_decision.but(decided_by="'x'"),)),
    "a claim given to somebody else": ("decision", FORBIDDEN, ("update claim set person = 'x'",)),
    "an item claimed again after it was handed back": (
        "decision",
        "claim_not_handed_back",
        decision_triggers.TRIGGERS["claim_allowed"][-1].statements,
    ),
    "an item that leaves the closed queue": (
        "decision",
        "work_item_append_only",
        ("update work_item set queue = 'renewals' where queue = 'protected'",),
    ),
    # Two entries of an account, and signatures (C3, C11).
    "an account entered twice by one": (
        "intake",
        "account_entry_person_once",
        (Row("account_entry", {"id": NEW, "number": "2"}),),
    ),
    "an account begun by its holder": (
        "intake",
        "account_entry_begun_by_registrar",
        (Row("account_entry", {"id": NEW, "version": "99", "entered_by": "'x'", "entered_as": "'member'"}),),
    ),
    "an account that is payable twice": (
        "payout",
        "account_comparison_final",
        payout_cases.CASES.statements_of("account_comparison_final"),
    ),
    "a question to the registers about who has not signed": (
        "intake",
        "register_question_signed",
        (Row("register_question", {"id": NEW, "member_id": NOWHERE}),),
    ),
}
"""What is tried: in whose database, what refuses it (nothing, where it does no harm), the statements."""


@pytest.mark.parametrize("attack", ATTACKS)
def test_in_raw_sql(runtime: Connect, attack: str) -> None:
    service, by, statements = ATTACKS[attack]
    assert (refusal(runtime(service), *statements) or "") == by
