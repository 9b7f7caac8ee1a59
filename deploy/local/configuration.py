"""docs/configuration.md: every setting of every service, from the classes that read them."""

import importlib
import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from deploy.local.roles import SERVICES
from deploy.local.warden import ROOT
from shared.setting_marks import Mark, Owner
from shared.settings import OwnerSettings, ServiceSettings

FILE = ROOT / "docs" / "configuration.md"
_UNITS = ("seconds", "days", "months", "bytes", "percent", "length", "pool", "port")
_LONG = 60
_HEAD = """# Configuration

Every setting of every service. A setting is an environment variable, or a file of its name in lower case in
`/run/secrets` (`SECRETS_DIR` says another folder): `/run/secrets/database_url` is `DATABASE_URL`. The environment goes
first. All are read once, at the start of a process; only the files of `PERSON_NUMBERS_FILE` and `CLOCK_OFFSET_FILE` are
read again when they change. What a municipality decides itself (norms, limits, delegation, roles) is not here: it is
dated data that one person proposes and another approves (C13).

A service does not start with settings that are missing, unsafe or contradict each other: it says all of them at once,
each with what to do, and ends with code 78. To see that before a start, in the same environment:

    python -m services.payout check

`INSTALLATION` is `production` unless it is set. A sandbox has to say that it is one, and is then allowed a moved clock,
made-up numbers and addresses without TLS; nothing else is let by. What is checked, and why:
[ADR 0014](adr/0014-settings-and-keys.md).
Keys are made and exchanged with `python -m services.<name> keys`: see the [runbook](runbook.md#keys).

| who may change it | |
|---|---|
| IT operations | those who run the service, by their own routine for changes |
| system owner, with audit told first | it says whom the service believes, what it asks or who pays; IT then does it |
| audit's own administrators | they are not those of the other three services |
| nobody, once in use | what is stored rests on it |
| only in a sandbox | a production does not start with it |

No setting is changed in a running process. For audit itself, IT and system owner are audit's own. Beside
these, `OTEL_EXPORTER_OTLP_ENDPOINT` and OpenTelemetry's other variables say where traces go (IT operations).

Written by `python -m deploy.local configuration`.
"""
_TABLE = "| variable | what it means | unit or form | default | who may change it |\n|---|---|---|---|---|\n"


def page() -> str:
    common = ServiceSettings.model_fields
    parts = [_HEAD, _section("All services", common)]
    for service in SERVICES:
        fields = _settings(service).model_fields
        own = {name: field for name, field in fields.items() if not _same(field, common.get(name))}
        parts.append(_section(f"{service.capitalize()} too", own))
    parts.append(_section("The command `migrate`", OwnerSettings.model_fields))
    return "\n".join(parts)


def _settings(service: str) -> type[BaseSettings]:
    settings: type[BaseSettings] = importlib.import_module(f"services.{service}.app").SERVICE.settings
    return settings


def _same(one: FieldInfo, other: FieldInfo | None) -> bool:
    return other is not None and repr(one) == repr(other)


def _section(title: str, fields: Mapping[str, FieldInfo]) -> str:
    return f"## {title}\n{_TABLE}" + "".join(_row(name, field) for name, field in fields.items())


def _row(name: str, field: FieldInfo) -> str:
    owner = next((mark for mark in field.metadata if isinstance(mark, Owner)), Owner.OPERATIONS)
    told = (field.description or "").replace("|", "\\|") + (" **A secret.**" if Mark.SECRET in field.metadata else "")
    return f"| `{name.upper()}` | {told} | {_form(name, field)} | {_default(field)} | {owner} |\n"


def _form(name: str, field: FieldInfo) -> str:
    unit = next((unit for unit in _UNITS if unit in name.split("_")), "")
    words = {"pool": "connections", "length": "letters", "port": "port"}
    return ", ".join(part for part in (words.get(unit, unit) or _kind(field.annotation), _bounds(field)) if part)


def _kind(annotation: Any) -> str:
    """What a value looks like, where its name does not say it."""
    written = str(annotation)
    if any(kind in written for kind in ("dict", "frozenset", "tuple")):
        return "JSON"
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return " or ".join(f"`{one.value}`" for one in annotation)
    return "file or folder" if "Path" in written else "number" if annotation in {int, float} else "text"


def _bounds(field: FieldInfo) -> str:
    least = [str(one.ge) for one in field.metadata if isinstance(one, Ge)]
    above = [f"above {one.gt}" for one in field.metadata if isinstance(one, Gt)]
    most = [str(one.le) for one in field.metadata if isinstance(one, Le)]
    return "–".join([*least, *most]) if least and most else "".join([*(f"from {one}" for one in least), *above, *most])


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    written = _written(field.default)
    return f"`{written}`" if 0 < len(written) <= _LONG else "all there are" if written else "none"


def _written(value: Any) -> str:
    if isinstance(value, SecretStr) or value is None or value in ("", {}, frozenset()):
        return ""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return json.dumps(sorted(value), ensure_ascii=False)
    return str(value)


def write(file: Path = FILE) -> None:
    file.write_text(page())
