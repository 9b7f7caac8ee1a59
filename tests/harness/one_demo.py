"""The demonstration, run once for all test files that look at what it has left, in whichever processes they are."""

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from deploy.local.postgres import Postgres
from deploy.local.roles import role_access
from deploy.local.warden import Warden

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """How it ended, what it told, and where it has left its data and the record of its requests."""

    returncode: int
    told: str
    folder: str
    record: str


def run_once(factory: pytest.TempPathFactory) -> Run:
    """Who comes first runs it; who comes meanwhile waits."""
    shared = factory.getbasetemp().parent if "popen-gw" in factory.getbasetemp().name else factory.getbasetemp()
    with _alone(shared / "demo.lock"):
        kept = shared / "demo.json"
        if not kept.exists():
            kept.write_text(json.dumps(asdict(_run(shared))))
        return Run(**json.loads(kept.read_text()))


@contextmanager
def server_of(folder: Path) -> Iterator[Postgres]:
    """Its databases, for one at a time: a second server in the same folder would take over the first."""
    with (
        _alone(folder.with_name("server.lock")),
        Warden() as warden,
        Postgres(folder, role_access(), durable=False, warden=warden) as server,
    ):
        yield server


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(shared: Path) -> Run:
    folder, record = shared / "demo" / "med mellanslag åäö", shared / "demo" / "calls.jsonl"
    folder.parent.mkdir()
    command = [sys.executable, "-m", "tests.harness.recorded_demo", str(record), "--data", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return Run(done.returncode, done.stdout + done.stderr, str(folder), str(record))
