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
    assert {"decision 201", "releases 201"} <= set(happened)
    assert sum(number for what, number in happened.items() if what.endswith(" 403")) > 20


def test_on_an_ordinary_day_a_payment_is_settled(places: Places) -> None:
    machine = ChainMachine(*places.next())
    machine.begin([EVERY_ROLE] * STAFF, None, True, True, None)
    machine.pay(3)
    machine.the_promises_hold()
    assert [order["state"] for order in machine.desk.orders()] == ["settled"]
    machine.teardown()
