"""The chain as a state machine, on all three services. `make fuzz` runs it for long; here is a short run that is always
the same, and the way that a payment takes when nobody does anything wrong."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from tests.harness.chain import SERVICES, Chain, open_chain
from tests.stateful.desk import EVERY_ROLE, STAFF, Counted
from tests.stateful.machine import ChainMachine

EXAMPLES_ON_ONE_CHAIN = 300
"""Then come new databases, so that a long run does not grow slower."""


class Places:
    """Gives each example a municipality and people of its own, on a chain that many share."""

    def __init__(self, fresh: Callable[[str], Database], postgres: Postgres, folder: Path) -> None:
        self._fresh = fresh
        self._postgres = postgres
        self._folder = folder
        self._open = ExitStack()
        self._chain: Chain
        self._taken = 0
        self.counted = Counted()

    def next(self) -> tuple[Chain, Counted, int]:
        example = self._taken % EXAMPLES_ON_ONE_CHAIN
        if example == 0:
            self._renew()
        self._taken += 1
        return self._chain, self.counted, example

    def close(self) -> None:
        self._open.close()

    def _renew(self) -> None:
        self.close()
        databases = {service: self._fresh(service) for service in SERVICES}
        folder = self._folder / str(self._taken)
        folder.mkdir()
        self._chain = self._open.enter_context(open_chain(databases, self._postgres.dsn, folder))


@pytest.fixture
def places(fresh_database: Callable[[str], Database], postgres: Postgres, tmp_path: Path) -> Iterator[Places]:
    made = Places(fresh_database, postgres, tmp_path)
    yield made
    made.close()


def test_whatever_people_do_the_promises_hold(places: Places) -> None:
    class Machine(ChainMachine):
        def __init__(self) -> None:
            super().__init__(*places.next())

    usual = settings(deadline=None, suppress_health_check=list(HealthCheck))
    if settings.get_current_profile_name() == "fuzz":
        run_state_machine_as_test(Machine, settings=usual)
    else:
        short = settings(usual, max_examples=20, stateful_step_count=25, database=None)
        run_state_machine_as_test(seed(5)(Machine), settings=short)
    happened = places.counted.happened
    print("\n".join(f"{number:6} {what}" for what, number in sorted(happened.items())))
    assert {"decision 201", "releases 201", "removed", "came again after it was removed"} <= set(happened)
    assert sum(number for what, number in happened.items() if what.endswith(" 403")) > 20


def test_on_an_ordinary_day_a_payment_is_settled(places: Places) -> None:
    machine = ChainMachine(*places.next())
    machine.begin([EVERY_ROLE] * STAFF, None, True, True, None)
    machine.pay(3)
    machine.the_promises_hold()
    assert [order["state"] for order in machine.desk.orders()] == ["settled"]
    machine.teardown()


def begun(places: Places, *, decided: bool) -> ChainMachine:
    """A household that has applied, and where people tell each other nothing by themselves."""
    machine = ChainMachine(*places.next())
    machine.begin([EVERY_ROLE] * STAFF, None, True, decided, None)
    machine.desk.punctual = False
    return machine


def test_an_answer_goes_from_the_applicant_to_what_is_paid(places: Places) -> None:
    machine = begun(places, decided=False)
    desk = machine.desk
    desk.post("decision", desk.as_employee(2), "/v1/claims", {"queue": "new"})
    machine.ask_applicant(2, 0, 5)
    desk.catch_up()
    application = desk.ledger.applications[0]
    applicant, path = desk.as_citizen(application.home.people[0][1]), f"/v1/applications/{application.id}"
    seen = desk.fetch("intake", applicant, path).json()
    assert (seen["status"], seen["progress"]["waitsFor"]) == ("completionRequested", "you")
    assert desk.queues_with_work() == []
    machine.complete(0, 0, 700_000)
    desk.catch_up()
    machine.handle(3, "whole", 0)
    desk.catch_up()
    machine.pay(4)
    desk.catch_up()
    (decision,) = desk.fetch("intake", applicant, path).json()["decisions"]
    (payment,) = decision["payments"]
    assert (decision["declarationVersion"], payment["state"]) == (2, "paid")
    assert 700_000 in [line["amountOre"] for line in decision["calculation"]["lines"]]
    machine.the_promises_hold()
    machine.teardown()


@pytest.mark.parametrize("heard_first", ["decision", "payout", "nobody"])
def test_a_decision_that_crosses_a_withdrawal_is_not_paid_and_somebody_sees_it(
    places: Places, heard_first: str
) -> None:
    machine = begun(places, decided=False)
    desk = machine.desk
    machine.handle(2, "whole", 0)
    (application,) = desk.ledger.applications
    number = application.home.people[0][1]
    machine.withdrawn(number, application.id)
    assert list(desk.ledger.withdrawn) == [application.id], "intake does not know of the decision"
    desk.deliver([one for one in desk.hand_overs(delivered=False) if one.destination == heard_first])
    if heard_first != "nobody":
        desk.catch_up()
    else:
        desk.deliver([one for one in desk.hand_overs(delivered=False) if one.destination == "payout"])
    machine.pay(4)
    desk.catch_up()
    assert [order["state"] for order in desk.orders()] == ["blocked"]
    status = desk.fetch("intake", desk.as_citizen(number), f"/v1/applications/{application.id}").json()["status"]
    assert status == "withdrawn"
    assert desk.payments_wait(), "somebody has to see it"
    machine.the_promises_hold()
    machine.teardown()


def test_who_holds_what_is_withdrawn_decides_no_more(places: Places) -> None:
    machine = begun(places, decided=False)
    desk = machine.desk
    claim = desk.post("decision", desk.as_employee(2), "/v1/claims", {"queue": "new"}).json()
    (application,) = desk.ledger.applications
    machine.withdrawn(application.home.people[0][1], application.id)
    desk.catch_up()
    answer = desk.fetch("decision", desk.as_employee(2), f"/v1/work-items/{claim['workItemId']}")
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]) == (409, "application-withdrawn")
    machine.teardown()
