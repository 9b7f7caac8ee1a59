from collections.abc import AsyncIterator

import pytest_asyncio

from tests.harness.register_sources import Sources, serve_sources


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sources() -> AsyncIterator[Sources]:
    async with serve_sources() as served:
        yield served
