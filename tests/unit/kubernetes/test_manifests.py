"""The manifests are such as Kubernetes takes, and say what docs/kubernetes.md says that they say."""

import re
from copy import deepcopy
from importlib import import_module
from typing import Any

import kubernetes_validate
import pytest

from deploy.local.stack import FIXED_PORTS
from shared.running import Service
from tests.harness.manifests import (
    FOLDER,
    LISTS,
    OF_OPERATORS,
    ROOT,
    Manifest,
    lists,
    manifests,
    refuse_wrong,
    unhardened,
)
from tests.harness.routes import SERVICES, listed

DOCS = (ROOT / "docs" / "kubernetes.md").read_text()
OF_POSTGRESQL = {"PGSSLMODE", "PGSSLROOTCERT"}
SECRETLY_GIVEN = {"payout": {"debtor_clearing", "debtor_account"}}
"""Settings that are in a Secret beside the database's address: docs/kubernetes.md lists them."""
JOB_CONNECTIONS = 4


def service(name: str) -> Service:
    found: Service = import_module(f"services.{name}.app").SERVICE
    return found


def deployment(name: str) -> Manifest:
    return next(one for one in manifests("Deployment") if one.name == name)


def config(name: str) -> dict[str, str]:
    """What the service's process finds in its environment."""
    folder = deployment(name).file.parent
    maps = [one for one in manifests("ConfigMap") if one.file.parent == folder]
    return {
        key: value
        for one in maps
        if one.name in ("settings", f"{name}-settings")
        for key, value in one.content["data"].items()
    }


def policies_of(name: str) -> list[Manifest]:
    """The network policies that hold for the service's pods."""
    found = (one for one in manifests("NetworkPolicy") if one.file.parent == deployment(name).file.parent)
    return [one for one in found if name in str(one.spec["podSelector"]) or one.spec["podSelector"] == {}]


@pytest.mark.parametrize(
    "manifest", [one for one in manifests() if one.content["apiVersion"] not in OF_OPERATORS], ids=str
)
def test_kubernetes_takes_it(manifest: Manifest) -> None:
    refuse_wrong(manifest.content)


@pytest.mark.parametrize(
    ("field", "wrong"), [("replicas", "two"), ("replica", 2), ("selector", "intake"), ("strategy", {"type": 3})]
)
def test_one_that_is_wrong_is_found(field: str, wrong: Any) -> None:
    broken = deepcopy(deployment("intake").content)
    broken["spec"][field] = wrong
    with pytest.raises(kubernetes_validate.ValidationError):
        refuse_wrong(broken)


@pytest.mark.parametrize("manifest", manifests("Deployment", "Job"), ids=str)
def test_its_pods_have_no_more_than_they_need(manifest: Manifest) -> None:
    assert unhardened(manifest.pod) == []


@pytest.mark.parametrize("name", SERVICES)
def test_there_are_several_that_come_and_go_one_at_a_time(name: str) -> None:
    spec = deployment(name).spec
    assert spec["replicas"] >= 2
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    budget = next(one for one in manifests("PodDisruptionBudget") if one.name == name).spec
    assert budget == {"minAvailable": 1, "selector": spec["selector"]}
    container = spec["template"]["spec"]["containers"][0]
    probes = {kind: container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness", "readiness")}
    assert probes == {"startup": "/health/live", "liveness": "/health/live", "readiness": "/health/ready"}
    begun = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert spec["template"]["spec"]["terminationGracePeriodSeconds"] >= begun + 10 + 40


def test_all_services_are_run_alike() -> None:
    """What differs is their names, their ports, and what payout alone has."""
    written = {name: (deployment(name).file).read_text() for name in SERVICES}
    bare = {
        name: "\n".join(
            re.sub(rf"\b(chain|audit)-database-ca\b|\b{name}\b|\b{FIXED_PORTS[name]}\b", "…", line)
            for line in text.splitlines()
            if "secret: { name: payout-settings }" not in line and not line.lstrip().startswith("#")
        )
        for name, text in written.items()
    }
    assert len(set(bare.values())) == 1


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_told_what_it_needs_and_nothing_that_it_does_not_know(name: str) -> None:
    settings = service(name).settings
    told = set(config(name)) - OF_POSTGRESQL
    known = {field.upper() for field in settings.model_fields}
    required = {field.upper() for field, one in settings.model_fields.items() if one.is_required()}
    secret = {field.upper() for field in {"database_url", *SECRETLY_GIVEN.get(name, ())}}
    assert told - known == set()
    assert required - told - secret == set()
    assert all(f"`{field.lower()}`" in DOCS for field in secret)


@pytest.mark.parametrize("name", SERVICES)
def test_it_listens_where_it_is_looked_for(name: str) -> None:
    port = deployment(name).pod["containers"][0]["ports"][0]["containerPort"]
    served = next(one for one in manifests("Service") if one.name == name).spec["ports"][0]["port"]
    assert int(config(name)["LISTEN_PORT"]) == port == served == FIXED_PORTS[name]
    for other in SERVICES:
        assert config(other)[f"{name.upper()}_URL"].endswith(f":{port}")


def test_every_secret_is_said_to_be_needed_and_none_is_given() -> None:
    assert manifests("Secret") == []
    used = re.findall(r"(?:secretName:|secret: \{ name:|secretKeyRef: \{ name:) ([a-z-]+)", _text())
    made_by_the_operator = {name for name in used if name.endswith(("-database-ca", "-database-superuser"))}
    assert {name for name in set(used) - made_by_the_operator if f"`{name}`" not in DOCS} == set()


def test_every_file_is_in_a_list_and_every_list_names_files() -> None:
    for file, content in lists():
        for name in content["resources"]:
            assert (file.parent / name).exists(), f"{file}: {name}"
        if "example" not in file.parts:
            here = {one.name for one in file.parent.glob("*.yaml")} - {LISTS}
            assert here == set(content["resources"])


def test_only_intake_reaches_the_registers_and_only_payout_the_bank() -> None:
    reached = {
        one.name: (one.spec["podSelector"], one.spec["egress"][0]["to"][0]["ipBlock"]["cidr"])
        for one in manifests("NetworkPolicy")
        if one.name in ("registers", "bank")
    }
    for name, who in (("registers", "intake"), ("bank", "payout")):
        selector, address = reached[name]
        assert selector == {"matchLabels": {"app.kubernetes.io/name": who}}
        assert _text().count(address) == 1


PROMETHEUS = {
    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}},
    "podSelector": {"matchLabels": {"app.kubernetes.io/name": "prometheus"}},
}


