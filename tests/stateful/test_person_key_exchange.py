"""The person key is exchanged in the middle of a payment: nobody can do on the one side what they may not after what
they did on the other (C1, C2; docs/adr/0019)."""

from datetime import date

from tests.harness import dated_rules
from tests.stateful.desk import EVERY_ROLE, STAFF
from tests.stateful.machine import ChainMachine
from tests.stateful.test_chain import Places, places

__all__ = ["places"]
REGISTERED, ENTERED, DECIDED, OTHER = range(4)
"""Who has which hand in an example's payment: see ChainMachine.begin. All have every role."""


def begun(places: Places, *, kin: int | None = None, decided: bool = True) -> ChainMachine:
    machine = ChainMachine(*places.next())
    machine.begin([EVERY_ROLE] * STAFF, kin, True, decided, None)
    return machine


def test_who_had_a_hand_before_does_not_release_after(places: Places) -> None:
    machine = begun(places)
    machine.desk.exchange_person_key()
    for hand in (REGISTERED, ENTERED, DECIDED):
        machine.pay(hand)  # holds the answer against who they really are
        assert [order["state"] for order in machine.desk.orders()] == ["ready"]
    machine.pay(OTHER)
    machine.the_promises_hold()
    assert [order["state"] for order in machine.desk.orders()] == ["settled"]
    machine.teardown()


def test_who_had_a_hand_before_does_not_decide_after(places: Places) -> None:
    machine = begun(places, decided=False)
    machine.desk.exchange_person_key()
    for hand in (REGISTERED, ENTERED):
        machine.handle(hand, "whole", 0)
        assert not machine.desk.ledger.decided
    machine.handle(OTHER, "whole", 0)
    assert len(machine.desk.ledger.decided) == 1
    machine.teardown()


def test_who_decided_before_and_whoever_released_are_apart_over_two_exchanges(places: Places) -> None:
    """Also where the file is made after it, from statements of before."""
    machine = begun(places)
    machine.desk.exchange_person_key()
    machine.released(OTHER, machine.desk.orders("ready"))
    machine.desk.exchange_person_key()
    machine.pay(OTHER)
    machine.the_promises_hold()
    assert [order["state"] for order in machine.desk.orders()] == ["settled"]
    machine.teardown()


def test_who_had_a_hand_before_does_not_let_a_held_payment_go_after(places: Places) -> None:
    """And who let it go before does not release it after one more exchange."""
    machine = begun(places, decided=False)
    most_ore = 100
    execute = machine.desk.chain.databases["payout"].execute
    dated_rules.limit(execute, machine.desk.municipality, "order", most_ore, date(2020, 1, 1))
    machine.handle(DECIDED, "whole", 0)
    machine.desk.catch_up()
    machine.desk.exchange_person_key()
    for hand in (REGISTERED, ENTERED, DECIDED):
        machine.let_go(hand, 0)  # holds the answer against who they really are
        assert [order["state"] for order in machine.desk.orders()] == ["held"]
    machine.let_go(OTHER, 0)
    machine.desk.exchange_person_key()
    machine.pay(OTHER)
    assert [order["state"] for order in machine.desk.orders()] == ["ready"]
    machine.pay(OTHER + 1)
    machine.the_promises_hold()
    assert [order["state"] for order in machine.desk.orders()] == ["settled"]
    machine.teardown()


def test_ones_own_case_stays_ones_own(places: Places) -> None:
    machine = begun(places, kin=OTHER, decided=False)
    machine.declare_conflict(OTHER + 1, 0)
    machine.desk.catch_up()
    machine.desk.exchange_person_key()
    for somebody in (OTHER, OTHER + 1):
        machine.handle(somebody, "whole", 0)
        assert not machine.desk.ledger.decided
    home = machine.home(0)
    assert machine.desk.fetch("intake", machine.desk.as_employee(OTHER), f"/v1/households/{home.id}").status_code == 200
    machine.teardown()


def test_a_request_from_before_gets_its_first_answer_after(places: Places) -> None:
    machine = begun(places)
    machine.desk.exchange_person_key()
    for which in range(len(machine.desk.asked)):
        machine.ask_again(which, True)
    machine.ask_something_else_under_the_same_key(0, OTHER)
    machine.teardown()
