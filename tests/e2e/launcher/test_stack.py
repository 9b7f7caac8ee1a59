"""The whole stack as it runs on one machine."""

from collections.abc import Iterator

import httpx
import psycopg
import pytest

from deploy.local.roles import SERVICES
from deploy.local.stack import SANDBOX, Stack
from deploy.sandbox.persons import staff


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


@pytest.mark.parametrize("name", [*SERVICES, *SANDBOX])
def test_every_program_says_that_it_is_ready(stack: Stack, client: httpx.Client, name: str) -> None:
    assert client.get(f"{stack.urls[name]}/health/ready").status_code == 200


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_takes_a_token_of_the_sign_in(stack: Stack, client: httpx.Client, service: str) -> None:
    address = f"{stack.urls[service]}/v1/{ASKED[service]}"
    token = stack.token(staff(0).number.digits, ["administrator"], "0140")
    assert client.get(address).status_code == 401
    assert client.get(address, headers={"Authorization": f"Bearer {token}"}).status_code in (200, 403, 404)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_reads_the_clock_that_the_launcher_sets(stack: Stack, client: httpx.Client, service: str) -> None:
    stack.set_clock_offset(60)
    try:
        assert client.get(f"{stack.urls[service]}/health/ready").json()["clockOffsetSeconds"] == 60
    finally:
        stack.set_clock_offset(0)


def test_the_services_connect_as_their_runtime_roles_alone(stack: Stack) -> None:
    """Never as owner or superuser (C5): whoever took a process over could otherwise lift every rule of its database."""
    query = """select datname, usename from pg_stat_activity
                where backend_type = 'client backend' and pid <> pg_backend_pid() and datname = any(%s)"""
    with psycopg.connect(stack.postgres.dsn()) as connection:
        found = set(connection.execute(query, [list(SERVICES)]).fetchall())
    assert found == {(service, f"{service}_runtime") for service in SERVICES}


@pytest.mark.parametrize("name", ["intake", "postgres"])
def test_a_killed_process_comes_back_on_its_port_and_the_services_go_on(
    stack: Stack, client: httpx.Client, name: str
) -> None:
    before = stack.pid(name)
    stack.kill(name)
    stack.restart(name)
    assert stack.pid(name) != before
    assert stack.ended() == {}
    for service in SERVICES:
        assert client.get(f"{stack.urls[service]}/health/ready").status_code == 200


ASKED = {
    "intake": "households/00000000-0000-7000-8000-000000000000",
    "decision": "queues",
    "payout": "payment-orders",
    "audit": "control-log",
}
