"""What a payer does: releases what is ready, to a bank file. The bank then books it."""

from datetime import date
from typing import Any

import httpx

from deploy.local.demo.people import CLIENT, Person
from deploy.local.demo.waiting import wait_for
from deploy.local.stack import Stack

MOST_ON_A_PAGE = 100


def orders(payer: Person, **filters: str) -> list[dict[str, Any]]:
    """Payment orders, newest first. No account number is in them."""
    return list(payer.get("payout", "/payment-orders", limit=MOST_ON_A_PAGE, **filters)["items"])


def release(payer: Person, order_ids: list[str], due: date) -> dict[str, Any]:
    return dict(payer.post("payout", "/releases", {"orderIds": order_ids, "dueDate": due.isoformat()}))


def wait_until_sent(payer: Person, order_ids: list[str]) -> None:
    wanted = set(order_ids)
    wait_for("the bank file to be made and sent", lambda: wanted <= _in_state(payer, "sent"))


def settle(stack: Stack, payer: Person, order_ids: list[str], due: date) -> None:
    """The bank's day comes: it books the payments and says so, and payout reads it."""
    CLIENT.post(f"{stack.urls['bank']}/control/settle", json={"through": due.isoformat()}).raise_for_status()
    wanted = set(order_ids)
    wait_for("the bank's bookings to be read", lambda: wanted <= _in_state(payer, "settled"))


def received_by_the_bank(stack: Stack) -> tuple[str, bytes]:
    """(message id, file): what the bank received last, as it received it."""
    answer = CLIENT.get(f"{stack.urls['bank']}/received").raise_for_status()
    return answer.headers["Message-Id"], answer.content


def reports_of_the_bank(stack: Stack) -> list[tuple[str, bytes]]:
    """(kind, XML) of every report that the bank has given, oldest first."""
    listed: httpx.Response = CLIENT.get(f"{stack.urls['bank']}/reports").raise_for_status()
    return [
        (report["kind"], CLIENT.get(f"{stack.urls['bank']}/reports/{report['id']}").raise_for_status().content)
        for report in listed.json()["reports"]
    ]


def _in_state(payer: Person, state: str) -> set[str]:
    return {str(order["id"]) for order in orders(payer, state=state)}
