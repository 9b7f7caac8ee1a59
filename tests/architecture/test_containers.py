"""What the containers are made of, what they may do, and what can be reached from outside. Read from the files: that
the whole of it runs is tried with `make demo-containers` and `make rolling`."""

import re
from pathlib import Path
from typing import Any

import grimp
import pytest
import yaml

from deploy.local.containers import prepare
from deploy.local.roles import SERVICES
from shared.auth.callers import Role
from shared.settings import secrets_in
from tests.harness.fit_production import service_of
from tests.harness.routes import PERSONS, Listed, listed

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy" / "compose" / "Dockerfile").read_text()
PROXY = (ROOT / "deploy" / "compose" / "haproxy.cfg").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
SANDBOX = {name for name, container in CONTAINERS.items() if "profiles" in container}
ID = "019a9f3e-7c1b-7000-8000-000000000001"
OUTSIDE_THE_API = ("/health/", "/.well-known/", "/witness/")
"""For services, probes and nobody else: not under /v1, and not the control log."""


def stages() -> dict[str, str]:
    """The Dockerfile's stages by name."""
    parts = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    return {part.splitlines()[0].split(" AS ")[1]: part for part in parts}


def copied(stage: str) -> set[str]:
    return set(re.findall(r"^COPY (\S+) ", stages()[stage], flags=re.MULTILINE))


def packages_of(service: str) -> set[str]:
    """What code the service's process can come to, by its imports."""
    graph = grimp.build_graph("services", "shared", "deploy")
    modules = graph.find_upstream_modules(f"services.{service}", as_package=True)
    return {".".join(name.split(".")[: 2 if name.startswith("services.") else 1]) for name in modules}


def test_an_image_holds_the_code_of_its_service_and_the_kernel_alone() -> None:
    assert copied("code") == {"shared", "${PACKAGE}/__init__.py", "${PACKAGE}/${NAME}"}
    assert set(re.findall(r"from=(\S+)", stages()["image"])) == {"packages", "code"}
    built = {name: CONTAINERS[name]["build"]["args"] for name in SERVICES}
    assert {name: (args["NAME"], "PACKAGE" in args, "LOCK" in args) for name, args in built.items()} == {
        name: (name, False, False) for name in SERVICES
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_needs_no_code_that_its_image_does_not_hold(service: str) -> None:
    assert packages_of(service) <= {"shared", "services", f"services.{service}"}


def test_nothing_comes_into_a_build_that_is_not_named() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert rules[0] == "*"
    taken = {line.removeprefix("!") for line in rules if line.startswith("!")}
    assert taken == {"shared", "services", "deploy/__init__.py", "deploy/sandbox", "deploy/compose/*.lock"}


def test_images_run_as_nobody_in_particular_and_leave_pip_behind() -> None:
    assert re.findall(r"^USER (.*)$", DOCKERFILE, flags=re.MULTILINE) == ["10001:10001"]
    assert "--without-pip" in stages()["packages"]
    assert "--require-hashes" in stages()["packages"]
    assert "pip" not in stages()["image"]


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_may_do_next_to_nothing(name: str) -> None:
    container = CONTAINERS[name]
    assert container["user"] == "${CONTAINER_USER:-10001:10001}"
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "devices", "pid", "network_mode"} & container.keys()
    assert {"mem_limit", "pids_limit", "logging"} <= container.keys()
    written = [mount.split(":")[0] for mount in container.get("volumes", []) if not mount.endswith(":ro")]
    assert written == {"postgres": ["database"], "audit-postgres": ["audit-database"]}.get(name, [])


def test_no_command_needs_a_shell() -> None:
    commands = {name: container["command"] for name, container in CONTAINERS.items() if "command" in container}
    assert {name for name, command in commands.items() if command[:2] != ["python", "-m"]} == set()
    assert set(commands) >= {*SERVICES, *SANDBOX}


def test_only_the_proxy_is_reached_from_outside() -> None:
    opened = {name: container["ports"] for name, container in CONTAINERS.items() if "ports" in container}
    assert set(opened) - SANDBOX == {"proxy"}
    assert all(port.startswith("127.0.0.1:") for name in SANDBOX for port in opened[name])


