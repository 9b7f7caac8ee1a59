"""One file per secret, as containers get them too: `<data>/secrets/<name>`, readable by the owner alone."""

import secrets
from pathlib import Path

from shared.keys.files import write_private


def secret(folder: Path, name: str) -> str:
    """The secret of that name, made on first use."""
    file = folder / "secrets" / name
    if not file.exists():
        write_private(file, secrets.token_urlsafe(24))
    return file.read_text()
