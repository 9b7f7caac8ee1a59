"""`python -m deploy.watching.dashboards`: writes Grafana's dashboards to deploy/watching/grafana/dashboards.

Two: what a unit head looks at, and what whoever is on call looks at. A panel is a title in both languages, what it
means, and a query on the recorded figures of rules.yml.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "grafana" / "dashboards"
COLUMNS = 24


@dataclass(frozen=True, kw_only=True)
class Panel:
    """`kind` is Grafana's; `unit` too ("s", "percentunit", "short"). `legend` names a line by its labels. `red`: from
    where a figure is red."""

    title: str
    means: str
    query: str
    legend: str = ""
    kind: str = "timeseries"
    unit: str = "short"
    width: int = 12
    red: float | None = None


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    uid: str
    title: str
    panels: Sequence[Panel]
    by_municipality: bool = False


OURS = 'municipality=~"$municipality"'
NOT_RELEASED = f'bistand:payment_orders_due{{{OURS},state=~"received|blocked|held|ready"}}'
UNIT = Dashboard(
    uid="bistand-unit",
    title="Enheten / The unit",
    by_municipality=True,
    panels=[
        Panel(
            title="Väntar nu / Waiting now",
            means="Ärenden som ingen har tagit. / Work items that nobody has taken.",
            query=f"sum(bistand:work_items_waiting{{{OURS}}}) or vector(0)",
            kind="stat",
            width=6,
        ),
        Panel(
            title="Äldst i kö / Oldest waiting",
            means="Hur länge det äldsta ärendet har väntat. / How long the oldest item has waited.",
            query=f"max(bistand:work_item_oldest_seconds{{{OURS}}}) or vector(0)",
            kind="stat",
            unit="s",
            width=6,
            red=10 * 86_400,
        ),
        Panel(
            title="Hålls för enhetschef / Held for a unit head",
            means="Utbetalningar över en gräns, som du ska släppa fram eller stoppa. / Above a limit: let go, or stop.",
            query=f'sum(bistand:payment_orders{{{OURS},state="held"}}) or vector(0)',
            kind="stat",
            width=6,
            red=1,
        ),
        Panel(
            title="Skulle ha frisläppts / Due and not released",
            means="Utbetalningsdagen är här, och pengarna är inte på väg. / Their day has come.",
            query=f"sum({NOT_RELEASED}) or vector(0)",
            kind="stat",
            width=6,
            red=1,
        ),
        Panel(
            title="Väntar per kö / Waiting by queue",
            means="Skyddade räknas med nya ansökningar. / Protected ones count with new applications.",
            query=f"sum by (queue) (bistand:work_items_waiting{{{OURS}}})",
            legend="{{queue}}",
        ),
        Panel(
            title="Äldst per kö / Oldest by queue",
            means="Hur länge det äldsta i varje kö har väntat. / How long the oldest in each queue has waited.",
            query=f"max by (queue) (bistand:work_item_oldest_seconds{{{OURS}}})",
            legend="{{queue}}",
            unit="s",
        ),
        Panel(
            title="Från ansökan till beslut, hälften inom / From application to decision, half within",
            means="De senaste 30 dagarna, per ansökans art. / The last 30 days, by kind of application.",
            query="histogram_quantile(0.5, sum by (kind, le) "
            f"(increase(bistand_decision_seconds_bucket{{{OURS}}}[30d])))",
            legend="{{kind}}",
            unit="s",
        ),
        Panel(
            title="… och nio av tio inom / … and nine of ten within",
            means="De senaste 30 dagarna. / The last 30 days.",
            query="histogram_quantile(0.9, sum by (kind, le) "
            f"(increase(bistand_decision_seconds_bucket{{{OURS}}}[30d])))",
            legend="{{kind}}",
            unit="s",
        ),
        Panel(
            title="Beslut per dygn / Decisions a day",
            means="Ungefär; kontrolloggen har exakta tal. / About; the control log has exact figures.",
            query=f"sum by (kind) (increase(bistand_decision_seconds_count{{{OURS}}}[1d]))",
            legend="{{kind}}",
        ),
        Panel(
            title="Utbetalningar som inte är klara / Payments that have not ended",
            means="Per läge; se ordlistan. / By state; see the glossary.",
            query=f"sum by (state) (bistand:payment_orders{{{OURS}}})",
            legend="{{state}}",
        ),
        Panel(
            title="Stämmer inte med banken / Does not agree with the bank",
            means="Avvikelser som ingen har kvitterat. / Differences that nobody has acknowledged.",
            query=f"sum(bistand:bank_differences{{{OURS}}}) or vector(0)",
        ),
        Panel(
            title="… den äldsta av dem / … the oldest of them",
            means="Sedan den dag som den gäller. / Since the day that it is of.",
            query=f"max(bistand:bank_difference_oldest_seconds{{{OURS}}}) or vector(0)",
            unit="s",
            red=4 * 86_400,
        ),
        Panel(
            title="Går inte att kontrollera / Not verifiable",
            means="Andel slagningar utan svar, per register. Ingen får avslag för det. / Share of look-ups without an "
            "answer, by register. Nobody is rejected for it.",
            query="bistand:not_verifiable:ratio1h",
            legend="{{authority}}",
            unit="percentunit",
        ),
        Panel(
            title="Nekat av regel, per timme / Refused by rule, an hour",
            means="C1: någon som redan har en hand i ärendet. C2: eget ärende. / C1: earlier hands. C2: own case.",
            query='sum by (rule) (bistand:acts_refused:increase1h{rule!=""})',
            legend="{{rule}}",
        ),
    ],
)
OPERATIONS = Dashboard(
    uid="bistand-operations",
    title="Driften / Operations",
    panels=[
        Panel(
            title="Processer som svarar / Processes that answer",
            means="Per tjänst. / By service.",
            query='sum by (service) (up{job="bistand"})',
            legend="{{service}}",
            width=8,
        ),
        Panel(
            title="Anrop per sekund / Requests a second",
            means="Per tjänst och svar. / By service and answer.",
            query="sum by (service, status) (rate(bistand_requests_total[5m]))",
            legend="{{service}} {{status}}",
            width=8,
        ),
        Panel(
            title="19 av 20 anrop inom / 19 of 20 requests within",
            means="Per tjänst. / By service.",
            query="bistand:request_seconds:p95",
            legend="{{service}}",
            unit="s",
            width=8,
        ),
        Panel(
            title="Långsammaste vägarna / Slowest routes",
            means="19 av 20 inom. / 19 of 20 within.",
            query="topk(10, histogram_quantile(0.95, "
            "sum by (service, route, le) (rate(bistand_request_seconds_bucket[10m]))))",
            legend="{{service}} {{route}}",
            unit="s",
        ),
        Panel(
            title="Inte insläppta, och i kö / Not admitted, and in line",
            means="Se docs/overload.md. / See docs/overload.md.",
            query="sum by (service, line) (rate(bistand_requests_not_admitted_total[5m])) "
            "or sum by (service, line) (bistand_requests_waiting)",
            legend="{{service}} {{line}}",
        ),
        Panel(
            title="Överlämningar som väntar / Hand-overs that wait",
            means="Den äldstas ålder. / Age of the oldest.",
            query="bistand:outbox_oldest_seconds",
            legend="{{service}} → {{destination}}",
            unit="s",
        ),
        Panel(
            title="Överlämningar, antal / Hand-overs, how many",
            means="I varje utlåda. / In each outbox.",
            query="bistand:outbox_waiting",
            legend="{{service}} → {{destination}}",
        ),
        Panel(
            title="Jobb / Jobs",
            means="Den äldstas ålder. / Age of the oldest.",
            query="bistand:jobs_oldest_seconds",
            legend="{{service}} {{task}}",
            unit="s",
        ),
        Panel(
            title="Jobb som misslyckas, per timme / Jobs that fail, an hour",
            means="De körs igen av sig själva. / They are run again by themselves.",
            query="sum by (service, task) (increase(bistand_jobs_failed_total[1h]))",
            legend="{{service}} {{task}}",
        ),
        Panel(
            title="Kontrolloggen: väntar / Control log: waiting",
            means="Äldsta posten som inte är i loggen. / Oldest entry that is not in the log.",
            query="bistand:log_oldest_seconds",
            legend="{{log}}",
            unit="s",
        ),
        Panel(
            title="Kontrolloggen: inte bevittnat / Control log: not cosigned",
            means="Poster som revisionen inte har sett. / Entries that audit has not seen.",
            query="bistand:log_not_cosigned",
            legend="{{log}}",
        ),
        Panel(
            title="Vittnets larm / Witness alarms",
            means="Ska vara 0, för alltid. / To be 0, for ever.",
            query="bistand:witness_alarms",
            legend="{{log}} {{kind}}",
            red=1,
        ),
        Panel(
            title="Nycklar / Keys",
            means="Tid till ingen nyckel för tjänsten litas på. / Until no key of the service is trusted.",
            query="min by (of) (bistand_trust_seconds_left)",
            legend="{{of}}",
            unit="s",
        ),
    ],
)
DASHBOARDS = {"unit": UNIT, "operations": OPERATIONS}


def written(dashboard: Dashboard) -> str:
    """Grafana's JSON."""
    return json.dumps(_document(dashboard), ensure_ascii=False, indent=1) + "\n"


