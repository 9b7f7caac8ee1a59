"""One page of a list: `page` from 1, `limit` 20 unless said (DIGG's REST API-profil), and not too far in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query

from shared.problems import PageTooFar

FARTHEST = 10_000
"""page × limit. Reaching far into a list reads all that comes before: narrow it instead."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    limit: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.limit

    @property
    def fetched(self) -> int:
        """How many rows to ask for: one more than are shown tells whether there are more."""
        return self.limit + 1

    def shown(self, rows: Sequence[Item]) -> tuple[Sequence[Item], bool]:
        """The rows of this page, and whether there are more after them."""
        return rows[: self.limit], len(rows) > self.limit


def _page(
    page: Annotated[int, Query(ge=1, le=10**9, description="Sida, från 1. / Page, from 1.", examples=[1])] = 1,
    limit: Annotated[
        int, Query(ge=1, le=100, description="Poster per sida, högst 100. / Items a page, at most 100.", examples=[20])
    ] = 20,
) -> Page:
    if page * limit > FARTHEST:
        raise PageTooFar
    return Page(page, limit)


Paged = Annotated[Page, Depends(_page)]
"""A parameter of an endpoint that lists. Raises PageTooFar."""
