"""docs/problems.md: every problem that an API can answer with, and what whoever meets it can do."""

import importlib

from deploy.local.roles import SERVICES
from shared import kernel_problems as kernel
from shared.problems import BASE, ProblemTable, ProblemType

_HEAD = f"""# Problems

Every error is a problem document (RFC 9457, `application/problem+json`) with `type`, `title`, `status` and `detail`,
in Swedish, or in English by `Accept-Language`. `type` is `{BASE}` and the name below: it is
stable, and a name rather than a page. Some carry more members, such as `rule`. None repeats what was sent. Written by
`make openapi`.

| name | status | in | what has happened, and what to do |
|---|---|---|---|
"""
_EVERYWHERE = (kernel.VALIDATION, kernel.NOT_JSON, kernel.METHOD_NOT_ALLOWED, kernel.OTHER_HTTP, kernel.INTERNAL)


def page() -> str:
    return _HEAD + "".join(
        _row(problem, where) for problem, where in sorted(_all().items(), key=lambda one: one[0].slug)
    )


def _all() -> dict[ProblemType, str]:
    everywhere = dict.fromkeys((*_EVERYWHERE, *kernel.KERNEL_PROBLEMS.values()), "all")
    own: dict[ProblemType, list[str]] = {}
    for service in SERVICES:
        for problem in _table(service).values():
            own.setdefault(problem, []).append(service)
    return {problem: ", ".join(dict.fromkeys(services)) for problem, services in own.items()} | everywhere


def _table(service: str) -> ProblemTable:
    table: ProblemTable = importlib.import_module(f"services.{service}.app").SERVICE.problems
    return table


def _row(problem: ProblemType, where: str) -> str:
    texts = (problem.title.sv, problem.detail.sv, problem.title.en, problem.detail.en)
    sv_title, sv, en_title, en = (text.replace("|", "\\|").replace("\n", " ") for text in texts)
    told = f"**{sv_title}.** {sv}<br>**{en_title}.** {en}{_words(problem)}"
    return f"| `{problem.slug}` | {problem.status} | {where} | {told} |\n"


def _words(problem: ProblemType) -> str:
    """What can stand where the texts have a word in braces."""
    told = (f"`{code}` {text.sv} / {text.en}" for code, text in problem.words.items() if code != "*")
    return "".join(f"<br>– {one}" for one in told)
