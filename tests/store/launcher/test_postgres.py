"""The embedded cluster: any folder, several at once, found again, and gone when stopped."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local import binaries
from deploy.local.binaries import NotStartable
from deploy.local.ports import free_port
from deploy.local.postgres import STILL_LEAVING, Postgres
from deploy.local.processes import lives

ROOT = Path(__file__).parent.parent.parent.parent
SECONDS = 20.0

# A launcher that starts a cluster (with a warden or without) and then waits to be killed.
LAUNCHER = """
import sys, time
from pathlib import Path
from deploy.local.postgres import Postgres
from deploy.local.warden import Warden
server = Postgres(Path(sys.argv[1]), {}, durable=False, warden=Warden() if sys.argv[2] == "watched" else None)
server.start()
print(server.pid, server.port, flush=True)
time.sleep(600)
"""


def test_two_clusters_side_by_side_in_folders_with_odd_names(tmp_path: Path) -> None:
    one, other = tmp_path / "ett åäö", tmp_path / ("a long name " * 15) / "två"
    with Postgres(one, {}, durable=False) as first, Postgres(other, {}, durable=False) as second:
        assert first.port != second.port
        assert [_data_folder(server) for server in (first, second)] == [first.cluster, second.cluster]


def test_it_listens_on_loopback_alone_and_asks_for_a_password(postgres: Postgres) -> None:
    with psycopg.connect(postgres.dsn()) as connection:
        settings = connection.execute(
            """select name, setting from pg_settings where name in
            ('listen_addresses', 'unix_socket_directories', 'synchronous_commit', 'data_checksums')"""
        ).fetchall()
        methods = connection.execute("select distinct auth_method, address from pg_hba_file_rules").fetchall()
    assert dict(settings) == {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "synchronous_commit": "on",
        "data_checksums": "on",
    }
    assert methods == [("scram-sha-256", "127.0.0.1")]


def test_errors_in_the_servers_log_hold_no_values(postgres: Postgres) -> None:
    with psycopg.connect(postgres.dsn(), autocommit=True) as connection:
        connection.execute("create temporary table t (number text unique)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into t values ('kept secret'), ('kept secret')")
    log = postgres.log.read_text()
    assert "duplicate key value" in log
    assert "kept secret" not in log


def test_what_was_committed_is_there_after_a_restart_and_after_a_kill(tmp_path: Path) -> None:
    server = Postgres(tmp_path, {})
    server.start()
    server.execute("create table t as select 1 as i")
    server.stop()
    server.start()
    server.execute("insert into t values (2)")
    server.kill()
    with server, psycopg.connect(server.dsn()) as connection:
        assert connection.execute("select i from t order by i").fetchall() == [(1,), (2,)]


def test_it_waits_for_the_processes_of_a_killed_server(tmp_path: Path) -> None:
    """Each ends when it sees that its server is gone, which takes a moment where processors are busy."""
    with Postgres(tmp_path, {}, durable=False) as server:
        slow = _frozen_connection(server)
        server.kill()
        waking = threading.Thread(target=_wake_when_waited_for, args=(slow, server.log))
        waking.start()
        server.start()
        waking.join()
        assert _data_folder(server) == server.cluster
    assert STILL_LEAVING in server.log.read_text()


def test_a_process_of_a_killed_server_that_stays_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.local.postgres.LEAVING_SECONDS", 0.5)
    with Postgres(tmp_path, {}, durable=False) as server:
        slow = _frozen_connection(server)
        server.kill()
        try:
            with pytest.raises(NotStartable, match=STILL_LEAVING):
                server.start()
            assert server.ended is not None
        finally:
            os.kill(slow, signal.SIGCONT)


def test_stop_leaves_no_processes_even_with_somebody_connected(tmp_path: Path) -> None:
    server = Postgres(tmp_path, {}, durable=False)
    server.start()
    connection = psycopg.connect(server.dsn(), autocommit=True)
    children = [pid for (pid,) in connection.execute("select pid from pg_stat_activity").fetchall()]
    processes = [server.pid, *children]
    server.stop()
    connection.close()
    assert len(processes) > 3
    assert [pid for pid in processes if pid and lives(pid)] == []


def test_as_root_it_also_runs_as_nobody_where_namespaces_are_not_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "NAMESPACE", ("no-such-program",))
    with Postgres(tmp_path, {}, durable=False) as server:
        assert _data_folder(server) == server.cluster
        assert server.cluster.stat().st_uid == (65534 if os.geteuid() == 0 else os.geteuid())
    monkeypatch.undo()
    with server:
        assert _data_folder(server) == server.cluster


def test_a_server_is_taken_over_after_its_launcher_was_killed(tmp_path: Path) -> None:
    pid, port, _ = _start_and_kill_a_launcher(tmp_path, "unwatched")
    try:
        with Postgres(tmp_path, {}, durable=False) as server:
            assert server.adopted
            assert (server.pid, server.port) == (pid, port)
            assert _data_folder(server) == server.cluster
        assert not lives(pid)
    finally:
        _make_sure_it_is_gone(pid)


def test_a_server_taken_over_moves_to_the_port_that_is_wanted(tmp_path: Path) -> None:
    pid, port, _ = _start_and_kill_a_launcher(tmp_path, "unwatched")
    try:
        with Postgres(tmp_path, {}, durable=False, port=(other := free_port())) as server:
            assert server.port == other != port
            assert _data_folder(server) == server.cluster
        assert not lives(pid)
    finally:
        _make_sure_it_is_gone(pid)


def test_a_warden_stops_the_server_after_the_launcher_was_killed(tmp_path: Path) -> None:
    pid, _, killed_at = _start_and_kill_a_launcher(tmp_path, "watched")
    try:
        while lives(pid) and time.monotonic() < killed_at + SECONDS:
            time.sleep(0.05)
        assert not lives(pid)
        assert "database system is shut down" in (tmp_path / "logs" / "postgres.log").read_text()
    finally:
        _make_sure_it_is_gone(pid)


def test_a_file_left_by_a_server_that_is_gone_is_no_obstacle(tmp_path: Path, somebody_else: int) -> None:
    """Its process number can belong to another program by now, above all in a container."""
    server = Postgres(tmp_path, {}, durable=False)
    server.start()
    lines = (server.cluster / "postmaster.pid").read_text().splitlines(keepends=True)
    server.stop()
    (server.cluster / "postmaster.pid").write_text("".join([f"{somebody_else}\n", *lines[1:]]))
    with server:
        assert not server.adopted
        assert _data_folder(server) == server.cluster


def test_a_cluster_that_was_only_half_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "half-made" / "base").mkdir(parents=True)
    with Postgres(tmp_path, {}, durable=False) as server:
        assert _data_folder(server) == server.cluster


def test_a_taken_port_is_named(postgres: Postgres, tmp_path: Path) -> None:
    server = Postgres(tmp_path, {}, durable=False, port=postgres.port)
    with pytest.raises(NotStartable, match=f"port {postgres.port}"):
        server.start()


def test_a_server_that_did_not_start_has_ended_so_that_it_is_started_again(tmp_path: Path) -> None:
    """As where it is killed while it recovers: the launcher's next look has to find it missing."""
    with socket.create_server(("127.0.0.1", free_port())) as other:
        server = Postgres(tmp_path, {}, durable=False, port=other.getsockname()[1])
        with pytest.raises(NotStartable):
            server.start()
        assert server.ended is not None
    with server:
        assert server.ended is None


