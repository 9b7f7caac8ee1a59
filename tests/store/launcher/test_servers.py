"""The launcher's processes: started, asked, stopped, and ended with the launcher, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from deploy.local import ports
from deploy.local.data_folder import FolderInUse, locked
from deploy.local.environment import handed_on
from deploy.local.ports import PortTaken, free_ports, require_free
from deploy.local.processes import lives
from deploy.local.server import Server
from deploy.local.warden import ROOT, Warden
from tests.harness.small_server import small_program

SECONDS = 20.0

# A launcher that holds a data folder and has started a server, and then waits for what comes.
LAUNCHER = """
import signal, sys, time
from pathlib import Path
from deploy.local.data_folder import locked
from deploy.local.server import Server
from deploy.local.warden import Warden
from tests.harness.small_server import small_program
folder = Path(sys.argv[1])
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is started with it ignored
with locked(folder) as lock, Warden(lock) as warden:
    server = Server(small_program(), folder / "log", warden)
    server.start()
    print(server.pid, flush=True)
    try:
        time.sleep(600)
    finally:
        server.stop()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Warden() as warden:
        server = Server(small_program(), tmp_path / "log", warden)
        yield server
        server.stop()


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


def test_it_starts_stops_and_starts_again_on_the_same_port(server: Server, client: httpx.Client) -> None:
    assert not server.answers(client)
    for _ in range(2):
        server.start()
        _wait_until_ready(server, client)
        pid = server.pid
        server.stop()
        assert pid is not None
        assert not lives(pid)
        assert not server.answers(client)


def test_one_that_ends_by_itself_tells_its_code_and_its_log(tmp_path: Path) -> None:
    with Warden() as warden:
        server = Server(small_program(port=-1), tmp_path / "log", warden)
        server.start()
        assert server.ended is None
        _wait_for(lambda: server.ended is not None)
        assert server.ended == 1
        assert "OverflowError" in server.log_end()
        server.stop()


def test_closing_a_warden_ends_what_is_still_running(tmp_path: Path) -> None:
    with Warden() as warden:
        server = Server(small_program(), tmp_path / "log", warden)
        server.start()
        pid = server.pid
        assert server.ended is None
    ended = server.ended
    if ended is None and pid is not None:
        os.kill(pid, signal.SIGKILL)
    assert ended is not None


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_nothing_runs_and_the_folder_is_free_when_the_launcher_has_ended(tmp_path: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-c", LAUNCHER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as launcher:
        assert launcher.stdout is not None
        try:
            pid = int(launcher.stdout.readline())
            with pytest.raises(FolderInUse, match=str(launcher.pid)), locked(tmp_path):
                pass
            launcher.send_signal(how)
            launcher.wait(SECONDS)
        finally:
            launcher.kill()
    with locked(tmp_path):  # waits for the warden, which ends the server first
        assert not lives(pid)


def test_a_taken_port_is_named_with_what_needs_it(server: Server, client: httpx.Client) -> None:
    port = server.program.port
    assert port is not None
    require_free(port, "it")
    server.start()
    _wait_until_ready(server, client)
    with pytest.raises(PortTaken, match=f"Port {port}, which it needs"):
        require_free(port, "it")
    server.stop()
    require_free(port, "it")


def test_free_ports_are_different() -> None:
    assert len(set(free_ports(50))) == 50


def test_a_port_that_is_spoken_for_is_not_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens there yet: PostgreSQL once took the port that a service was to have."""
    few = sorted(free_ports(40))
    monkeypatch.setattr(ports, "_PROMISED", deque())
    monkeypatch.setattr(ports, "FREE", few)
    for port in few[:20]:
        require_free(port, "it")
    assert sorted(free_ports(20)) == few[20:]


def test_processes_get_no_proxies_and_no_settings_of_the_launchers_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "DATABASE_URL", "PGPASSWORD"):
        monkeypatch.setenv(name, "set")
    assert "set" not in handed_on().values()
    assert handed_on()["PATH"] == os.environ["PATH"]


def _wait_until_ready(server: Server, client: httpx.Client) -> None:
    _wait_for(lambda: server.answers(client))


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
