"""A chain in which nothing is wrong, for tests to break."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from services.payout.accounts.rules import AccountStatus
from services.payout.orders.rules import Account, Application, Chain, Decision, Household, Line, Member

HOUSEHOLD, ACCOUNT, APPLICATION, DECISION, ADAM, CHILD = (UUID(int=n) for n in range(1, 7))
LINE = Line(1, ACCOUNT, 1, 394050)


def household(**other: Any) -> Household:
    usual = Household(
        id=HOUSEHOLD,
        version=1,
        newest=1,
        hands=frozenset({"registrar"}),
        members=(Member(ADAM, "adam", True), Member(CHILD, "child", False)),
        ever=frozenset({"adam", "child"}),
    )
    return replace(usual, **other)


def account(**other: Any) -> Account:
    usual = Account(
        id=ACCOUNT,
        version=1,
        newest=1,
        status=AccountStatus.PAYABLE,
        hands=frozenset({"registrar", "adam"}),
        confirmed_by=frozenset({"registrar", "adam"}),
        household_ids=frozenset({HOUSEHOLD}),
        holders=frozenset({(ADAM, "adam")}),
    )
    return replace(usual, **other)


def decision(**other: Any) -> Decision:
    usual = Decision(DECISION, APPLICATION, HOUSEHOLD, 1, 394050, frozenset({"secretary"}), (LINE,))
    return replace(usual, **other)


def chain(**other: Any) -> Chain:
    usual = Chain(
        decision=decision(),
        line=LINE,
        household=household(),
        application=Application(APPLICATION, HOUSEHOLD, frozenset()),
        account=account(),
        release=frozenset({"payer"}),
    )
    return replace(usual, **other)
