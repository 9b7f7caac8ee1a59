"""An embedded PostgreSQL cluster in a folder: made when missing, started, found again, stopped.

It listens on 127.0.0.1 alone, asks everyone for a password, and has no socket file. Several clusters live side by side,
in any folder, with any user.
"""

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg.abc import Query

from deploy.local import postgres_settings
from deploy.local.binaries import NotStartable, identity, program
from deploy.local.ports import free_port
from deploy.local.processes import lives, send
from deploy.local.secret_files import secret
from deploy.local.warden import DATABASE, Warden

START_SECONDS = 60.0
ADOPT_SECONDS = 10.0
LEAVING_SECONDS = 20.0
"""How long the processes of a server that was killed are waited for: each ends when it sees that it is gone."""
# How long each way of stopping is given: fast shutdown, immediate shutdown, and then the end.
STOP_SIGNALS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
STILL_LEAVING = "pre-existing shared memory block"
GOODBYE = "terminating connection due to unexpected postmaster exit"
"""What PostgreSQL writes while processes of a killed server are there: the next server, and each of them."""


class Postgres:
    """`databases` goes from role to the one database it may reach. `durable=False` is for tests only.

    `folder` gets `postgres/` (the cluster), `logs/postgres.log` and `secrets/`. Without a `port` a free one is taken.
    Without a `warden` the server outlives a launcher that is killed, and the next one takes it over.
    """

    def __init__(
        self,
        folder: Path,
        databases: Mapping[str, str],
        *,
        port: int | None = None,
        durable: bool = True,
        warden: Warden | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.cluster = self.folder / "postgres" / "data"
        self.log = self.folder / "logs" / "postgres.log"
        self.port = port or 0
        self.adopted = False
        self._wanted_port = port
        self._databases = databases
        self._durable = durable
        self._warden = warden
        self._pid: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._said_before = 0
        """How long the log was when the server was last started."""

    @property
    def pid(self) -> int | None:
        return self._pid

    @property
    def ended(self) -> int | None:
        """The exit code of a server that has ended by itself; None while it runs, or is stopped. 0 where it was taken
        over from another launcher, and nobody can know."""
        if self._pid is None or self._alive():
            return None
        return 0 if self._process is None else self._process.poll()

    def dsn(self, database: str = "postgres", role: str = "postgres") -> str:
        """A `postgresql://` address with the role's password in it."""
        return f"postgresql://{role}:{secret(self.folder, role)}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: Query, database: str = "postgres") -> None:
        """Run one statement as the superuser, outside a transaction."""
        with psycopg.connect(self.dsn(database), autocommit=True) as connection:
            connection.execute(statement)

    def start(self) -> None:
        """Make the cluster where it is missing, and start it; a server that already runs in it is taken over.

        Raises NotStartable with the end of the server's log.
        """
        self.cluster.parent.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if not self.cluster.exists():
            self._make()
        self._write_settings()
        if not self._adopt():
            self._launch()
        self._wanted_port = self.port  # who was told of it expects it there after a restart, too

    def stop(self) -> None:
        """Stop the server, gently first. Nothing happens when it is already gone."""
        self._end()
        self._forget()

    def kill(self) -> None:
        """Kill -9, for tests of what survives it. The server's own children end when they see it gone."""
        self._send(signal.SIGKILL)
        self._wait_for_end(5.0)
        self._forget()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _make(self) -> None:
        """Build the cluster beside its place and move it there when whole, so that a half-made one is never used."""
        half_made = self.cluster.with_name("half-made")
        shutil.rmtree(half_made, ignore_errors=True)
        password_file = self.cluster.with_name("password")
        password_file.write_text(secret(self.folder, "postgres"))
        password_file.chmod(0o600)
        try:
            self._initdb(half_made, password_file)
        finally:
            password_file.unlink(missing_ok=True)
        half_made.rename(self.cluster)

    def _initdb(self, target: Path, password_file: Path) -> None:
        arguments = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8"]
        arguments += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        if not self._durable:
            arguments.append("--no-sync")
        command = (*identity(self.cluster.parent), str(program("initdb")), *arguments, "--pgdata", str(target))
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise NotStartable(f"initdb failed:\n{made.stderr}")

    def _write_settings(self) -> None:
        (self.cluster / "postgresql.conf").write_text(postgres_settings.settings(durable=self._durable))
        (self.cluster / "pg_hba.conf").write_text(postgres_settings.access(self._databases))

    def _adopt(self) -> bool:
        """Take over the server that a launcher before us left behind. One that is going down is waited for."""
        deadline = time.monotonic() + ADOPT_SECONDS
        while (found := self._postmaster()) and time.monotonic() < deadline:
            pid, self.port = found
            if self._answers():
                self._is_mine(pid)
                self.adopted = True
                self._same_port_as_wanted()
                return True
            time.sleep(0.05)
        if found:
            raise NotStartable(f"PostgreSQL (process {found[0]}) already runs in {self.cluster} and does not answer.")
        return False

    def _same_port_as_wanted(self) -> None:
        if self._wanted_port not in (None, self.port):
            self.stop()
            self._launch()

    def _postmaster(self) -> tuple[int, int] | None:
        """(process, port) of the running server according to its own file; None when there is none.

        A file whose process is gone, or is another program by now, is removed: PostgreSQL would stop at the latter.
        """
        file = self.cluster / "postmaster.pid"
        try:
            lines = file.read_text().splitlines()
            pid, port = int(lines[0]), int(lines[3])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        if not lives(pid, "postgres"):
            file.unlink(missing_ok=True)
            return None
        return pid, port

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.dsn(), connect_timeout=2) as connection:
                row = connection.execute("select current_setting('data_directory')").fetchone()
                connection.execute("select pg_reload_conf()")
        except psycopg.OperationalError:
            return False
        return row is not None and Path(row[0]) == self.cluster

    def _launch(self) -> None:
        """Tried again where another program took the free port first, and while processes of a killed server stay."""
        self.adopted = False
        deadline = time.monotonic() + LEAVING_SECONDS
        while True:
            self.port = self._wanted_port or free_port()
            self._spawn()
            if self._ready_in_time():
                return
            self._end()  # and `ended` tells of it, so that who looks after the server tries again
            if time.monotonic() > deadline or not self._may_start_soon():
                break
            time.sleep(0.1)
        raise NotStartable(f"PostgreSQL did not start on port {self.port}. The end of {self.log}:\n{self._log_end()}")

    def _spawn(self) -> None:
        self._forget()
        prefix = identity(self.cluster.parent)
        command = (*prefix, str(program("postgres")), "-D", str(self.cluster), "-p", str(self.port))
        self._said_before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True
            )
        self._is_mine(self._process.pid)

    def _is_mine(self, pid: int) -> None:
        self._pid = pid
        if self._warden is not None:
            self._warden.watch(pid, signal.SIGINT, DATABASE)

    def _ready_in_time(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._alive():
            if self._says_ready():
                return True
            time.sleep(0.02)
        return False

    def _says_ready(self) -> bool:
        with contextlib.suppress(FileNotFoundError, IndexError):
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
            return lines[0] == str(self._pid) and lines[7].startswith("ready")
        return False

    def _send(self, how: signal.Signals) -> None:
        if self._pid is not None:
            send(self._pid, how)

    def _end(self) -> None:
        for how, seconds in STOP_SIGNALS:
            if not self._alive():
                break
            self._send(how)
            self._wait_for_end(seconds)

    def _forget(self) -> None:
        if self._warden is not None and self._pid is not None:
            self._warden.forget(self._pid)
        self._pid = self._process = None

    def _alive(self) -> bool:
        if self._process is not None:
            return self._process.poll() is None
        return self._pid is not None and lives(self._pid, "postgres")

    def _wait_for_end(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while self._alive() and time.monotonic() < deadline:
            time.sleep(0.02)

    def _may_start_soon(self) -> bool:
        said = self._said()
        port_was_taken = self._wanted_port is None and "could not bind" in said
        return port_was_taken or STILL_LEAVING in said

    def _log_end(self) -> str:
        """What this server said; one that was killed before it may still say goodbye in the same file."""
        lines = [line for line in self._said().splitlines() if GOODBYE not in line]
        return "\n".join(lines[-10:])

    def _said(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._said_before)
            return log.read().decode(errors="replace")
