"""What dashboards, rules and alerts ask Prometheus for."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
WATCHING = ROOT / "deploy/watching"
_NAME = re.compile(r"\bbistand[:_][a-zA-Z0-9_:]+")


def rules(file: str) -> list[dict[str, Any]]:
    """The rules of one file."""
    return [rule for group in yaml.safe_load((WATCHING / file).read_text())["groups"] for rule in group["rules"]]


RECORDED = {rule["record"]: rule["expr"] for rule in rules("rules.yml")}
ALERTS = {rule["alert"]: rule for rule in rules("alerts.yml")}


def queries() -> Iterator[str]:
    """All of them, with what a dashboard lets its reader choose chosen."""
    yield from RECORDED.values()
    yield from (alert["expr"] for alert in ALERTS.values())
    for file in (WATCHING / "grafana/dashboards").glob("*.json"):
        for panel in json.loads(file.read_text())["panels"]:
            yield from (target["expr"].replace("$municipality", ".*") for target in panel["targets"])


def asked() -> set[str]:
    """The figures' names."""
    return {name for query in queries() for name in _NAME.findall(query)}


def asked_of_processes() -> set[str]:
    """Those that no rule records."""
    return {name for name in asked() if ":" not in name}
