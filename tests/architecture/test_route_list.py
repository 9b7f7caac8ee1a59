"""docs/routes.md lists every route of the four services, and nothing else."""

import pytest

from tests.harness.routes import ANYBODY, EVERY_SERVICE, SERVICES, Actual, actual, listed

REACHES = {"own", "municipality", "installation", "nothing"}


def line_of(route: Actual) -> str:
    """What to write into docs/routes.md."""
    callers = ", ".join(sorted(route.callers)) or "…"
    return f"| {route.method} | `{route.path}` | {callers} | {route.act or '–'} | … |"


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_is_listed(service: str) -> None:
    names = {line.name for line in listed()}
    assert [line_of(route) for route in actual(service) if route.name not in names] == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_route_is_listed_that_is_gone_or_twice(service: str) -> None:
    names = [line.name for line in listed() if line.service == service]
    assert sorted(names) == sorted({route.name for route in actual(service)})


@pytest.mark.parametrize("service", SERVICES)
def test_an_act_is_listed_with_its_name_and_with_who_may_do_it(service: str) -> None:
    """What is no act has its callers tried over HTTP alone: nothing in the code names them."""
    lines = {line.name: line for line in listed()}
    acts = [route for route in actual(service) if route.act]
    assert acts
    told = [(lines[route.name].act, lines[route.name].callers) for route in acts]
    assert told == [(route.act, route.callers) for route in acts]
    assert {lines[route.name].act for route in actual(service) if not route.act} == {"–"}


def test_every_line_says_how_far_the_route_reaches() -> None:
    assert len(listed()) > len(SERVICES)
    assert [line.name for line in listed() if line.reaches not in REACHES] == []
    assert [line.name for line in listed() if (line.reaches == "nothing") is not (ANYBODY in line.callers)] == []


def test_only_services_and_auditors_reach_beyond_a_municipality() -> None:
    beyond = [line for line in listed() if line.reaches == "installation"]
    persons = {caller for line in beyond for caller in line.callers if not caller.endswith(" service")}
    assert persons == {"auditor"}
    assert EVERY_SERVICE in {caller for line in beyond for caller in line.callers}