@pytest.mark.parametrize("name", SERVICES)
def test_only_prometheus_reads_the_figures_and_it_reaches_nothing_else(name: str) -> None:
    ports = {port["name"]: port["containerPort"] for port in deployment(name).pod["containers"][0]["ports"]}
    assert ports == {"http": FIXED_PORTS[name], "metrics": int(config(name)["METRICS_PORT"])}
    entries = [(one.name, entry) for one in policies_of(name) for entry in one.spec.get("ingress", [])]
    assert all({port["port"] for port in entry["ports"]} <= ports.keys() for _, entry in entries)
    to_figures = [(policy, entry["from"]) for policy, entry in entries if {"port": "metrics"} in entry["ports"]]
    assert to_figures == [("figures", [PROMETHEUS])]
    elsewhere = [entry["from"] for _, entry in entries if {"port": "metrics"} not in entry["ports"]]
    assert "monitoring" not in str(elsewhere)


@pytest.mark.parametrize("part", ["chain", "audit"])
def test_whatever_is_not_named_is_closed(part: str) -> None:
    policies = {one.name: one.spec for one in manifests("NetworkPolicy") if one.file == FOLDER / part / "network.yaml"}
    assert policies["nothing-else"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


@pytest.mark.parametrize("name", SERVICES)
def test_what_services_say_to_each_other_leads_nowhere_from_outside(name: str) -> None:
    (rule,) = (
        rule for one in manifests("Ingress") for rule in one.spec["rules"] if rule["host"].startswith(f"{name}.")
    )
    paths = {path["path"]: path["backend"]["service"]["name"] for path in rule["http"]["paths"]}
    behind = [
        route.path for route in listed() if route.service == name and all(" service" in who for who in route.callers)
    ]
    for route in behind:
        longest = max((path for path in paths if route.startswith(path)), key=len, default=None)
        assert longest is None or paths[longest] == "closed" or "{" in route, route
    assert paths["/v1"] == name
    assert not any(path.startswith("/health") for path in paths)


@pytest.mark.parametrize("part", ["chain", "audit"])
def test_a_commit_is_on_two_machines_before_it_is_answered(part: str) -> None:
    (cluster,) = (one for one in manifests("Cluster") if one.name == f"{part}-database")
    assert cluster.spec["instances"] >= 3
    assert cluster.spec["postgresql"]["synchronous"] == {
        "method": "any",
        "number": 1,
        "dataDurability": "required",
        "failoverQuorum": True,
    }
    assert "synchronous_commit" not in cluster.spec["postgresql"]["parameters"]
    assert "postgresql:18" in cluster.spec["imageName"]
    assert cluster.spec["plugins"][0]["parameters"] == {"barmanObjectName": f"{part}-backups"}


@pytest.mark.parametrize(("part", "names"), [("chain", SERVICES[:3]), ("audit", SERVICES[3:])])
def test_the_database_has_connections_for_every_process_also_while_they_are_exchanged(
    part: str, names: tuple[str, ...]
) -> None:
    (cluster,) = (one for one in manifests("Cluster") if one.name == f"{part}-database")
    each = {
        name: service(name).settings.model_fields["database_pool"].default + JOB_CONNECTIONS * bool(service(name).jobs)
        for name in names
    }
    most = sum((deployment(name).spec["replicas"] + 1) * each[name] for name in names)
    assert most + 20 <= int(cluster.spec["postgresql"]["parameters"]["max_connections"])


def _text() -> str:
    files = [file for file in FOLDER.rglob("*.yaml") if "example" not in file.parts]
    return "\n".join(file.read_text() for file in sorted(files))
