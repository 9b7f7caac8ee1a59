"""Key files: one key each, which its owner alone can read. Lines that begin with `#` say what it is."""

import os
from pathlib import Path

SANDBOX = "# sandbox: never for real people"
"""A key that was made for made-up people says so as long as it lives: a production does not start with it."""


def read_key(file: Path) -> str:
    """The key without what is said about it. Raises OSError, and UnicodeDecodeError for what is no key file."""
    lines = file.read_text().splitlines()
    return "\n".join(line for line in lines if not line.startswith("#")).strip()


def is_of_a_sandbox(file: Path) -> bool:
    return SANDBOX in file.read_text().splitlines()


def write_private(file: Path, content: str) -> None:
    """Write a file that only its owner can read, whole or not at all, also when the machine stops."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)
