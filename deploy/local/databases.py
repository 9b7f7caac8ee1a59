"""The addresses of one service's database."""

from dataclasses import dataclass, field

from deploy.local.postgres import Postgres


@dataclass(frozen=True)
class Database:
    """One service's database, with the addresses (`postgresql://…`) that its two roles use."""

    service: str
    name: str
    owner_dsn: str = field(repr=False)
    runtime_dsn: str = field(repr=False)


def database_of(postgres: Postgres, service: str, name: str | None = None) -> Database:
    """The service's own database, or a copy of it with another name."""
    name = name or service
    return Database(service, name, postgres.dsn(name, f"{service}_owner"), postgres.dsn(name, f"{service}_runtime"))
