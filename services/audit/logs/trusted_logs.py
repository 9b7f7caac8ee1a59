"""Which logs are followed, and by which key each is known: a file that audit's administrators keep (C16)."""

import json
from dataclasses import dataclass
from pathlib import Path

from shared.controllog.notes import KeyType, Verifier


@dataclass(frozen=True, slots=True)
class TrustedLog:
    """The log of one service. Its origin is the name of its key."""

    service: str
    key: Verifier

    @property
    def origin(self) -> str:
        return self.key.name


def load(file: Path) -> tuple[TrustedLog, ...]:
    """Raises ValueError, KeyError or TypeError where the file is not of its form (see services/audit/settings.py)."""
    logs = tuple(_log(document) for document in json.loads(file.read_text())["logs"])
    if len({log.origin for log in logs}) != len(logs) or len({log.service for log in logs}) != len(logs):
        raise ValueError("each service has one log, and each log one origin")
    return logs


def _log(document: dict[str, str]) -> TrustedLog:
    key = Verifier.parse(document["verifier"])
    if key.type is not KeyType.NOTE:
        raise ValueError("a log's key signs notes")
    return TrustedLog(document["service"], key)
