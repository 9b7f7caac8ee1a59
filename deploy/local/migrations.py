"""Migrations, run the way an operator runs them: `python -m services.<name> migrate`, as the owner role."""

import os
import subprocess
import sys
from pathlib import Path

from deploy.local.binaries import NotStartable

ROOT = Path(__file__).parent.parent.parent


def migrate(service: str, owner_dsn: str) -> None:
    """Bring one service's database to the newest migration. Raises NotStartable with what the command said."""
    done = subprocess.run(
        (sys.executable, "-m", f"services.{service}", "migrate"),
        cwd=ROOT,
        env=os.environ | {"OWNER_DATABASE_URL": owner_dsn},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotStartable(f"The migrations of {service} failed:\n{done.stdout}{done.stderr}")
