"""The problem answers of a service in OpenAPI: one for each status, with every problem of that status as an example."""

from dataclasses import fields, is_dataclass
from string import Formatter
from typing import Any

from shared.kernel_problems import EDGE_PROBLEMS, KERNEL_PROBLEMS, VALIDATION
from shared.problems import MEDIA_TYPE, DomainError, ProblemTable, ProblemType, camel

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Ett problem enligt RFC 9457, på svenska eller engelska. / A problem by RFC 9457, in Swedish or "
    "English.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "description": "Problemets stabila namn: välj vad som visas efter det. / The problem's stable name: choose "
            "by it what to show.",
            "examples": ["https://problems.oppetbistand.example/invalid-request"],
        },
        "title": {
            "type": "string",
            "description": "Vad som hänt, samma för alla av samma typ. / What happened, the same for all of a type.",
            "examples": ["Några uppgifter behöver rättas"],
        },
        "status": {
            "type": "integer",
            "minimum": 400,
            "maximum": 599,
            "description": "Samma som svarets statuskod. / The same as the answer's status code.",
            "examples": [422],
        },
        "detail": {
            "type": "string",
            "description": "Vad användaren kan göra nu. / What the user can do now.",
            "examples": ["Rätta det som saknas eller är fel och skicka igen. Fälten står i `errors`."],
        },
        "instance": {
            "type": "string",
            "format": "uri",
            "description": "Just denna händelse: uppge den till supporten, som hittar den i driftloggen. / This very "
            "occurrence: tell support, who find it in the logs.",
            "examples": ["urn:uuid:0af76519-16cd-43dd-8448-eb211c80319c"],
        },
        "errors": {
            "type": "array",
            "description": "Bara för invalid-request: fälten som är fel. / Only of invalid-request: the fields that "
            "are wrong.",
            "items": {
                "type": "object",
                "required": ["in", "field", "message"],
                "properties": {
                    "in": {
                        "type": "string",
                        "enum": ["body", "path", "query", "header"],
                        "description": "Var fältet finns. / Where the field is.",
                        "examples": ["body"],
                    },
                    "field": {
                        "type": "string",
                        "description": "Vägen till fältet; för ett okänt fält vägen till det som det ligger i. / The "
                        "way to the field; of an unknown one, to what holds it.",
                        "examples": ["incomes.0.amountOre"],
                    },
                    "message": {
                        "type": "string",
                        "description": "Vad som är fel, aldrig värdet. / What is wrong, never the value.",
                        "examples": ["Ska vara ett heltal."],
                    },
                },
            },
            "examples": [[{"in": "body", "field": "month", "message": "Fältet saknas."}]],
        },
    },
    "additionalProperties": True,
}
_ANSWERS = {
    400: "Begäran kan inte läsas. / The request cannot be read.",
    401: "Inte inloggad. / Not signed in.",
    403: "Rollen eller betalningskedjan hindrar. / Stopped by the role or the payment chain.",
    404: "Finns inte, eller får inte ses. / Not found, or not to be seen.",
    406: "Svaret finns inte i det format som begärs. / There is no answer in the format asked for.",
    409: "Går inte i nuvarande läge. / Not possible in the present state.",
    412: "Ändrad sedan läsning. / Changed since it was read.",
    413: "För stor begäran. / The request is too large.",
    415: "Innehållet har fel format. / The body is in another format.",
    422: "Fält är fel, eller uppgifterna går inte ihop. / Fields are wrong, or the facts do not fit.",
    428: "If-Match saknas. / If-Match is missing.",
    429: "För många begäranden på en gång. / Too many requests at once.",
    500: "Fel hos oss. / A fault of ours.",
    503: "Tillfälligt otillgängligt. / Unavailable for the moment.",
}
HEADERS: dict[str, Any] = {
    "traceparent": {
        "description": "W3C Trace Context, även när begäran saknade det. / Also where the request had none.",
        "schema": {"type": "string"},
        "example": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    },
    "Content-Language": {
        "description": "Textens språk. / The language of the text.",
        "schema": {"type": "string", "enum": ["sv", "en"]},
        "example": "sv",
    },
    "Retry-After": {
        "description": "Sekunder att vänta, när det hjälper att försöka igen. / Seconds to wait, where trying again "
        "helps.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 1,
    },
    "Idempotency-Replayed": {
        "description": "true när svaret är det första svaret på samma begäran, givet igen. / true where the answer is "
        "the first one to the same request, given again.",
        "schema": {"type": "string", "enum": ["true"]},
        "example": "true",
    },
}
_SAMPLES = {"rule": "C1", "first": "2026-11", "last": "2027-01", "month": "2026-12"}
_ERRORS = {"errors": PROBLEM_SCHEMA["properties"]["errors"]["examples"][0]}
_INSTANCE = PROBLEM_SCHEMA["properties"]["instance"]["examples"][0]


def header_refs(*names: str) -> dict[str, dict[str, str]]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def answer_ref(status: int) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{_name(status)}"}


def problem_answers(problems: ProblemTable) -> dict[str, Any]:
    """`components.responses`: by name, the problems of each status. `problems` are the service's own."""
    every: list[tuple[ProblemType, type[DomainError] | None]] = [(problem, None) for problem in EDGE_PROBLEMS]
    every += [(problem, error) for error, problem in {**KERNEL_PROBLEMS, **problems}.items()]
    return {_name(status): _answer(status, text, every) for status, text in _ANSWERS.items()}


def _name(status: int) -> str:
    return f"Problem{status}"


def _answer(status: int, text: str, every: list[tuple[ProblemType, type[DomainError] | None]]) -> dict[str, Any]:
    headers = header_refs("traceparent", "Content-Language", *(["Retry-After"] if status in (409, 429, 503) else []))
    examples = {one.slug: _example(one, error) for one, error in every if one.status == status}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": text,
        "headers": headers,
        "content": {MEDIA_TYPE: {"schema": schema, "examples": dict(sorted(examples.items()))}},
    }


def _example(problem: ProblemType, error: type[DomainError] | None) -> dict[str, Any]:
    told: dict[str, Any] = {"summary": f"{problem.title.sv} / {problem.title.en}"}
    if members := own_members(error):
        told["description"] = f"Egna fält: / Members of its own: {', '.join(members)}"
    value = {**problem.document(_sample(problem), "sv"), "instance": _INSTANCE}
    shown = ("type", "title", "status", "detail", "instance")
    return {**told, "value": {name: value[name] for name in shown} | (_ERRORS if problem is VALIDATION else {})}


def own_members(error: type[DomainError] | None) -> list[str]:
    """What problem documents of the error carry beside what all do."""
    return [camel(field.name) for field in fields(error)] if error is not None and is_dataclass(error) else []


def _sample(problem: ProblemType) -> dict[str, str]:
    """Facts that the problem's text can be shown with."""
    named = (name for _, name, _, _ in Formatter().parse(problem.detail.sv) if name)
    word = next(iter(problem.words), "…")
    return {name: _SAMPLES.get(name, word) for name in named}
