"""Backups of the embedded cluster with PostgreSQL's own programs, as docs/runbook.md says it for any installation."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from psycopg.sql import SQL

from deploy.local.binaries import identity, program
from deploy.local.postgres import Postgres
from deploy.local.secret_files import secret

ARCHIVE = "archive"
"""By this name the receiver of the write-ahead log is known to the server."""


class Backups:
    """`folder` gets `base` (a backup of the whole cluster, which stands by itself) and `wal` (all that came after)."""

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        self.base, self.wal, self.dumps = folder / "base", folder / "wal", folder / "dumps"
        self._postgres = postgres
        self._receiver: subprocess.Popen[bytes] | None = None
        for made in (self.wal, self.dumps):
            made.mkdir(parents=True)

    def receive(self) -> None:
        """From now on every change is copied as it is made; once `no_act_without_it` is called, before it is
        answered."""
        self._run("pg_receivewal", "--slot", ARCHIVE, "--create-slot", "--if-not-exists")
        receiving = ("--slot", ARCHIVE, "--synchronous", "--directory", str(self.wal), "--dbname", self._address())
        self._receiver = subprocess.Popen(
            (str(program("pg_receivewal")), *receiving), env=self._environment(), stderr=subprocess.DEVNULL
        )

    def take(self) -> None:
        """While everybody works. The wheel's own pg_verifybackup ends with a segmentation fault: restoring it proves it
        here."""
        self._run("pg_basebackup", "--pgdata", str(self.base), "--checkpoint", "fast", "--wal-method", "stream")

    def no_act_without_it(self) -> None:
        """A commit waits until the receiver has it too: what is answered is in two places."""
        self._postgres.execute(SQL("alter system set synchronous_standby_names = {}").format(ARCHIVE))
        self._postgres.execute("select pg_reload_conf()")

    def stop_receiving(self) -> None:
        if self._receiver is not None:
            self._receiver.terminate()
            self._receiver.wait(20)

    def restore(self, *, until_now: bool) -> None:
        """Puts the backup where the cluster was, to be started. `until_now`: with all that was received after it."""
        cluster = self._postgres.cluster
        shutil.rmtree(cluster, ignore_errors=True)
        shutil.copytree(self.base, cluster)
        if until_now:
            for part in self.wal.glob("*.partial"):
                part.rename(part.with_suffix(""))
            with (cluster / "postgresql.auto.conf").open("a") as settings:
                settings.write(f'restore_command = \'cp "{self.wal}/%f" "%p"\'\n')
            (cluster / "recovery.signal").touch()
        self._give_away(cluster)

    def dump(self, database: str) -> None:
        self._run("pg_dump", "--format", "custom", "--file", str(self.dumps / database), database=database)

    def put_back(self, database: str) -> None:
        """The dump instead of the database that is there."""
        self._run("pg_restore", "--clean", "--create", str(self.dumps / database), "--dbname", "postgres", database="")

    def moved_to(self, postgres: Postgres) -> None:
        """The same cluster, started anew."""
        self._postgres = postgres

    def _give_away(self, cluster: Path) -> None:
        """To whoever the server runs as, and to nobody else."""
        identity(cluster.parent)
        owner = cluster.parent.stat()
        for path in (cluster, *cluster.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
        cluster.chmod(0o700)

    def _address(self) -> str:
        return f"host=127.0.0.1 port={self._postgres.port} user=postgres application_name={ARCHIVE}"

    def _environment(self) -> dict[str, str]:
        given = {"PGPASSWORD": secret(self._postgres.folder, "postgres"), "PGHOST": "127.0.0.1", "PGUSER": "postgres"}
        return {"PATH": os.environ["PATH"], **given, "PGPORT": str(self._postgres.port)}

    def _run(self, name: str, *arguments: str, database: str = "") -> None:
        chosen = {"PGDATABASE": database} if database else {}
        done = subprocess.run(
            (str(program(name)), *arguments),
            env=self._environment() | chosen,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{name} failed:\n{done.stderr}")


def took(since: float) -> str:
    return f"{time.monotonic() - since:.1f} s"
