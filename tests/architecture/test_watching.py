"""Dashboards, rules and alerts ask for what is told, and each alert says what to do."""

import re

import promql_parser
import pytest

from deploy.watching.dashboards import DASHBOARDS, written
from tests.harness.watching import ALERTS, RECORDED, ROOT, WATCHING, asked, queries

RUNBOOK = (ROOT / "docs/runbook.md").read_text()


@pytest.mark.parametrize("query", sorted(set(queries())))
def test_it_is_a_query(query: str) -> None:
    promql_parser.parse(query)


def test_what_is_asked_for_is_recorded_or_told() -> None:
    """What a running stack tells is held against the same list in tests/e2e/test_watching.py."""
    recorded = {name for name in asked() if ":" in name}
    assert recorded <= RECORDED.keys()
    assert RECORDED.keys() <= recorded, "what nobody looks at need not be recorded"


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_leads_to_what_it_means_and_what_to_do(name: str) -> None:
    alert = ALERTS[name]
    assert alert["labels"]["severity"] in {"page", "ticket", "unit"}
    assert alert["annotations"]["runbook_url"] == f"docs/runbook.md#{name.lower()}"
    assert alert["annotations"].keys() == {"summary", "summary_en", "runbook_url"}
    entry = RUNBOOK.partition(f"\n### {name}\n")[2].partition("\n##")[0]
    for said in ("**Means**", "**Look at**", "**Do**", "**Tell**"):
        assert said in entry, f"{name} in docs/runbook.md"


def test_the_runbook_has_no_alert_that_is_gone() -> None:
    """Headings of the third level are alerts."""
    assert set(re.findall(r"^### (\w+)$", RUNBOOK, re.MULTILINE)) == ALERTS.keys()


@pytest.mark.parametrize("name", DASHBOARDS)
def test_the_dashboards_are_those_that_the_program_writes(name: str) -> None:
    """`python -m deploy.watching.dashboards` writes them."""
    assert (WATCHING / f"grafana/dashboards/{name}.json").read_text() == written(DASHBOARDS[name])
