"""The installation in containers, with its sandbox, as seen from this machine: docker-compose.yml and
deploy/compose/sandbox.yml.

People reach the services through the proxy, with TLS. Behind it there are two ways in, for those in the demonstration
who try to break the chain from inside.
"""

import ssl
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from deploy.local.containers import database, give_away, sandbox_clock
from deploy.local.environment import Place
from deploy.local.keys import Keys
from deploy.local.roles import SERVICES
from deploy.local.stack import FIXED_PORTS, SANDBOX, NotReady
from shared.keys.files import write_private

PROXY = "https://localhost:8443"
DATABASE_PORT = 8120
READY_SECONDS = 300.0


class Composed:
    """`folder` is the one that `containers` has prepared, and the containers run with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.authority = self.folder / "tls" / "ca.pem"
        sandbox = {name: f"http://127.0.0.1:{FIXED_PORTS[name]}" for name in SANDBOX}
        self.urls = {name: f"{PROXY}/{name}" for name in SERVICES} | sandbox
        self.inside = {"payout": f"http://127.0.0.1:{FIXED_PORTS['payout']}"}
        self.databases = {name: database(self.folder, name, "127.0.0.1", DATABASE_PORT) for name in SERVICES}
        keys = Keys(self.folder / "keys")
        self.place = Place(sandbox_clock(self.folder).parent, keys, self.databases, self.urls, FIXED_PORTS)

    def __enter__(self) -> Self:
        """Waits until everything answers. Raises NotReady."""
        trusted = ssl.create_default_context(cafile=self.authority)
        with httpx.Client(timeout=5, trust_env=False, verify=trusted) as client:
            ends = time.monotonic() + READY_SECONDS
            while missing := [name for name in self.urls if not self._answers(client, name)]:
                if time.monotonic() > ends:
                    raise NotReady(f"{', '.join(missing)} did not answer in {READY_SECONDS:.0f} s: docker compose logs")
                time.sleep(1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The containers go on, with the clock as it was left."""

    def pid(self, name: str) -> int | None:
        """Of none: what is in a container has a number of its own there."""
        return None

    def set_clock_offset(self, seconds: int) -> None:
        file = self.place.clock_offset_file
        new = file.with_name("next")
        write_private(new, str(seconds))
        give_away(new)
        new.replace(file)

    def _answers(self, client: httpx.Client, name: str) -> bool:
        path = "/v1/api-info" if name in SERVICES else "/health/ready"
        try:
            return client.get(f"{self.urls[name]}{path}").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False
