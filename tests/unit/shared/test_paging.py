"""Pages: which rows, whether there are more, and how far one may go."""

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel_problems import KERNEL_PROBLEMS
from shared.paging import Page, Paged
from shared.problem_handlers import add_problem_handlers
from shared.problems import PageTooFar


@given(st.integers(0, 60), st.integers(1, 25))
def test_the_pages_together_are_the_list(count: int, limit: int) -> None:
    rows, number, more = list(range(count)), 1, True
    seen: list[int] = []
    while more:
        page = Page(number, limit)
        shown, more = page.shown(rows[page.offset : page.offset + page.fetched])
        seen += shown
        number += 1
    assert seen == rows


@pytest.mark.parametrize(
    ("query", "status", "page"),
    [
        ("", 200, [1, 20]),
        ("?page=100&limit=100", 200, [100, 100]),
        ("?page=101&limit=100", 400, None),
        ("?page=501", 400, None),
        ("?page=0", 422, None),
        ("?limit=101", 422, None),
        ("?limit=0", 422, None),
        (f"?page={10**40}", 422, None),
    ],
)
async def test_a_page_is_from_one_and_not_too_far_in(query: str, status: int, page: list[int] | None) -> None:
    app = FastAPI()
    add_problem_handlers(app, {})

    @app.get("/things")
    async def things(paged: Paged) -> list[int]:
        return [paged.number, paged.limit]

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        answer = await client.get(f"/things{query}")
    assert answer.status_code == status, answer.text
    if page:
        assert answer.json() == page
    if status == 400:
        assert answer.json()["type"].endswith(KERNEL_PROBLEMS[PageTooFar].slug)
