"""One entry of the control log: who did what to which things, and whether it was done or refused.

The stored form is RFC 8785 canonical JSON, so that the same entry always has the same bytes and the same hash. An
entry holds no personal data: staff are a keyed pseudonym, citizens only a role, things only random ids, and what an
object says only a salted digest.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal, cast
from uuid import UUID

from shared.canonical import canonical
from shared.persons import LOOKS_PERSONAL

Outcome = Literal["done", "refused"]
MAX_SIZE = 65535
"""Bytes of an encoded entry: an entry bundle gives the length as an unsigned 16-bit number (C2SP tlog-tiles)."""

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9§][A-Za-z0-9§ .,:;/()_-]{0,199}", re.ASCII)
_KEYED = re.compile(r"[A-Za-z0-9_-]{16,86}", re.ASCII)
_MUNICIPALITY = re.compile(r"(?:\d{4})?", re.ASCII)
_REASON = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,500}")


class BadEntry(ValueError):
    """The entry may not be logged. The message names the field and never repeats its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acted: a person in a role, or a service (or an automated function) where no person did.

    `person` is the pseudonym from shared.persons.pseudonym, never a number, a name or a person key, and None for
    citizens and services. `service` names the calling service or the function that acted by itself.
    """

    role: str
    person: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`time` is aware. `municipality` is the four-digit kommunkod, or empty for what concerns no single one. `act` is
    a camelCase verb phrase (`orderReleased`, `evidenceRead`). `rule` is the promise or paragraph that the act rests on
    or was refused by (`C1`, `FL 32 §`). `subjects` maps names to ids (`householdId`, `orderId`: UUIDs; `caseNumber`:
    text). `digest` is the salted base64url SHA-256 of the object. `reason` says why, where the act was refused. Raises
    BadEntry."""

    id: UUID
    time: datetime
    municipality: str
    service: str
    act: str
    outcome: Outcome
    actor: Actor
    rule: str | None = None
    subjects: Mapping[str, str | UUID] = field(default_factory=dict)
    digest: str | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        subjects = {name: str(value) for name, value in sorted(self.subjects.items())}
        object.__setattr__(self, "subjects", MappingProxyType(subjects))
        _check(self)

    def encode(self) -> bytes:
        """The canonical bytes that are stored and hashed. Raises BadEntry above MAX_SIZE."""
        data = canonical(_document(self))
        if len(data) > MAX_SIZE:
            raise BadEntry(f"an entry is at most {MAX_SIZE} bytes")
        return data


def decode(data: bytes) -> Entry:
    """The entry with these bytes. Raises BadEntry for anything that `encode` would not have written, byte for byte."""
    try:
        entry = _entry(json.loads(data.decode()))
        written = entry.encode()
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadEntry("not an entry of the control log") from error
    if written != data:
        raise BadEntry("not the canonical form of an entry")
    return entry


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "time": _written(entry.time),
        "municipality": entry.municipality,
        "service": entry.service,
        "act": entry.act,
        "outcome": entry.outcome,
        "actor": {"person": entry.actor.person, "role": entry.actor.role, "service": entry.actor.service},
        "rule": entry.rule,
        "subjects": dict(entry.subjects),
        "digest": entry.digest,
        "reason": entry.reason,
    }


def _entry(document: dict[str, Any]) -> Entry:
    actor = document["actor"]
    return Entry(
        id=UUID(document["id"]),
        time=datetime.fromisoformat(document["time"]),
        municipality=document["municipality"],
        service=document["service"],
        act=document["act"],
        outcome=cast(Outcome, document["outcome"]),
        actor=Actor(person=actor["person"], role=actor["role"], service=actor["service"]),
        rule=document["rule"],
        subjects=document["subjects"],
        digest=document["digest"],
        reason=document["reason"],
    )


def _written(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _check(entry: Entry) -> None:
    if entry.time.tzinfo is None:
        raise BadEntry("time: without a time zone")
    if entry.outcome not in ("done", "refused"):
        raise BadEntry("outcome: neither done nor refused")
    _match("municipality", _MUNICIPALITY, entry.municipality)
    _match("service", _WORD, entry.service)
    _match("act", _WORD, entry.act)
    _match("actor.role", _WORD, entry.actor.role)
    _match("actor.person", _KEYED, entry.actor.person, optional=True)
    _match("actor.service", _WORD, entry.actor.service, optional=True)
    _match("rule", _CODE, entry.rule, optional=True)
    _match("digest", _KEYED, entry.digest, optional=True)
    _match("reason", _REASON, entry.reason, optional=True)
    for name, value in entry.subjects.items():
        _check_subject(name, str(value))


def _check_subject(name: str, value: str) -> None:
    _match("subjects: a name", _WORD, name)
    if not name.endswith("Id"):
        return _match(f"subjects.{name}", _CODE, value)
    try:
        canonical_form = str(UUID(value)) == value
    except ValueError:
        canonical_form = False
    if not canonical_form:
        raise BadEntry(f"subjects.{name}: not a UUID")
    return None


def _match(name: str, form: re.Pattern[str], value: str | None, *, optional: bool = False) -> None:
    """Ids and keyed hashes are random and may hold any twelve digits; all else passes the last net."""
    if value is None and optional:
        return
    if not isinstance(value, str) or form.fullmatch(value) is None:
        raise BadEntry(f"{name}: not of its form")
    if form is not _KEYED and LOOKS_PERSONAL.search(value):
        raise BadEntry(f"{name}: looks like a personal number")
