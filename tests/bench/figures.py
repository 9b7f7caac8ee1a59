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


def write(figures: Sequence[Figure], machine: str, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine, "figures": [figure.document() for figure in figures]}
    file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
