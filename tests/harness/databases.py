"""Real databases for tests: one throw-away cluster per run, one template per service, one fast copy per test."""

from itertools import count
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from deploy.local.databases import Database, database_of
from deploy.local.migrations import migrate
from deploy.local.postgres import Postgres


class Databases:
    """Copies the database that each service's own migrations have made, which happens on first use."""

    def __init__(self, postgres: Postgres) -> None:
        self.postgres = postgres
        self._migrated: set[str] = set()
        self._discarded: list[Database] = []
        self._numbers = count(1)
        self._admin = psycopg.connect(postgres.dsn(), autocommit=True)

    def fresh(self, service: str) -> Database:
        """A migrated, empty database that nobody else uses."""
        self._make_template(service)
        return self._made(service, template=service)

    def empty(self, service: str) -> Database:
        """One that nothing was migrated in yet."""
        return self._made(service, template="template0")

    def _made(self, service: str, template: str) -> Database:
        name = f"{service}__{next(self._numbers)}"
        names = {"copy": sql.Identifier(name), "template": sql.Identifier(template)}
        roles = {role: sql.Identifier(f"{service}_{role}") for role in ("owner", "runtime")}
        for statement in (
            "create database {copy} owner {owner} template {template} strategy file_copy",
            # The privileges of a database, other than those inside it, are not copied.
            "revoke all on database {copy} from public",
            "grant connect on database {copy} to {runtime}",
        ):
            self._admin.execute(sql.SQL(statement).format(**names, **roles))
        self._drop_discarded()
        return database_of(self.postgres, service, name)

    def discard(self, database: Database) -> None:
        """Nobody needs it any more. It goes a little later: PostgreSQL waits 0.1 s for a connection just closed."""
        self._discarded.append(database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._admin.close()

    def _make_template(self, service: str) -> None:
        if service not in self._migrated:
            migrate(service, self.postgres.dsn(service, f"{service}_owner"))
            self._migrated.add(service)

    def _drop_discarded(self) -> None:
        while self._discarded:
            name = sql.Identifier(self._discarded.pop().name)
            self._admin.execute(sql.SQL("drop database {} with (force)").format(name))