def _document(dashboard: Dashboard) -> dict[str, Any]:
    return {
        "uid": dashboard.uid,
        "title": dashboard.title,
        "tags": ["bistand"],
        "timezone": "Europe/Stockholm",
        "refresh": "1m",
        "time": {"from": "now-7d", "to": "now"},
        "schemaVersion": 39,
        "editable": False,
        "templating": {"list": [_MUNICIPALITY] if dashboard.by_municipality else []},
        "panels": [_panel(number, *placed) for number, placed in enumerate(_placed(dashboard.panels), 1)],
    }


_MUNICIPALITY = {
    "name": "municipality",
    "label": "Kommun / Municipality",
    "type": "query",
    "datasource": {"type": "prometheus", "uid": "prometheus"},
    "query": "label_values(bistand:work_items_waiting, municipality)",
    "refresh": 2,
    "includeAll": True,
    "allValue": ".*",
    "current": {"text": "All", "value": "$__all"},
}


def _placed(panels: Sequence[Panel]) -> list[tuple[Panel, int, int]]:
    """(panel, x, y): from left to right, and on to the next row where one is full."""
    placed: list[tuple[Panel, int, int]] = []
    x, y = 0, 0
    for panel in panels:
        if x + panel.width > COLUMNS:
            x, y = 0, y + _height(placed[-1][0])
        placed.append((panel, x, y))
        x += panel.width
    return placed


def _height(panel: Panel) -> int:
    return 4 if panel.kind == "stat" else 8


def _panel(number: int, panel: Panel, x: int, y: int) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
    if panel.red is not None:
        steps.append({"color": "red", "value": panel.red})
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.means,
        "datasource": {"type": "prometheus", "uid": "prometheus"},
        "gridPos": {"x": x, "y": y, "w": panel.width, "h": _height(panel)},
        "fieldConfig": {
            "defaults": {"unit": panel.unit, "min": 0, "thresholds": {"mode": "absolute", "steps": steps}},
            "overrides": [],
        },
        "targets": [{"refId": "A", "expr": panel.query, "legendFormat": panel.legend}],
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, dashboard in DASHBOARDS.items():
        (FOLDER / f"{name}.json").write_text(written(dashboard))
