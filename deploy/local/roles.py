"""Runs `deploy/roles.sql`, which is also what the containers run, with the psql of the embedded PostgreSQL."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from deploy.local.binaries import NotStartable, program
from deploy.local.postgres import Postgres
from deploy.local.secret_files import secret

SERVICES = ("intake", "decision", "payout", "audit")
ROLES_SQL = Path(__file__).parent.parent / "roles.sql"


def role_access(services: Iterable[str] = SERVICES, *, copies: bool = False) -> dict[str, str]:
    """Role to database. With `copies` a role also reaches the copies `<service>__…` that tests make of its database."""
    pattern = "/^{0}(__.*)?$" if copies else "{0}"
    return {f"{name}_{role}": pattern.format(name) for name in services for role in ("owner", "runtime")}


def make_roles(postgres: Postgres, services: Iterable[str] = SERVICES) -> None:
    """Database, owner role and runtime role per service. Raises NotStartable with what psql said."""
    for service in services:
        _run_for(postgres, service)


def _run_for(postgres: Postgres, service: str) -> None:
    command = (program("psql"), "-X", "-q", "-h", "127.0.0.1", "-p", str(postgres.port), "-U", "postgres")
    given = {
        "PGPASSWORD": secret(postgres.folder, "postgres"),
        "SERVICE": service,
        "OWNER_PASSWORD": secret(postgres.folder, f"{service}_owner"),
        "RUNTIME_PASSWORD": secret(postgres.folder, f"{service}_runtime"),
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        (*command, "-d", "postgres", "-f", ROLES_SQL), env=clean | given, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise NotStartable(f"deploy/roles.sql failed for {service}:\n{done.stderr}")
