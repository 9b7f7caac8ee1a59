"""One program of the stack as a process: started, asked whether it is ready, stopped."""

import contextlib
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from deploy.local.environment import handed_on
from deploy.local.warden import ROOT, SERVERS, Warden

STOP_SECONDS = 15.0  # uvicorn itself gives what it has begun ten


@dataclass(frozen=True)
class Program:
    """`python -m <module> <arguments>` with these settings, listening on `port`; a worker listens nowhere (None)."""

    name: str
    module: str
    port: int | None
    settings: dict[str, str] = field(repr=False)
    arguments: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Server:
    """The process outlives neither `stop` nor, thanks to the warden, a launcher that is killed."""

    def __init__(self, program: Program, log: Path, warden: Warden) -> None:
        self.program = program
        self.log = log
        self._warden = warden
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    @property
    def ended(self) -> int | None:
        """The exit code of a process that has ended by itself; None while it runs."""
        return None if self._process is None else self._process.poll()

    def start(self) -> None:
        """Does not wait until it is ready. Its own session keeps a Ctrl-C in the terminal for the launcher."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                (sys.executable, "-m", self.program.module, *self.program.arguments),
                cwd=ROOT,
                env=handed_on() | self.program.settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._warden.watch(self._process.pid, signal.SIGTERM, SERVERS)

    def answers(self, client: httpx.Client) -> bool:
        """Whether it says that it is ready. What listens nowhere says nothing: that it runs has to do."""
        if self.program.port is None:
            return self._process is not None
        with contextlib.suppress(httpx.TransportError):
            return client.get(f"{self.program.url}/health/ready").status_code == httpx.codes.OK
        return False

    def ask_to_stop(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def stop(self) -> None:
        """Waits for the end, and kills what does not end in time. Nothing happens when it is already gone."""
        if self._process is not None:
            self.ask_to_stop()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
            self.kill()

    def kill(self) -> None:
        """Kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._warden.forget(self._process.pid)
            self._process = None

    def log_end(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
