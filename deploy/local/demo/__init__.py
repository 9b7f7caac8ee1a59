"""`demo`: twenty households through the whole chain over HTTP, some forty attempts to break it, and a report.

Runs in a data folder of its own, made anew each time, on free ports, with the clock set to fixed days. Ends with 1
where anything does not add up.
"""

import json
import shutil
import time
from pathlib import Path

from rich.console import Console

from deploy.local.demo import page, report
from deploy.local.demo.month import Outcome, play
from deploy.local.demo.people import Unexpected
from deploy.local.demo.waiting import TooSlow
from deploy.local.stack import Stack
from deploy.local.warden import ROOT
from services.audit.evidence.meaning import NotProven
from shared.controllog.verify import LogBroken


def run(data: Path) -> int:
    """0 where all adds up."""
    console, started = Console(), time.monotonic()
    if data.exists():
        shutil.rmtree(data)
    try:
        with console.status("Startar PostgreSQL, fyra tjänster och omvärlden …"), Stack(data) as stack:
            outcome = play(
                stack, lambda words: console.print(f"[dim]{time.monotonic() - started:5.1f} s[/dim]  {words}")
            )
    except (Unexpected, TooSlow, LogBroken, NotProven) as error:
        console.print(f"[red]Det gick inte:[/red] {error}\nTjänsternas loggar: {data}/logs", highlight=False)
        return 1
    return _tell(console, data, outcome, time.monotonic() - started)


def _tell(console: Console, data: Path, outcome: Outcome, seconds: float) -> int:
    files = _keep(data, outcome.files)
    figures = report.figures(outcome.month, outcome.attempts, outcome.log_entries, files, seconds)
    (data / "report.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    page.show(console, figures, outcome.attempts, outcome.story)
    found = report.faults(outcome.month, outcome.attempts, outcome.files["paymentFile"])
    for fault in found:
        console.print(f"[red]Stämmer inte:[/red] {fault}")
    console.print(f"Rapporten: {_from_root(data / 'report.json')}")
    return 1 if found else 0


def _keep(data: Path, files: dict[str, bytes]) -> dict[str, str]:
    """Writes them as they came, and tells where, from the project's root."""
    names = {"paymentFile": "pain.001.xml", "bankReport": "camt.054.xml", "evidence": "evidence.json"}
    for name, content in files.items():
        (data / names[name]).write_bytes(content)
    return {name: _from_root(data / names[name]) for name in files}


def _from_root(file: Path) -> str:
    resolved = file.resolve()
    return str(resolved.relative_to(ROOT) if resolved.is_relative_to(ROOT) else resolved)
