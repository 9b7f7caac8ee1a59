"""Public keys fetched from where their owner serves them (RFC 7517), kept, and fetched again for a key id not seen."""

import asyncio
import time

import httpx

from shared.auth.keys import NotAKey, PublicKey

MOST_KEYS = 100


class KeysNotReached(Exception):
    """The owner of the keys does not answer: try again. Nothing is known to be wrong with the token."""


class KeySet:
    """The keys at one address. An unknown key id leads to a new fetch, at most one in `pause` seconds, so that made-up
    key ids cannot be used to flood the owner."""

    def __init__(self, client: httpx.AsyncClient, url: str, pause: float = 5.0) -> None:
        self._client = client
        self._url = url
        self._pause = pause
        self._keys: dict[str, PublicKey] = {}
        self._fetched = -pause
        self._fetching = asyncio.Lock()

    async def find(self, kid: str) -> PublicKey | None:
        """Raises KeysNotReached where the key is not known and the owner does not answer."""
        if kid not in self._keys:
            async with self._fetching:
                if kid not in self._keys and time.monotonic() - self._fetched >= self._pause:
                    await self._fetch()
        return self._keys.get(kid)

    async def _fetch(self) -> None:
        try:
            answer = await self._client.get(self._url)
            answer.raise_for_status()
            documents = list(answer.json()["keys"])[:MOST_KEYS]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise KeysNotReached(self._url) from error
        self._keys = {key.kid: key for key in map(_key_or_none, documents) if key is not None}
        self._fetched = time.monotonic()


def _key_or_none(document: dict[str, object]) -> PublicKey | None:
    try:
        return PublicKey.from_jwk(document)
    except NotAKey:
        return None  # a key of another kind in the same set
