"""DIGG's REST API-profil, rule by rule, held against the four descriptions. docs/api-profile.md says of every rule how
it is met; the rules' ids are in the names or texts of the tests here, and in tests/store/shared/test_edge.py for what
only an answer can show."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema_rs import validator_for

from shared.openapi import VERSION
from shared.openapi_examples import example_of
from tests.harness.descriptions import Operation, document, fields, look_up, operations
from tests.harness.routes import SERVICES

CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*")
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
BOTH = re.compile(r"\S / \S")
PERSONAL = {
    "personalnumber",
    "personalidentitynumber",
    "personnummer",
    "personnr",
    "pnr",
    "ssn",
    "socialsecuritynumber",
}
DIFFERS_FROM_PLURAL_NOUNS = {
    "api-info": "VER.06 names it so",
    "control-log": "there is one, and it is called so",
    "decision": "a work item has one",
    "payment": "a payment item has one",
    "approval": "a proposal gets one",
    "return": "the other end of a proposal (noun)",
    "revocation": "a decision gets one",
    "withdrawal": "an application ends by one",
    "recalculation": "a decision has one",
    "acknowledgement": "a difference gets one",
    "release": "a claim ends by one (noun)",
    "let-go": "an act on an order: RES.01 allows what no noun fits",
    "stop": "an order gets one (noun)",
    "file": "a release has one",
    "proof": "an entry has one",
    "evidence": "uncountable",
    "in-force": "asked by a service of ours, about many things",
}
"""Path segments that are no plural nouns, and why. Anything new is a plural noun."""
REQUIRED = {("/bank-days", "from"), ("/bank-days", "to")}
"""FNS.05 would have them optional: a sum of days that nobody chose would say nothing."""
every = pytest.mark.parametrize("service", SERVICES)
everything = pytest.mark.parametrize("operation", operations(), ids=lambda one: one.name)


def told_twice(text: str | None) -> bool:
    """In Swedish and English: "svenska / English", or a paragraph of each."""
    return bool(text) and (bool(BOTH.search(" ".join(str(text).split()))) or len(str(text).split("\n\n")) > 1)


@every
def test_the_api_as_a_whole(service: str) -> None:
    """DOK.01, DOK.03, DOK.06–DOK.09, DOK.11, DOK.17: who answers for it, on what terms, with which limits."""
    whole = document(service)
    info = whole["info"]
    assert whole["openapi"].startswith("3.")
    assert {"title", "version", "description", "contact", "license", "termsOfService"} <= set(info)
    assert all(info["contact"][part] for part in ("name", "url", "email"))
    assert all(info["license"][part] for part in ("name", "url"))
    assert all(told_twice(info["x-sla"][part]) for part in ("availability", "responseTime", "support"))
    assert told_twice(info["x-limitations"])
    assert told_twice(whole["externalDocs"]["description"])
    assert whole["externalDocs"]["url"].startswith("https://")
    swedish, english = info["description"].split("\n\n")
    assert {"öre", "och", "är"} <= set(swedish.split())
    assert {"öre", "and", "are"} <= set(english.split())


@every
def test_its_address(service: str) -> None:
    """UFN.01, UFN.02, UFN.05, UFN.07–UFN.09, SAK.01, VER.05: https, the API's name, the version's number alone."""
    for server in document(service)["servers"]:
        url = urlsplit(server["url"])
        assert (url.scheme, url.port) == ("https", None)
        assert url.path == f"/{service}{VERSION}"
        assert re.fullmatch(r"/v\d+", VERSION)
        assert not re.search(r"[ _A-Z]", server["url"])
        longest = max(len(server["url"] + path) for path in document(service)["paths"])
        assert longest + 500 < 2048


@everything
def test_a_path_is_of_words_in_kebab_case(operation: Operation) -> None:
    """RES.01, RES.06, UFN.07–UFN.09: lower case, hyphens, plural nouns, no slash at the end; ids are UUIDs or days."""
    segments = operation.path.strip("/").split("/")
    assert not operation.path.endswith("/")
    for segment in segments:
        if segment.startswith("{"):
            assert CAMEL.fullmatch(segment.strip("{}")), segment
        else:
            assert KEBAB.fullmatch(segment), segment
            assert segment.endswith("s") or segment in DIFFERS_FROM_PLURAL_NOUNS, segment
    for parameter in operation.parameters:
        if parameter["in"] == "path":
            assert parameter["schema"].get("format") in ("uuid", "date"), parameter["name"]


@every
def test_the_departures_that_are_listed_are_there(service: str) -> None:
    used = {segment for operation in operations() for segment in operation.path.strip("/").split("/")}
    assert set(DIFFERS_FROM_PLURAL_NOUNS) <= used


@everything
def test_no_parameter_tells_who_somebody_is(operation: Operation) -> None:
    """RES.02: nothing personal in an address or a header, whatever it is called."""
    assert (
        not {one.lower() for one in operation.parameter_names("path") | operation.parameter_names("query")} & PERSONAL
    )


@everything
def test_parameters_are_named_in_one_way_and_may_be_left_out(operation: Operation) -> None:
    """FNS.01, FNS.03, FNS.05, FNS.06, ARQ.05: camelCase from a letter, optional; no structure in a header."""
    for parameter in operation.parameters:
        assert told_twice(parameter.get("description")), parameter["name"]
        assert "example" in parameter or parameter.get("examples") or parameter["schema"].get("examples"), parameter
        if parameter["in"] == "query":
            assert CAMEL.fullmatch(parameter["name"]), parameter["name"]
            assert parameter["required"] is ((operation.path, parameter["name"]) in REQUIRED), parameter["name"]
        assert parameter["schema"].get("type") != "object"


@everything
def test_lists_have_pages(operation: Operation) -> None:
    """FNS.07–FNS.09: `page` from 1 and `limit`, 20 unless said, together or not at all."""
    named = {parameter["name"]: parameter["schema"] for parameter in operation.parameters}
    assert ("page" in named) == ("limit" in named)
    if "page" in named:
        assert (named["page"]["default"], named["page"]["minimum"]) == (1, 1)
        assert (named["limit"]["default"], named["limit"]["minimum"]) == (20, 1)
        assert 400 in operation.answers, "too far in"


@everything
def test_an_operation_says_what_it_does_and_who_may(operation: Operation) -> None:
    """DOK.19, DOK.21, SAK.09, SAK.10, SPA.02, FOR.02: described in both languages, with its authentication."""
    says = operation.says
    assert told_twice(says["summary"])
    assert told_twice(says["description"])
    assert {"traceparent", "Accept-Language"} <= operation.parameter_names("header")
    assert ("Idempotency-Key" in operation.parameter_names("header")) == (operation.method == "POST")
    assert says["security"] == ([] if operation.path == "/api-info" else [{"accessToken": []}])
    assert operation.method != "GET" or "requestBody" not in says
    scheme = document(operation.service)["components"]["securitySchemes"]["accessToken"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


@every
def test_every_operation_has_a_name_of_its_own(service: str) -> None:
    names = [one.says["operationId"] for one in operations() if one.service == service]
    assert len(names) == len(set(names))
    assert all(CAMEL.fullmatch(name.replace("_", "")) for name in names)


@everything
def test_every_answer_is_told_with_an_example(operation: Operation) -> None:
    """DOK.15, DOK.20, SPA.04, AME.01, AME.02: requests and answers in full, in JSON where nothing else is meant."""
    contents = [answer.get("content", {}) for answer in operation.answers.values()]
    for content in [*contents, operation.says.get("requestBody", {}).get("content", {})]:
        for kind, media in content.items():
            assert kind in ("application/json", "application/problem+json", *OTHER_FORMATS), kind
            assert "example" in media or media["examples"], kind
    for status, answer in operation.answers.items():
        assert told_twice(answer["description"]), status
        assert "traceparent" in answer["headers"], status


OTHER_FORMATS = ("application/xml",)
"""What the bank reads and writes."""


@everything
def test_every_example_is_what_its_schema_says(operation: Operation) -> None:
    requests = operation.says.get("requestBody", {}).get("content", {})
    answers = [answer.get("content", {}) for answer in operation.answers.values()]
    for content in (requests, *answers):
        for kind, media in content.items():
            if kind != "application/xml" and "schema" in media:
                _check(operation.service, media)


def _check(service: str, media: dict[str, Any]) -> None:
    shown = [media["example"]] if "example" in media else [one["value"] for one in media["examples"].values()]
    schema = {**media["schema"], "components": document(service)["components"]}
    wrong = [error.message for one in shown for error in validator_for(schema).iter_errors(one)]
    assert wrong == []


@everything
def test_what_can_go_wrong_is_told_as_problems(operation: Operation) -> None:
    """FEL.01, FEL.02, DOK.20: RFC 9457 with all of its members, and an example of each problem."""
    schema = document(operation.service)["components"]["schemas"]["Problem"]
    assert {"type", "title", "status", "detail", "instance"} <= set(schema["required"])
    problems = {status: answer for status, answer in operation.answers.items() if status >= 400}
    assert {429, 500, 503} <= set(problems)
    if operation.says["security"]:
        assert {401, 403, 406} <= set(problems)
    if operation.method == "POST":
        assert {400, 404, 409, 413, 422} <= set(problems)
    assert ({412, 428} <= set(problems)) == ("If-Match" in operation.parameter_names("header"))
    for status, answer in problems.items():
        (media,) = answer["content"].values()
        assert list(answer["content"]) == ["application/problem+json"]
        assert look_up(operation.service, media["schema"]) == schema
        assert {one["value"]["status"] for one in media["examples"].values()} == {status}
        assert all("{" not in one["value"]["detail"] for one in media["examples"].values())


@every
def test_fields_are_named_in_one_way(service: str) -> None:
    """AME.04, AME.05, AME.07: camelCase, letters and figures."""
    assert [f"{name}.{field}" for name, field, _ in fields(service) if not CAMEL.fullmatch(field)] == []


@every
def test_every_field_is_told_in_both_languages_with_an_example(service: str) -> None:
    """DOK.06, DOK.15: whoever builds on the API needs no other source. Where many schemas have the field, the
    service's words.py tells it once."""
    schemas = document(service)["components"]["schemas"]
    untold = [f"{name}.{field}" for name, field, said in fields(service) if not told_twice(said.get("description"))]
    assert untold == []
    whole = {name for name, schema in schemas.items() if schema.get("examples")}
    unshown = [
        f"{name}.{field}" for name, field, said in fields(service) if name not in whole and not _shown(said, schemas)
    ]
    assert unshown == []


