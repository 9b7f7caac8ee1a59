"""The chain as a state machine, on all three services. `make fuzz` runs it for long."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from tests.harness.chain import SERVICES, Chain, open_chain
from tests.stateful.desk import Counted
from tests.stateful.machine import ChainMachine


@pytest.fixture
def chain(fresh_database: Callable[[str], Database], postgres: Postgres, tmp_path: Path) -> Iterator[Chain]:
    databases = {service: fresh_database(service) for service in SERVICES}
    with open_chain(databases, postgres.dsn, tmp_path) as opened:
        yield opened


def test_whatever_people_do_the_promises_hold(chain: Chain) -> None:
    counted = Counted()
    short = settings(
        max_examples=25,
        stateful_step_count=30,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: ChainMachine(chain, counted), settings=short)
    print(counted)
