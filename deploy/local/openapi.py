"""What is written from the code and kept in the repository: the OpenAPI files, the pages of problems and settings."""

import difflib
import importlib
import json
from pathlib import Path

from fastapi import FastAPI

from deploy.local import configuration, problems
from deploy.local.roles import SERVICES
from deploy.local.warden import ROOT


def write() -> None:
    """Writes `services/<name>/openapi.json` for every service, docs/problems.md and docs/configuration.md."""
    for file, content in _wanted().items():
        file.write_text(content)


def differences() -> dict[Path, str]:
    """By file, the first lines in which it differs from the code. The files without a difference are left out."""
    found = {file: _difference(file, content) for file, content in _wanted().items()}
    return {file: lines for file, lines in found.items() if lines}


def document(service: str) -> str:
    app: FastAPI = importlib.import_module(f"services.{service}.app").build()
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"


def _wanted() -> dict[Path, str]:
    files = {ROOT / "services" / service / "openapi.json": document(service) for service in SERVICES}
    pages = {"problems.md": problems.page(), "configuration.md": configuration.page()}
    return files | {ROOT / "docs" / name: page for name, page in pages.items()}


def _difference(file: Path, wanted: str) -> str:
    committed = file.read_text() if file.exists() else ""
    lines = difflib.unified_diff(committed.splitlines(), wanted.splitlines(), "committed", "from the code", lineterm="")
    return "\n".join(list(lines)[:20])
