"""Problem documents (RFC 9457). A rule says *what happened* by raising a DomainError; a table says how HTTP tells it.

Every problem has a stable `type`, a title and a detail in Swedish and English that say what to do next, and never
repeats a value that somebody sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from shared import tracing
from shared.negotiation import weighed

BASE = "https://problems.oppetbistand.example/"
"""Types are names, not pages to fetch; docs/problems.md lists them."""
MEDIA_TYPE = "application/problem+json"


class DomainError(Exception):
    """What happened, in the field's words. Public attributes are its facts, and hold nothing personal."""

    def facts(self) -> dict[str, Any]:
        return dict(vars(self))


class Refusal(DomainError):
    """An attempt that a rule refused: it goes into the control log as refused (C7) and changes nothing else."""


@dataclass(eq=False)
class BrokenChain(Refusal):
    """A person has, or would get, hands in two links that must be apart (C1), or acts in their own case (C2).

    `rule` names the promise, `earlier_act` what that person did before; never who."""

    rule: str
    earlier_act: str


@dataclass(eq=False)
class RoleMissing(Refusal):
    """None of the caller's roles may do this."""

    needed: list[str]


class NotFound(DomainError):
    """There is no such thing, or the caller may not know whether there is."""


class Unauthenticated(DomainError):
    """No token, or one that does not hold."""


class KeyMissing(DomainError):
    """A request that acts came without an Idempotency-Key."""


class KeyReused(DomainError):
    """The Idempotency-Key was used for another request."""


class Busy(DomainError):
    """Something that this must wait for took too long: try again."""


class Unavailable(DomainError):
    """A part that this needs does not answer: try again."""


class Overloaded(DomainError):
    """More requests come than the process can take on: come back in a moment."""


class TooManyAtOnce(DomainError):
    """One caller has too many requests under way at once."""


class BodyTooLarge(DomainError):
    """The request is larger than allowed."""


class Unwritable(DomainError):
    """The request holds a character that no text may hold (NUL, half a surrogate pair)."""


class PageTooFar(DomainError):
    """page × limit is above 10 000."""


class StatementRefused(Refusal):
    """The statement is forged, altered, about another object, or by a service that may not state such an act."""


class NotExpected(Refusal):
    """This service takes no such hand-over from that one."""


class ObjectNotAsAgreed(Refusal):
    """The object is stated by its owner, but is not what docs/hand-overs.md says."""


class FactContradicted(Refusal):
    """Another object with the same id and version is known: nothing is overwritten (C14)."""


class NotAcceptable(DomainError):
    """The caller accepts no media type that the answer could have."""


class OtherMediaType(DomainError):
    """The body is in another format than the route takes, or does not say in which."""


class VersionMissing(DomainError):
    """A change came without If-Match."""


class VersionStale(DomainError):
    """The thing has changed since the caller read it."""


@dataclass(frozen=True)
class Text:
    """The same text in both languages."""

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.sv


@dataclass(frozen=True)
class ProblemType:
    """How a domain error is told: `detail` may use the error's facts in braces. `words` says in plain language what a
    fact that is a code ("memberHasEntered") means, where it stands in `detail`; "*" says it of codes that it lacks."""

    slug: str
    status: int
    title: Text
    detail: Text
    retry_after: int | None = None
    words: Mapping[str, Text] = field(default_factory=dict, compare=False)

    def document(self, facts: Mapping[str, Any], language: str) -> dict[str, Any]:
        extensions = {camel(name): value for name, value in facts.items()}
        told = {name: self._in_words(value, language) for name, value in facts.items()}
        return {
            "type": BASE + self.slug,
            "title": self.title.in_language(language),
            "status": self.status,
            "detail": self.detail.in_language(language).format(**told),
            **extensions,
        }

    def _in_words(self, value: Any, language: str) -> Any:
        known = self.words.get(str(value)) or self.words.get("*")
        return value if known is None else known.in_language(language)


ProblemTable = Mapping[type[DomainError], ProblemType]


def problem_response(problem: ProblemType, facts: Mapping[str, Any], request: Request) -> JSONResponse:
    language = language_of(request)
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    tracing.tell(problem=problem.slug)
    document = {**problem.document(facts, language), "instance": tracing.instance()}
    return JSONResponse(document, problem.status, headers, media_type=MEDIA_TYPE)


def language_of(request: Request) -> str:
    """Swedish, unless English is preferred (RFC 9110 quality values)."""
    wanted = {"sv": 0.0, "en": 0.0}
    for name, quality in weighed(request.headers.get("accept-language", "")):
        primary = name.split("-")[0]
        if primary in wanted:
            wanted[primary] = max(wanted[primary], quality)
    return "en" if wanted["en"] > wanted["sv"] else "sv"


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
