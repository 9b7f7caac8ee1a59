"""`containers`: what `docker compose up` needs and must not be in the repository: keys, passwords, and each container's
environment. Made once in a folder; what is there stays as it is."""

import os
from pathlib import Path

from deploy.local.databases import Database
from deploy.local.environment import Place, sandbox_environment, service_environment
from deploy.local.keys import Keys, make_keys
from deploy.local.roles import SERVICES
from deploy.local.secret_files import secret
from deploy.local.stack import FIXED_PORTS, SANDBOX
from shared.keys.files import write_private

INSIDE = Path("/data")
"""Where the folder is mounted in each container, its own keys alone."""


def prepare(folder: Path) -> None:
    """Writes `keys/`, `secrets/` (passwords) and `env/<name>` into the folder."""
    folder = folder.resolve()
    make_keys(folder)
    place = _place(folder)
    for name in SERVICES:
        _write(folder, name, service_environment(name, place))
        write_private(folder / "secrets" / f"{name}_owner_url", place.databases[name].owner_dsn)
    for name in SANDBOX:
        _write(folder, name, sandbox_environment(name, place))
    write_private(folder / "env" / "postgres", _passwords(folder))
    write_private(folder / "env" / "compose", f"CONTAINER_USER={os.getuid()}:{os.getgid()}\nBISTAND_DATA={folder}\n")


def _passwords(folder: Path) -> str:
    """For the database's first start: the superuser's, and those of each service's two roles."""
    roles = [f"{service}_{role}" for service in SERVICES for role in ("owner", "runtime")]
    lines = [f"{role.upper()}_PASSWORD={secret(folder, role)}\n" for role in roles]
    return "".join([f"POSTGRES_PASSWORD={secret(folder, 'postgres')}\n", *lines])


def _place(folder: Path) -> Place:
    """The same installation as seen from inside the containers, where each is a host of its own name."""
    names = (*SERVICES, *SANDBOX)
    return Place(
        data=INSIDE,
        keys=Keys(INSIDE / "keys"),
        databases={name: _database(folder, name) for name in SERVICES},
        urls={name: f"http://{name}:{FIXED_PORTS[name]}" for name in names},
        ports={name: FIXED_PORTS[name] for name in names},
    )


def _database(folder: Path, service: str) -> Database:
    def dsn(role: str) -> str:
        return f"postgresql://{service}_{role}:{secret(folder, f'{service}_{role}')}@postgres:5432/{service}"

    return Database(service, service, dsn("owner"), dsn("runtime"))


def _write(folder: Path, name: str, environment: dict[str, str]) -> None:
    listens = {"LISTEN_HOST": "0.0.0.0"}  # noqa: S104 - inside a container, whose network is the compose file's
    lines = (f"{key}={value}\n" for key, value in sorted({**environment, **listens}.items()))
    write_private(folder / "env" / name, "".join(lines))
