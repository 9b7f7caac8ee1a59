"""What a start finds in a real database, and how a real process ends that is not fit to start."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.databases import Database
from deploy.local.environment import handed_on
from deploy.local.ports import free_ports
from deploy.local.postgres import Postgres
from deploy.local.warden import ROOT
from shared.settings import SERVICES, ServiceSettings
from shared.start_check.database import database, look_at
from tests.harness.fit_production import FitProduction

FreshDatabase = Callable[[str], Database]
SECONDS = 60.0


@pytest.fixture
def production(tmp_path: Path) -> FitProduction:
    return FitProduction.made(tmp_path)


async def problems(settings: ServiceSettings) -> list[str]:
    look = await look_at(settings, "decision")
    return [finding.problem for finding in database(settings, look) if not finding.in_production]


async def test_the_runtime_role_of_a_migrated_database_is_fit(
    production: FitProduction, fresh_database: FreshDatabase
) -> None:
    settings = production.settings("decision", database_url=fresh_database("decision").runtime_dsn)
    assert await problems(settings) == []


async def test_the_owner_and_the_superuser_are_not(
    production: FitProduction, fresh_database: FreshDatabase, postgres: Postgres
) -> None:
    made = fresh_database("decision")
    as_owner = await problems(production.settings("decision", database_url=made.owner_dsn))
    as_superuser = await problems(production.settings("decision", database_url=postgres.dsn(made.name)))
    assert [problem.split(",")[0] for problem in as_owner] == [
        "the role owns something: it is not the runtime role",
        "the role may create tables",
        "the role may truncate tables or add triggers",
    ]
    assert "the role is a superuser" in as_superuser[0]


async def test_commits_that_could_be_lost_are_found_for_this_very_role(
    production: FitProduction, fresh_database: FreshDatabase
) -> None:
    made = fresh_database("decision")
    with psycopg.connect(made.owner_dsn, autocommit=True) as owner:
        owner.execute(f'alter database "{made.name}" set synchronous_commit = off')
    [problem] = await problems(production.settings("decision", database_url=made.runtime_dsn))
    assert "synchronous_commit is off" in problem


async def test_no_database_is_no_look(production: FitProduction) -> None:
    [port] = free_ports(1)
    assert (
        await look_at(production.settings("decision", database_url=f"postgresql://a@127.0.0.1:{port}/d"), "x") is None
    )


def environment(production: FitProduction, database_url: str) -> dict[str, str]:
    """Decision's, in words. The clock file is there, so that it may only be a sandbox."""
    [port] = free_ports(1)
    keys = {name.upper(): str(value) for name, value in production.key_settings("decision").items()}
    own = {
        "DATABASE_URL": database_url,
        "LISTEN_PORT": str(port),
        "TOKEN_ISSUER": "https://signin.test",
        "TOKEN_JWKS_URL": "https://signin.test/jwks",
        "TOKEN_AUDIENCE": "bistand",
        "CLOCK_OFFSET_FILE": str(production.folder / "offset"),
        **{f"{name.upper()}_URL": f"https://{name}.test" for name in SERVICES},
    }
    return {**handed_on(), **keys, **own}


@pytest.fixture
def start(production: FitProduction) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def starting(*arguments: str, database_url: str, **more: str) -> subprocess.Popen[str]:
        command = (sys.executable, "-m", "services.decision", *arguments)
        given = environment(production, database_url) | more
        process = subprocess.Popen(
            command, cwd=ROOT, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield starting
    for process in started:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.parametrize("arguments", [(), ("check",)])
def test_a_process_that_is_not_fit_ends_with_78_and_says_why(
    start: Callable[..., subprocess.Popen[str]], fresh_database: FreshDatabase, arguments: tuple[str, ...]
) -> None:
    out, err = (process := start(*arguments, database_url=fresh_database("decision").owner_dsn)).communicate()
    assert process.returncode == 78
    told = out if arguments else err
    assert "decision does not start" in told
    for part in ("CLOCK_OFFSET_FILE", "fsync is off", "the role owns something", "Take the setting away"):
        assert part in told
    assert "Traceback" not in err


def test_a_sandbox_says_that_it_is_one(
    start: Callable[..., subprocess.Popen[str]], fresh_database: FreshDatabase
) -> None:
    dsn = fresh_database("decision").runtime_dsn
    process = start("check", database_url=dsn, INSTALLATION="sandbox")
    out, err = process.communicate()
    assert (process.returncode, out, err) == (0, "decision is fit to start as sandbox.\n", "")


def test_one_that_started_without_its_database_ends_when_that_comes_and_is_not_fit(
    start: Callable[..., subprocess.Popen[str]], fresh_database: FreshDatabase
) -> None:
    """Here the database lets nobody in for a while; then it does, and it is its owner who came."""
    made = fresh_database("decision")
    with psycopg.connect(made.owner_dsn, autocommit=True) as owner:
        owner.execute(f'alter database "{made.name}" connection limit 0')
        process = start(database_url=made.owner_dsn, INSTALLATION="sandbox")
        assert process.stdout is not None
        line = process.stdout.readline()
        assert '"installation": "sandbox"' in line
        time.sleep(1)
        assert process.poll() is None
        owner.execute(f'alter database "{made.name}" connection limit -1')
    _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 78, err
    assert "the database does not answer" in err
    assert "the role owns something" in err