def _shown(said: dict[str, Any], schemas: dict[str, Any]) -> bool:
    may_be_null = {"type": "null"} in said.get("anyOf", [])
    return may_be_null or example_of(said, schemas) is not None


@every
def test_every_code_is_told_in_both_languages(service: str) -> None:
    """A frontend can show each code of an enumeration as it is told in `x-labels` (the service's words.py)."""
    for name, schema in document(service)["components"]["schemas"].items():
        if "enum" in schema:
            untold = set(schema["enum"]) ^ set(schema.get("x-labels", {}))
            assert untold == set(), name
            assert all(label["sv"] and label["en"] for label in schema["x-labels"].values()), name


@every
def test_days_and_times_are_rfc_3339_with_an_example(service: str) -> None:
    """DOT.01–DOT.04: a time has an offset, and a day has no time."""
    for name, field, said in fields(service):
        shapes = [said, *said.get("anyOf", [])]
        if not any(shape.get("format") in ("date", "date-time") for shape in shapes):
            continue
        examples = [example for shape in shapes for example in shape.get("examples", [])]
        assert examples, f"{name}.{field}"
        form = r"\d{4}-\d\d-\d\d" + (
            r"" if any(s.get("format") == "date" for s in shapes) else r"T[\d:.]+(Z|[+-]\d\d:\d\d)"
        )
        assert all(re.fullmatch(form, example) for example in examples if example), f"{name}.{field}"


@every
def test_information_about_the_api_is_at_its_root(service: str) -> None:
    """VER.06: name, version, release, documentation and status."""
    answer = document(service)["paths"]["/api-info"]["get"]["responses"]["200"]
    schema = look_up(service, answer["content"]["application/json"]["schema"])
    assert set(schema["required"]) == {"apiName", "apiVersion", "apiReleased", "apiDocumentation", "apiStatus"}
