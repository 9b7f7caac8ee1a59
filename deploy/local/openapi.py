"""The OpenAPI files in the repository, written from the code and compared with it."""

import difflib
import importlib
import json
from pathlib import Path

from fastapi import FastAPI

from deploy.local.roles import SERVICES
from deploy.local.warden import ROOT


def write() -> list[Path]:
    """Writes `services/<name>/openapi.json` for every service."""
    for service in SERVICES:
        _file(service).write_text(document(service))
    return [_file(service) for service in SERVICES]


def differences() -> dict[Path, str]:
    """By file, the first lines in which it differs from the code. The files without a difference are left out."""
    found = {_file(service): _difference(_file(service), document(service)) for service in SERVICES}
    return {file: lines for file, lines in found.items() if lines}


def document(service: str) -> str:
    app: FastAPI = importlib.import_module(f"services.{service}.app").build()
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"


def _difference(file: Path, wanted: str) -> str:
    committed = file.read_text() if file.exists() else ""
    lines = difflib.unified_diff(committed.splitlines(), wanted.splitlines(), "committed", "from the code", lineterm="")
    return "\n".join(list(lines)[:20])


def _file(service: str) -> Path:
    return ROOT / "services" / service / "openapi.json"