@pytest.fixture
def somebody_else() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield process.pid
    process.kill()
    process.wait()


def _frozen_connection(server: Postgres) -> int:
    """The process of a connection that notices nothing until it gets a SIGCONT."""
    with psycopg.connect(server.dsn()) as connection:
        pid = connection.info.backend_pid
        os.kill(pid, signal.SIGSTOP)
    return pid


def _wake_when_waited_for(slow: int, log: Path) -> None:
    ends = time.monotonic() + SECONDS
    while STILL_LEAVING not in log.read_text() and time.monotonic() < ends:
        time.sleep(0.05)
    os.kill(slow, signal.SIGCONT)


def _data_folder(server: Postgres) -> Path:
    with psycopg.connect(server.dsn()) as connection:
        row = connection.execute("show data_directory").fetchone()
    assert row is not None
    return Path(row[0])


def _start_and_kill_a_launcher(folder: Path, how: str) -> tuple[int, int, float]:
    """(the server's process, its port, when its launcher was killed)."""
    command = [sys.executable, "-c", LAUNCHER, str(folder), how]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout is not None
        pid, port = launcher.stdout.readline().split()
        launcher.kill()
    return int(pid), int(port), time.monotonic()


def _make_sure_it_is_gone(pid: int) -> None:
    if lives(pid, "postgres"):
        os.kill(pid, signal.SIGQUIT)
