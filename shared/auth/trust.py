"""Whose statements are believed (C16): a dated list in the service's settings. A JWKS only brings the keys; a key that
is not on the list, or is not the one whose thumbprint the list names, speaks for nobody."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from shared.auth.envelope import FindKey
from shared.auth.jwks import KeysNotReached
from shared.auth.keys import PublicKey
from shared.clock import read_moment


class Keys(Protocol):
    """Where a service's public keys come from: its JWKS (shared.auth.jwks), or a file."""

    async def find(self, kid: str) -> PublicKey | None: ...


@dataclass(frozen=True, slots=True)
class TrustEntry:
    """`service` may state `acts` under this key, from `valid_from` until `valid_to` (None: no end set). What it stated
    then is believed until `believed_to`: with a key that leaked, as in most rows, no longer than it may state."""

    service: str
    acts: frozenset[str]
    kid: str
    thumbprint: str
    valid_from: datetime
    valid_to: datetime | None
    believed_to: datetime | None

    def covers(self, moment: datetime) -> bool:
        return self.valid_from <= moment and (self.valid_to is None or moment < self.valid_to)

    def believed(self, moment: datetime) -> bool:
        """Whether what was stated in its time is believed at that moment."""
        return self.valid_from <= moment and (self.believed_to is None or moment < self.believed_to)


class TrustList:
    def __init__(self, entries: tuple[TrustEntry, ...], key_sets: Mapping[str, Keys]) -> None:
        self._entries = entries
        self._key_sets = key_sets

    @classmethod
    def load(cls, file: Path, key_sets: Mapping[str, Keys]) -> "TrustList":
        """The file: {"services": [{service, acts[], kid, thumbprint, from, to, believedTo?}]}; `key_sets` by service
        name. Raises OSError, and ValueError where the file is not of its form."""
        return cls(read_entries(file), key_sets)

    def _of_key(self, service: str, kid: str) -> list[TrustEntry]:
        return [entry for entry in self._entries if (entry.service, entry.kid) == (service, kid)]

    def may_state(self, service: str, kid: str, act: str, stated: datetime, now: datetime | None = None) -> bool:
        """Whether this key of this service was trusted with this act when it was stated, and, where `now` is given, is
        believed about it now."""
        trusted = (entry for entry in self._of_key(service, kid) if entry.covers(stated) and act in entry.acts)
        return any(now is None or entry.believed(now) for entry in trusted)

    def ends(self) -> Mapping[str, datetime]:
        """When the last of each service's keys is no longer trusted, for those that end by themselves."""
        mine: dict[str, list[datetime | None]] = {}
        for entry in self._entries:
            mine.setdefault(entry.service, []).append(entry.valid_to)
        return {service: max(filter(None, ends)) for service, ends in mine.items() if None not in ends}

    def owner_of(self, kid: str, moment: datetime) -> str | None:
        """The service whose key this is at that moment, or None."""
        owners = (entry.service for entry in self._entries if entry.kid == kid and entry.covers(moment))
        return next(owners, None)

    def keys_of(self, service: str, moment: datetime) -> FindKey:
        """Finds a key of this service that may state and call at that moment, with the thumbprint that the list names.

        What it finds so raises KeysNotReached where the key is on the list, and its owner does not give it, or not yet:
        of several processes one may be from before a change of keys. Nothing is known to be wrong then: try again."""
        return self._finding(service, lambda entry: entry.covers(moment))

    def keys_believed_of(self, service: str, moment: datetime) -> FindKey:
        """The same for a key whose statements, made in its time, are believed at that moment."""
        return self._finding(service, lambda entry: entry.believed(moment))

    def _finding(self, service: str, counts: Callable[[TrustEntry], bool]) -> FindKey:
        async def find(kid: str) -> PublicKey | None:
            listed = [entry for entry in self._of_key(service, kid) if counts(entry)]
            if listed and service in self._key_sets and await self._key_sets[service].find(kid) is None:
                raise KeysNotReached(kid)
            return await self._find(service, kid, listed)

        return find

    def keys_ever_of(self, service: str) -> FindKey:
        """Finds a key of this service that is or was on the list: for evidence of what was stated once."""

        async def find(kid: str) -> PublicKey | None:
            return await self._find(service, kid, self._of_key(service, kid))

        return find

    async def _find(self, service: str, kid: str, listed: list[TrustEntry]) -> PublicKey | None:
        if not listed or service not in self._key_sets:
            return None
        key = await self._key_sets[service].find(kid)
        return key if key is not None and any(key.thumbprint == entry.thumbprint for entry in listed) else None


def read_entries(file: Path) -> tuple[TrustEntry, ...]:
    """Raises OSError and ValueError."""
    try:
        return tuple(map(_entry, json.loads(file.read_text())["services"]))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a trust list: {error}") from error


def _entry(document: dict[str, object]) -> TrustEntry:
    acts, ends = document["acts"], document.get("to")
    if not isinstance(acts, list):
        raise TypeError("acts is a list of act names")
    return TrustEntry(
        service=str(document["service"]),
        acts=frozenset(str(act) for act in acts),
        kid=str(document["kid"]),
        thumbprint=str(document["thumbprint"]),
        valid_from=read_moment(str(document["from"])),
        valid_to=_moment_or_none(ends),
        believed_to=_moment_or_none(document.get("believedTo", ends)),
    )


def _moment_or_none(written: object) -> datetime | None:
    return None if written is None else read_moment(str(written))
