"""A production that is fit to start, in a folder: keys, lists and settings of all four services, for tests to break."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.keys import rotating
from shared.keys.kinds import KINDS, LOG, STATEMENT, box_public_key, trust_row
from shared.keys.rotating import Holder
from shared.running import Service
from shared.settings import SERVICES, Installation, KeySettings, ServiceSettings
from shared.start_check.checking import every, refusing_or_soon
from shared.start_check.database import Look
from shared.start_check.findings import Finding

FACTS: dict[str, Any] = {
    "version": 180_001,
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "encoding": "UTF8",
    "ssl": True,
    "powers": False,
    "member": False,
    "owns": False,
    "creates": False,
    "truncates": False,
    "others": [],
    "person_keys": None,
}
_OWN: dict[str, dict[str, Any]] = {
    "intake": {
        "registers_url": "https://registers.test/ssbtek",
        "registers_actor_id": "026-99",
        "registers_organisation_number": "162120000142",
        "registers_organisation": "Socialnämnden",
    },
    "decision": {},
    "payout": {
        "bank_url": "https://bank.test",
        "debtor_name": "Kommunen",
        "debtor_clearing": "6000",
        "debtor_account": "806967498",
    },
    "audit": {},
}


def service_of(name: str) -> Service:
    service: Service = import_module(f"services.{name}.app").SERVICE
    return service


@dataclass
class FitProduction:
    """`look` is what its database says."""

    folder: Path
    look: Look | None

    @classmethod
    def made(cls, folder: Path) -> "FitProduction":
        production = cls(folder, Look(FACTS | {"clock": datetime.now(UTC)}, datetime.now(UTC)))
        for name in SERVICES:
            rotating.make(production.holder(name))
        rotating.make_key_for_persons(production.holder("intake"))
        (folder / "box.pub").write_text(box_public_key(production.keys_dir("payout") / "box.key"))
        begins = "2026-01-01T00:00:00+01:00"
        rows = [trust_row(name, service_of(name).states, production.statement(name), begins) for name in SERVICES]
        production.write_trust(rows)
        logs = [{"service": name, "verifier": production.verifier(name)} for name in SERVICES[:3]]
        production.write_logs({"logs": logs, "witness": [{"verifier": production.verifier("audit")}]})
        return production

    def keys_dir(self, name: str) -> Path:
        return self.folder / f"host-of-{name}" / "keys"

    def statement(self, name: str) -> Path:
        return self.keys_dir(name) / STATEMENT.file

    def verifier(self, name: str) -> str:
        return self.holder(name).verifier(self.keys_dir(name) / LOG.file)

    def key_settings(self, name: str) -> dict[str, Any]:
        return {
            "keys_dir": self.keys_dir(name),
            "person_key_file": self.folder / "person.key",
            "trust_file": self.folder / "trust.json",
            "logs_file": self.folder / "logs.json",
            "log_origin": f"bistand.kommun.test/{name}",
        }

    def holder(self, name: str) -> Holder:
        settings = KeySettings(**self.key_settings(name))
        return Holder(name, settings, KINDS if name == "payout" else (STATEMENT, LOG))

    def write_trust(self, rows: list[dict[str, Any]]) -> None:
        (self.folder / "trust.json").write_text(json.dumps({"services": rows}))

    def trust(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads((self.folder / "trust.json").read_text())["services"]
        return rows

    def write_logs(self, document: dict[str, Any]) -> None:
        (self.folder / "logs.json").write_text(json.dumps(document))

    def logs(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.folder / "logs.json").read_text())
        return document

    def say(self, **facts: Any) -> None:
        """What the database says."""
        assert self.look is not None
        self.look = replace(self.look, facts={**self.look.facts, **facts})

    def settings(self, name: str, **changes: Any) -> ServiceSettings:
        own = _OWN[name] | ({"box_public_key_file": self.folder / "box.pub"} if name == "intake" else {})
        common = {
            "database_url": f"postgresql://{name}_runtime:a-password-of-many-letters@database.test/{name}",
            "listen_port": 8101,
            "token_issuer": "https://signin.test",
            "token_jwks_url": "https://signin.test/jwks",
            "token_audience": "bistand",
            **{f"{other}_url": f"https://{other}.test" for other in SERVICES},
        }
        return service_of(name).settings(**{**common, **self.key_settings(name), **own, **changes})

    def found(self, name: str, **changes: Any) -> list[Finding]:
        settings = self.settings(name, **changes)
        return refusing_or_soon(settings, every(service_of(name), settings, self.look))

    def in_sandbox(self, name: str, **changes: Any) -> list[Finding]:
        return self.found(name, **changes, installation=Installation.SANDBOX)
