"""A control log somewhere else, read over HTTP."""

from collections.abc import Mapping

import httpx

from shared.controllog.bundles import MOST_BYTES
from shared.controllog.verify import Fetch


class LogAway(Exception):
    """The log does not answer, or not with a file of a size that a log has. The message says what came instead."""


def fetch_over_http(client: httpx.AsyncClient, url: str, headers: Mapping[str, str]) -> Fetch:
    """Reads the files below `url`, which ends with /control-log. Each raises LogAway where there is nothing to read."""

    async def fetch(path: str) -> bytes:
        try:
            async with client.stream("GET", f"{url}/{path}", headers=headers) as answer:
                if answer.status_code != 200:
                    raise LogAway(f"status {answer.status_code} for {path}")
                return await _bounded(answer, path)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise LogAway(type(error).__name__) from error

    return fetch


async def _bounded(answer: httpx.Response, path: str) -> bytes:
    """A log that never stops answering must not fill the reader's memory."""
    data = bytearray()
    async for part in answer.aiter_bytes():
        data += part
        if len(data) > MOST_BYTES:
            raise LogAway(f"more than an entry bundle for {path}")
    return bytes(data)
