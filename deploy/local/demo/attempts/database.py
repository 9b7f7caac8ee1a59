"""Somebody has the password that a service works with, and sits at its database (C5)."""

from deploy.local.demo.attempts.kept import Attempts
from deploy.local.installation import Installation

DENIED = "permission denied"
_ONE_MORE_HAND = """
    insert into order_hand (order_id, link, person, entry_id)
    select order_id, 'release', person, entry_id from order_hand where order_id = '{order}' and link = 'decision'"""


def change_before_release(tried: Attempts, stack: Installation, order: str) -> None:
    payout, decision = (stack.databases[name].runtime_dsn for name in ("payout", "decision"))

    def refused(what: str, rule: str, dsn: str, statement: str, by: str = DENIED) -> None:
        tried.in_sql(f"I databasen: {what}", rule, dsn, statement.format(order=order), by)

    refused("ändra beloppet", "C3", payout, "update payment_order set amount_ore = amount_ore + 1 where id = '{order}'")
    refused("ändra ett beslut", "C14", decision, "update decision set granted_ore = granted_ore + 1")
    refused("radera en loggpost", "C7", decision, "delete from log_entry")
    refused("stänga av reglerna", "C5", payout, "alter table payment_order disable trigger all")
    refused("tömma betalningarna", "C14", payout, "truncate payment_order cascade")
    refused("låta den som beslutat betala ut", "C1", payout, _ONE_MORE_HAND, "order_hand_account_decision_release")


def change_after_release(tried: Attempts, stack: Installation, order: str) -> None:
    payout = stack.databases["payout"].runtime_dsn
    again = f"update payment_order set state = 'ready' where id = '{order}'"  # noqa: S608 - an id that payout gave
    tried.in_sql("I databasen: göra en släppt utbetalning osläppt", "C6", payout, again, "payment_order_transition")
    gone = f"delete from payment_order where id = '{order}'"  # noqa: S608 - an id that payout gave
    tried.in_sql("I databasen: radera en släppt utbetalning", "C14", payout, gone, DENIED)
