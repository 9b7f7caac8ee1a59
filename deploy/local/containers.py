"""`containers`: what `docker compose up` needs and must not be in the repository: keys, passwords, a certificate, and
each container's environment. Made once in a folder; what is there stays as it is.

env/<name>      settings that are no secrets, one file per container; env/compose is for --env-file
secrets/<name>  one file per secret: the databases' passwords and addresses, the proxy's certificate with its key
keys/           as in deploy/local/keys.py
tls/ca.pem      what the proxy's certificate is signed by
clock/          how many seconds the sandbox's clock is moved
"""

import os
from pathlib import Path

from deploy.local.certificates import make_certificate
from deploy.local.databases import Database
from deploy.local.environment import Place, sandbox_environment, service_environment
from deploy.local.keys import Keys, make_keys
from deploy.local.roles import SERVICES
from deploy.local.secret_files import secret
from deploy.local.stack import FIXED_PORTS, SANDBOX
from shared.keys.files import write_private

INSIDE = Path("/data")
"""Where the folder is mounted in each container, its own keys alone."""
SERVERS = {"audit": "audit-postgres"}
"""Audit's database is on a server of its own."""
IMAGE_USER = 10001
"""Who the images run as (deploy/compose/Dockerfile)."""


def prepare(folder: Path) -> None:
    """Writes what is missing of the folder. The containers run as who owns it: as this user, and never as root."""
    folder = folder.resolve()
    make_keys(folder)
    make_certificate(folder)
    _write_settings(folder)
    _write_once(sandbox_clock(folder), "0")
    _write_once(folder / "secrets" / "payout_bank_token", "")  # the sandbox's bank asks for none
    user = f"{os.getuid()}:{os.getgid()}" if os.getuid() else f"{IMAGE_USER}:{IMAGE_USER}"
    write_private(folder / "env" / "compose", f"CONTAINER_USER={user}\nBISTAND_DATA={folder}\n")
    give_away(folder, *folder.rglob("*"))


def _write_once(file: Path, content: str) -> None:
    if not file.exists():
        write_private(file, content)


def give_away(*paths: Path) -> None:
    """Root's files are for nobody but root, and no container runs as root."""
    if os.getuid() == 0:
        for path in paths:
            os.chown(path, IMAGE_USER, IMAGE_USER)


def sandbox_clock(folder: Path) -> Path:
    """Where the clock's offset is written; in a folder of its own, since a file that is mounted alone is not seen again
    once it is replaced."""
    return folder / "clock" / "clock-offset"


def _place(folder: Path) -> Place:
    """The installation as seen from inside the containers, where each is a host of its own name."""
    names = (*SERVICES, *SANDBOX)
    return Place(
        data=INSIDE / "clock",
        keys=Keys(INSIDE / "keys"),
        databases={name: database(folder, name, SERVERS.get(name, "postgres")) for name in SERVICES},
        urls={name: f"http://{name}:{FIXED_PORTS[name]}" for name in names},
        ports={name: FIXED_PORTS[name] for name in names},
    )


def database(folder: Path, service: str, host: str, port: int = 5432) -> Database:
    """The addresses of one service's database, for who reaches its server as this host."""

    def dsn(role: str) -> str:
        return f"postgresql://{service}_{role}:{secret(folder, f'{service}_{role}')}@{host}:{port}/{service}"

    return Database(service, service, dsn("owner"), dsn("runtime"))


def _write_settings(folder: Path) -> None:
    place = _place(folder)
    for server in ("postgres", "audit_postgres"):
        secret(folder, server)
    for name in SERVICES:
        environment = service_environment(name, place)
        write_private(folder / "secrets" / f"{name}_database_url", environment.pop("DATABASE_URL"))
        write_private(folder / "secrets" / f"{name}_owner_database_url", place.databases[name].owner_dsn)
        _write(folder, name, environment)
    for name in SANDBOX:
        _write(folder, name, sandbox_environment(name, place))


def _write(folder: Path, name: str, environment: dict[str, str]) -> None:
    listens = {"LISTEN_HOST": "0.0.0.0"}  # noqa: S104 - inside a container, whose network is the compose file's
    lines = (f"{key}={value}\n" for key, value in sorted({**environment, **listens}.items()))
    write_private(folder / "env" / name, "".join(lines))
