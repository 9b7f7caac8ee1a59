"""What was measured: medians with their spread, as a table and as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what each round gave, in `unit`. `aim` says what is wanted, where something is."""

    name: str
    unit: str
    values: Sequence[float]
    aim: str = ""

    def document(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "median": round(median(self.values), 3),
            "min": round(min(self.values), 3),
            "max": round(max(self.values), 3),
            "rounds": len(self.values),
            "aim": self.aim,
        }


def per_process(name: str, unit: str, rounds: Sequence[Mapping[str, float]], aim: str = "") -> list[Figure]:
    """One row for each process, and one for all but the load generator, with the aim."""
    rows = [Figure(f"{name}: {process}", unit, [one[process] for one in rounds]) for process in rounds[0]]
    return [*rows, Figure(f"{name}: all but load", unit, [_all_but_load(one) for one in rounds], aim)]


def _all_but_load(used: Mapping[str, float]) -> float:
    return sum(value for process, value in used.items() if process != "load")


def show(figures: Sequence[Figure], machine: str) -> None:
    table = Table(title=f"bench, {machine}")
    for name in ("", "median", "min", "max", "unit", "rounds", "aim"):
        table.add_column(name, justify="right" if name in ("median", "min", "max", "rounds") else "left")
    for figure in figures:
        said = figure.document()
        numbers = (f"{said[name]:,.4g}" for name in ("median", "min", "max"))
        table.add_row(figure.name, *numbers, figure.unit, str(said["rounds"]), figure.aim)
    Console(width=150).print(table)


@dataclass(frozen=True)
class Grown:
    """What was measured once more after `cases` ended cases were added, and what each of them takes on disk."""

    cases: int
    figures: Sequence[Figure]
    sizes: Sequence[Figure]


def show_growth(before: Sequence[Figure], grown: Sequence[Figure], sizes: Sequence[Figure], title: str) -> None:
    """Medians side by side."""
    table = Table(title=title)
    for name in ("", "before", "grown", "factor", "unit"):
        table.add_column(name, justify="left" if name in ("", "unit") else "right")
    after = {(figure.name, figure.unit): median(figure.values) for figure in grown}
    for figure in before:
        was, now = median(figure.values), after.get((figure.name, figure.unit))
        if now is not None:
            table.add_row(figure.name, f"{was:,.4g}", f"{now:,.4g}", f"{now / was:.2f}" if was else "", figure.unit)
    Console(width=150).print(table)
    show(sizes, title)


def write(file: Path, machine: str, figures: Sequence[Figure], grown: Grown | None = None) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    document: dict[str, Any] = {"machine": machine, "figures": [figure.document() for figure in figures]}
    if grown is not None:
        document["grown"] = {
            "cases": grown.cases,
            "figures": [figure.document() for figure in grown.figures],
            "sizes": [figure.document() for figure in grown.sizes],
        }
    file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
