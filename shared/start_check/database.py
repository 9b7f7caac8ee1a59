"""What the database is, and what it lets this process do (C5, C15)."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import person_key_use
from shared.database import open_engine
from shared.keys.person_files import load_person_keys
from shared.settings import SERVICES, ServiceSettings
from shared.start_check.addresses import is_on_this_machine
from shared.start_check.findings import Finding

OLDEST_VERSION = 180_000
FARTHEST_SECONDS = 15
"""Half of what statements and tokens allow between two clocks."""
PATIENCE = 5.0  # seconds

_LOOK = text(
    """
    select current_setting('server_version_num')::int as version,
           current_setting('fsync') as fsync,
           current_setting('full_page_writes') as full_page_writes,
           current_setting('synchronous_commit') as synchronous_commit,
           current_setting('server_encoding') as encoding,
           clock_timestamp() as clock,
           coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as ssl,
           rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as powers,
           exists (select from pg_auth_members where member = r.oid) as member,
           exists (select from pg_shdepend where refclassid = 'pg_authid'::regclass and refobjid = r.oid
                                             and deptype = 'o') as owns,
           has_schema_privilege('public', 'create') or has_database_privilege(current_database(), 'create') as creates,
           exists (select from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                     and has_table_privilege(oid, 'truncate, trigger')) as truncates,
           array(select datname::text from pg_database where datallowconn and datname <> current_database()
                    and datname = any(:services) and has_database_privilege(datname, 'connect')) as others
      from pg_roles r where rolname = current_user"""
)


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, and by our clock when."""

    facts: Mapping[str, Any]
    at: datetime


async def look_at(settings: ServiceSettings, service: str) -> Look | None:
    """None where the database does not answer."""
    engine = open_engine(settings.database_url, 1, f"{service}-check")
    try:
        async with asyncio.timeout(PATIENCE), engine.connect() as connection:
            asked = {"services": [name for name in SERVICES if name != service]}
            before = datetime.now(UTC)
            row = (await connection.execute(_LOOK, asked)).mappings().one()
            at = before + (datetime.now(UTC) - before) / 2
            return Look({**row, "person_keys": await _person_keys(connection)}, at)
    except (SQLAlchemyError, OSError, TimeoutError):
        return None
    finally:
        await engine.dispose()


async def _person_keys(connection: AsyncConnection) -> tuple[str, bool] | None:
    there = (await connection.execute(text("select to_regclass('public.person_key_use')"))).scalar_one()
    return None if there is None else await person_key_use.latest(connection)


def database(settings: ServiceSettings, look: Look | None) -> Iterator[Finding]:
    if look is None:
        yield Finding(
            "DATABASE_URL",
            "the database does not answer, so it is not known whether it is as it should be",
            "Start it, or put the address and the password right; it is looked at again when it answers",
            warns=True,
        )
        return
    yield from _role(look.facts)
    yield from _server(look.facts)
    yield from _connection(settings, look)
    yield from _same_persons(settings, look.facts["person_keys"])


def _role(facts: Mapping[str, Any]) -> Iterator[Finding]:
    wrong = {
        "is a superuser, or may make databases, roles, replicas": facts["powers"],
        "is a member of another role": facts["member"],
        "owns something: it is not the runtime role": facts["owns"],
        "may create tables": facts["creates"],
        "may truncate tables or add triggers": facts["truncates"],
        f"reaches the databases of other services ({', '.join(facts['others'])})": bool(facts["others"]),
    }
    for problem in (problem for problem, found in wrong.items() if found):
        yield Finding(
            "DATABASE_URL",
            f"the role {problem}, so the database would not hold against it (C5)",
            "Use the runtime role, as deploy/roles.sql makes it; run that file again to mend what was changed",
        )


def _server(facts: Mapping[str, Any]) -> Iterator[Finding]:
    if facts["version"] < OLDEST_VERSION:
        yield Finding(
            "DATABASE_URL", f"PostgreSQL is {facts['version'] // 10_000}, and 18 is needed", "Upgrade the server first"
        )
    if facts["encoding"] != "UTF8":
        yield Finding("DATABASE_URL", "the database is not in UTF8", "Make it anew with deploy/roles.sql")
    if facts["synchronous_commit"] == "off":
        yield Finding(
            "DATABASE_URL",
            "synchronous_commit is off: what was answered would be lost when the server is killed (C15)",
            "Set synchronous_commit = on in PostgreSQL, and for this role and database",
        )
    for name in (name for name in ("fsync", "full_page_writes") if facts[name] != "on"):
        yield Finding(
            "DATABASE_URL",
            f"{name} is off: the database would not survive that the machine stops (C15)",
            f"Set {name} = on in PostgreSQL",
            in_production=True,
        )


def _connection(settings: ServiceSettings, look: Look) -> Iterator[Finding]:
    apart = abs((look.facts["clock"] - look.at).total_seconds())
    if apart > FARTHEST_SECONDS:
        yield Finding(
            "DATABASE_URL",
            f"the database's clock and ours are {apart:.0f} seconds apart",
            "Have both machines take their time from the same servers (NTP), and look which one is wrong",
        )
    host = urlsplit(settings.database_url).hostname or "localhost"
    if not look.facts["ssl"] and not is_on_this_machine(host) and host not in settings.plain_hosts:
        yield Finding(
            "DATABASE_URL",
            "the database is on another machine and reached without TLS",
            "Add ?ssl=verify-full to the address; or name its host in PLAIN_HOSTS, where nobody else can be on the way",
            in_production=True,
        )


def _same_persons(settings: ServiceSettings, use: tuple[str, bool] | None) -> Iterator[Finding]:
    """That nobody becomes two persons, because this process would give them another key (C1)."""
    try:
        ours = load_person_keys(settings.person_key_file).fingerprint
    except (OSError, ValueError):
        return  # what is wrong with the files is found where they are looked at
    if use is not None and use[1]:
        yield Finding(
            "PERSON_KEY_FILE",
            "the database is closed while the person key is exchanged",
            "Go on with the exchange: close and switch all four services (docs/runbook.md, Keys)",
        )
    elif use is not None and use[0] != ours:
        yield Finding(
            "PERSON_KEY_FILE",
            "the database goes by other person keys, so everybody it knows would become somebody else",
            "Bring back the key that was used, with the earlier ones beside it; a database from before an exchange is "
            "brought over it with `keys switch person` (docs/runbook.md, Keys)",
        )
