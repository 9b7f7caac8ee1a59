"""The manifests in deploy/kubernetes, as they are in the files, and what would be wrong with one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
VERSION = "1.34"
"""The oldest of Kubernetes that they are for: `preStop.sleep` is there without a switch."""
LISTS = "kustomization.yaml"
OF_OPERATORS = ("postgresql.cnpg.io/v1", "barmancloud.cnpg.io/v1")
"""Kinds whose schemas come with their operators, and not with Kubernetes."""


@dataclass(frozen=True)
class Manifest:
    file: Path
    content: dict[str, Any] = field(repr=False)

    @property
    def kind(self) -> str:
        return str(self.content["kind"])

    @property
    def name(self) -> str:
        return str(self.content["metadata"]["name"])

    @property
    def spec(self) -> dict[str, Any]:
        return dict(self.content["spec"])

    @property
    def pod(self) -> dict[str, Any]:
        """What a Deployment or a Job makes pods of."""
        return dict(self.spec["template"]["spec"])

    def __str__(self) -> str:
        return f"{self.file.parent.relative_to(FOLDER)} {self.kind} {self.name}"


def manifests(*kinds: str) -> list[Manifest]:
    """All of these kinds; all there are where none is named."""
    files = (file for file in sorted(FOLDER.rglob("*.yaml")) if file.name != LISTS)
    found = [Manifest(file, content) for file in files for content in yaml.safe_load_all(file.read_text())]
    return [one for one in found if not kinds or one.kind in kinds]


def lists() -> Iterator[tuple[Path, dict[str, Any]]]:
    for file in sorted(FOLDER.rglob(LISTS)):
        yield file, yaml.safe_load(file.read_text())


def refuse_wrong(manifest: dict[str, Any]) -> None:
    """Raises kubernetes_validate.ValidationError where it is not as the schema says; unknown fields are wrong too."""
    kubernetes_validate.validate(manifest, VERSION, strict=True)


def unhardened(pod: dict[str, Any]) -> list[str]:
    """What keeps a pod from being as tight as those of this project are."""
    found = [] if pod.get("automountServiceAccountToken") is False else ["has a token for the cluster"]
    context = pod.get("securityContext", {})
    if context.get("runAsNonRoot") is not True or context.get("seccompProfile") != {"type": "RuntimeDefault"}:
        found.append("may be root, or call what it likes")
    for one in pod["containers"]:
        own = one.get("securityContext", {})
        if own.get("readOnlyRootFilesystem") is not True:
            found.append("writes to its image")
        if own.get("allowPrivilegeEscalation") is not False or own.get("capabilities") != {"drop": ["ALL"]}:
            found.append("has capabilities")
        if "memory" not in one.get("resources", {}).get("limits", {}):
            found.append("takes all memory there is")
    return found
