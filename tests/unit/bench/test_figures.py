"""What `make bench` writes down, and where it takes it from."""

import json
import os
import time
from pathlib import Path

from tests.bench.figures import Figure, per_process, write
from tests.bench.processes import cpu_of
from tests.bench.submitting import BARE_CPU, chain_in_bare_inserts


def test_a_figure_is_its_median_with_its_spread() -> None:
    assert Figure("claims", "ms", [3.0, 1.0, 8.0], "at most 5").document() == {
        "name": "claims",
        "unit": "ms",
        "median": 3.0,
        "min": 1.0,
        "max": 8.0,
        "rounds": 3,
        "aim": "at most 5",
    }


def test_the_load_generator_is_told_apart() -> None:
    rows = per_process("CPU", "ms", [{"intake": 2.0, "postgres": 3.0, "load": 9.0}], "70")
    assert [(row.name, row.values, row.aim) for row in rows] == [
        ("CPU: intake", [2.0], ""),
        ("CPU: postgres", [3.0], ""),
        ("CPU: load", [9.0], ""),
        ("CPU: all but load", [5.0], "70"),
    ]


def test_a_chain_is_counted_in_bare_inserts() -> None:
    chains = per_process("CPU a chain", "ms", [{"intake": 60.0, "load": 9.0}, {"intake": 90.0, "load": 9.0}], "70")
    counted = chain_in_bare_inserts([*chains, Figure(*BARE_CPU, [4.0, 2.0, 3.0])])
    assert (counted.unit, counted.values) == ("bare inserts", [20.0, 30.0])


def test_the_file_says_on_which_machine(tmp_path: Path) -> None:
    write(tmp_path / "new" / "bench.json", "2 cores", [Figure("claims", "ms", [1.0])])
    written = json.loads((tmp_path / "new" / "bench.json").read_text())
    assert (written["machine"], written["figures"][0]["median"]) == ("2 cores", 1.0)


def test_a_process_has_used_what_the_system_says() -> None:
    before = cpu_of(os.getpid())
    while time.process_time() < before + 0.05:
        pass
    assert cpu_of(os.getpid()) >= before
    assert cpu_of(2**22 + 1) == 0, "a process that is not there"
