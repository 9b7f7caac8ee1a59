"""The four APIs' own descriptions, as each test wants to walk through them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.harness.routes import SERVICES, app


@dataclass(frozen=True)
class Operation:
    """One operation of one service, with references to parameters and answers looked up."""

    service: str
    method: str
    path: str
    says: dict[str, Any]
    parameters: tuple[dict[str, Any], ...]
    answers: dict[int, dict[str, Any]]

    @property
    def name(self) -> str:
        return f"{self.service} {self.method} {self.path}"

    def parameter_names(self, place: str) -> set[str]:
        return {parameter["name"] for parameter in self.parameters if parameter["in"] == place}


@cache
def document(service: str) -> dict[str, Any]:
    return app(service).openapi()


@cache
def operations() -> tuple[Operation, ...]:
    found = tuple(one for service in SERVICES for one in _operations(service))
    assert len(found) > 30, "a list of none would pass every test"
    return found


def look_up(service: str, part: dict[str, Any]) -> dict[str, Any]:
    """The part itself, or what its reference leads to."""
    if "$ref" not in part:
        return part
    found: Any = document(service)
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def fields(service: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(schema, field, what is said of it) of every field of every schema."""
    for name, schema in document(service)["components"]["schemas"].items():
        for field, said in schema.get("properties", {}).items():
            yield name, field, said


def _operations(service: str) -> Iterator[Operation]:
    for path, there in document(service)["paths"].items():
        for method, says in there.items():
            yield Operation(
                service=service,
                method=method.upper(),
                path=path,
                says=says,
                parameters=tuple(look_up(service, one) for one in says["parameters"]),
                answers={int(status): look_up(service, one) for status, one in says["responses"].items()},
            )
