"""What was tried, and what was said to it. An attempt counts as refused only where the expected rule said no."""

from dataclasses import dataclass
from typing import Any

import httpx
import psycopg

CHAIN = "broken-payment-chain"
LET_THROUGH = "godtogs!"


@dataclass(frozen=True)
class Attempt:
    """`refused`: whether the services or their databases said no, by the rule that should; `said` is the problem's
    title, or the name of the constraint."""

    what: str
    refused: bool
    rule: str
    said: str


class Attempts:
    """Kept in the order in which they are tried."""

    def __init__(self) -> None:
        self.made: list[Attempt] = []

    def over_http(self, what: str, rule: str, answer: httpx.Response, problem: str = CHAIN) -> None:
        """`problem` is the name of the type that the answer must have (docs/problems.md)."""
        said = answer.json() if answer.status_code >= 400 else {}
        self._keep(what, rule, said, problem)

    def hand_over(self, what: str, rule: str, answer: httpx.Response, problem: str = "statement-refused") -> None:
        """The inbox answers 200 for the batch, and says for each event what became of it."""
        result = answer.json()["results"][0] if answer.status_code == 200 else {}
        self._keep(what, rule, result.get("problem", {}) if result.get("outcome") == "refused" else {}, problem)

    def nothing_offered(self, what: str, rule: str, answer: httpx.Response) -> None:
        """The queue has an item, but not for this person: 204."""
        self.made.append(Attempt(what, answer.status_code == 204, rule, "Inget erbjuds"))

    def in_sql(self, what: str, rule: str, dsn: str, statement: str, refused_by: str) -> None:
        """`refused_by`: the constraint's or trigger's name, or "permission denied" where the role has no such right."""
        told = refusal(dsn, statement)
        self.made.append(Attempt(what, told == refused_by, rule, told or LET_THROUGH))

    def noted(self, what: str, rule: str, said: str, *, refused: bool) -> None:
        """What shows itself in another way than by an answer."""
        self.made.append(Attempt(what, refused, rule, said if refused else LET_THROUGH))

    def _keep(self, what: str, rule: str, said: dict[str, Any], problem: str) -> None:
        named = str(said.get("type", "")).rpartition("/")[2]
        told = str(said.get("rule") or rule)
        self.made.append(Attempt(what, named == problem and told == rule, told, str(said.get("title", LET_THROUGH))))


def refusal(dsn: str, statement: str) -> str | None:
    """What the database says no by; None where it did as it was told, which is rolled back."""
    with psycopg.connect(dsn) as connection:
        try:
            connection.execute(statement)
            connection.execute("set constraints all immediate")
        except psycopg.errors.InsufficientPrivilege:
            return "permission denied"
        except psycopg.Error as error:
            return error.diag.constraint_name or str(error.sqlstate)
        finally:
            connection.rollback()
    return None