def test_the_sandbox_is_off_unless_it_is_asked_for() -> None:
    assert {"signin", "registers", "bank"} == SANDBOX
    needed = {other for container in CONTAINERS.values() for other in container.get("depends_on", {})}
    assert not needed & SANDBOX


def test_audits_database_is_on_a_server_and_a_network_that_no_other_service_reaches() -> None:
    networks = {name: set(container["networks"]) for name, container in CONTAINERS.items()}
    assert {name for name, joined in networks.items() if "audit" in joined} == {
        "audit",
        "audit-migrate",
        "audit-postgres",
    }
    assert networks["audit-postgres"] == {"audit"}
    assert networks["postgres"] == {"databases"}
    assert networks["proxy"] == {"front", "edge"}
    assert all(COMPOSE["networks"][name]["internal"] for name in ("audit", "databases", "edge"))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_its_own_keys_and_secrets_and_no_others(service: str) -> None:
    container = CONTAINERS[service]
    secret = secrets_in(service_of(service).settings)
    assert container["secrets"] == [{"source": f"{service}_{name}", "target": name} for name in secret]
    mounted = {mount.split("/keys/")[1].split(":")[0] for mount in container["volumes"]}
    assert not mounted & ({*SERVICES, "signin"} - {service})
    migrate = CONTAINERS[f"{service}-migrate"]
    assert migrate["secrets"] == [{"source": f"{service}_owner_database_url", "target": "owner_database_url"}]
    assert container["depends_on"][f"{service}-migrate"] == {"condition": "service_completed_successfully"}
    assert "volumes" not in migrate


def test_no_secret_is_in_an_environment(tmp_path: Path) -> None:
    prepare(tmp_path)
    secrets = {file.read_text().strip() for file in (tmp_path / "secrets").iterdir()} - {""}
    told = "".join(file.read_text() for file in (tmp_path / "env").iterdir())
    assert secrets
    assert not [secret for secret in secrets if secret in told]
    named = {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    assert named == {file.name for file in (tmp_path / "secrets").iterdir()}


def test_what_is_prepared_once_stays(tmp_path: Path) -> None:
    prepare(tmp_path)
    before = {file: file.read_text() for file in tmp_path.rglob("*") if file.is_file()}
    prepare(tmp_path)
    assert {file: file.read_text() for file in tmp_path.rglob("*") if file.is_file()} == before


def acl(name: str) -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in re.findall(rf"^ +acl {name} path_reg (\S+)$", PROXY, flags=re.MULTILINE)]


def is_let_through(service: str, path: str) -> bool:
    """As deploy/compose/haproxy.cfg says, which has these two rules about paths."""
    asked = f"/{service}{path}"
    return any(rule.search(asked) for rule in acl("for_people")) and not any(
        rule.search(asked) for rule in acl("for_services")
    )


def for_a_person(route: Listed) -> bool:
    return any(route.may_call(role) for role in PERSONS) and not route.path.startswith(OUTSIDE_THE_API)


def test_what_the_proxy_sends_again_is_there_as_a_whole() -> None:
    """Else it closes the caller's connection without a word where a service goes away (docs/containers.md)."""
    for setting in ("retry-on conn-failure empty-response", "option http-server-close", "option http-buffer-request"):
        assert f"\n    {setting}\n" in PROXY


def test_the_proxy_lets_through_what_people_may_call_and_nothing_else() -> None:
    assert Role.SERVICE not in PERSONS
    wrong = [
        route.name
        for route in listed()
        if is_let_through(route.service, re.sub(r"\{[^}]+\}", ID, route.path)) is not for_a_person(route)
    ]
    assert wrong == []
    assert "unless service for_people !for_services" in PROXY


@pytest.mark.parametrize(
    "path", ["/v1/%69nbox", "/v1/inbox/", "/health/ready", "/v1/in-force?a=b", "//v1/inbox", "/v1"]
)
def test_the_proxy_is_not_talked_around(path: str) -> None:
    assert not is_let_through("payout", path.partition("?")[0])


def test_no_header_that_tells_who_asks_comes_through() -> None:
    for header in ("del-header Forwarded", "del-header X-Forwarded- -m beg", "del-header X-Real-IP"):
        assert f"http-request {header}\n" in PROXY
    assert "forwardfor" not in PROXY
