"""`demo`: a month of a small municipality through the whole chain over HTTP, some fifty attempts to break it, and a
report.

Runs in a data folder of its own, made anew each time, on free ports, or against an installation in containers; with the
clock set to fixed days. Ends with 1 where anything does not add up.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from deploy.local.composed import Composed
from deploy.local.demo import balance, flow, page, report, web_page
from deploy.local.demo.people import TRUSTED, Unexpected
from deploy.local.demo.playing import play
from deploy.local.demo.progress import Progress
from deploy.local.demo.report import Played
from deploy.local.demo.town.making import SEED, the_month
from deploy.local.demo.waiting import TooSlow
from deploy.local.installation import Installation
from deploy.local.stack import Stack
from deploy.local.warden import ROOT
from services.audit.evidence.meaning import NotProven
from shared.controllog.verify import LogBroken

PAGE = "month.html"
BROKEN = (Unexpected, TooSlow, LogBroken, NotProven)
SETTINGS = {
    "intake": {"ASK_AGAIN_PAUSE_SECONDS": "2"},
    "decision": {"COMPLETION_WATCH_PAUSE_SECONDS": "1"},
    "payout": {"REPORT_PAUSE_SECONDS": "0.5"},
}
"""A day is over in a moment here: what a service does when its time has come is looked for more often than it need
be."""


def run(data: Path, seed: int | None = None, against: Path | None = None) -> int:
    """0 where all adds up. The usual month is the seed's that stands in the code. `against` is the folder of an
    installation in containers, with nothing in it yet; otherwise one is started here."""
    console, seed = Console(), SEED if seed is None else seed
    if data.exists():
        shutil.rmtree(data)
    cases = the_month(seed)
    console.print(f"{len(cases)} hushåll, frö {seed} (SEED={seed} ger samma månad igen)", highlight=False)
    progress = Progress(console)
    try:
        with _installation(data, against) as stack:
            played = play(stack, cases, seed, progress)
    except BROKEN as error:
        logs = f"{data}/logs" if against is None else "docker compose logs"
        console.print(f"[red]Det gick inte:[/red] {error}\nTjänsternas loggar: {logs}", highlight=False)
        return 1
    return _tell(console, data, played, progress.seconds)


@contextmanager
def _installation(data: Path, against: Path | None) -> Iterator[Installation]:
    if against is None:
        with Stack(data, settings=SETTINGS) as stack:
            yield stack
        return
    data.mkdir(parents=True)
    with Composed(against) as composed:
        TRUSTED.load_verify_locations(composed.authority)
        yield composed


def _tell(console: Console, data: Path, played: Played, seconds: float) -> int:
    figures = report.figures(played, _keep(data, played), seconds)
    (data / "report.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    drawn = flow.flows(played)
    (data / PAGE).write_text(web_page.page(figures, drawn))
    page.show(console, figures, played.attempts, played.story)
    found = [
        *report.faults(played),
        *flow.faults(drawn, figures["granted"]["totalOre"]),
        *balance.faults(played.town, played.books),
    ]
    for fault in found:
        console.print(f"[red]Stämmer inte:[/red] {fault}", highlight=False)
    console.print(f"Rapporten: {_from_root(data / 'report.json')}\nSidan: {figures['files']['page']}", highlight=False)
    return 1 if found else 0


def _keep(data: Path, played: Played) -> dict[str, str | list[str]]:
    """Writes the files as they came, and tells where, from the project's root. The largest of each kind is the one that
    is named alone."""
    payments = [_write(data / f"pain.001-{place}.xml", file) for place, file in enumerate(played.payment_files, 1)]
    bookings = [_write(data / f"camt.054-{place}.xml", file) for place, file in enumerate(played.bookings, 1)]
    return {
        "paymentFile": payments[_largest(played.payment_files)],
        "bankReport": bookings[_largest(played.bookings)],
        "page": _from_root(data / PAGE),
        "evidence": _write(data / "evidence.json", played.evidence),
        "paymentFiles": payments,
        "bankReports": bookings,
    }


def _largest(files: list[bytes]) -> int:
    return max(range(len(files)), key=lambda place: len(files[place]))


def _write(file: Path, content: bytes) -> str:
    file.write_bytes(content)
    return _from_root(file)


def _from_root(file: Path) -> str:
    resolved = file.resolve()
    return str(resolved.relative_to(ROOT) if resolved.is_relative_to(ROOT) else resolved)
