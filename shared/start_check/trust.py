"""The two lists of public keys: whose statements count (C16), and by which keys audit knows the logs."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from shared.auth.keys import SigningKey
from shared.auth.trust import TrustEntry, read_entries
from shared.controllog.notes import KeyType, Signer, Verifier
from shared.controllog.trusted_keys import WITNESS, TrustedKeys, load_logs, load_witness
from shared.keys.kinds import LOG, STATEMENT
from shared.settings import SERVICES, KeySettings
from shared.start_check.findings import Finding

SOON = timedelta(days=30)


def trust_list(service: str, states: Sequence[str], settings: KeySettings, now: datetime) -> Iterator[Finding]:
    try:
        entries = read_entries(settings.trust_file)
    except (OSError, ValueError) as error:
        yield _unreadable("TRUST_FILE", settings.trust_file, error)
        return
    yield from _whole(entries, now)
    try:
        key = SigningKey.load(settings.keys_dir / STATEMENT.file)
    except (OSError, ValueError):
        return  # told by key_files
    yield from _own(service, frozenset(states), key, entries, now)


def log_list(service: str, settings: KeySettings, now: datetime) -> Iterator[Finding]:
    if settings.logs_file is None:
        yield Finding(
            "LOGS_FILE",
            "is missing, so nobody can see before the start whether audit will know what is signed here",
            "Get the file from audit's administrators",
            in_production=True,
        )
        return
    try:
        logs, witness = load_logs(settings.logs_file), load_witness(settings.logs_file)
    except (OSError, ValueError) as error:
        yield _unreadable("LOGS_FILE", settings.logs_file, error)
        return
    known = {log.service: log for log in (*logs, witness)}
    for name in [name for name in SERVICES if name not in known]:
        yield Finding("LOGS_FILE", f"has no row for {name}", "Get the whole file from audit's administrators")
    mine = _verifier(service, settings)
    if mine is not None and service in known:
        yield from _known(mine, known[service], now)


def _whole(entries: Sequence[TrustEntry], now: datetime) -> Iterator[Finding]:
    for name in SERVICES:
        rows = [entry for entry in entries if entry.service == name]
        ends = [entry.valid_to for entry in rows if entry.covers(now)]
        if not ends:
            yield Finding(
                "TRUST_FILE",
                f"no key of {name} counts now",
                f"Add the row that `python -m services.{name} keys show` prints there, and tell the auditors",
            )
        elif all(end is not None and end < now + SOON for end in ends) and not _succeeded(rows, now):
            yield Finding(
                "TRUST_FILE",
                f"the last key of {name} ends within {SOON.days} days",
                'Exchange it, or set a later "to" (docs/runbook.md, Keys)',
                warns=True,
            )
    yield from _shared(entries)


def _succeeded(rows: Sequence[TrustEntry], now: datetime) -> bool:
    return any(row.valid_from > now and row.valid_from <= now + SOON for row in rows)


def _shared(entries: Sequence[TrustEntry]) -> Iterator[Finding]:
    owners: dict[str, set[str]] = {}
    for entry in entries:
        owners.setdefault(entry.thumbprint, set()).add(entry.service)
    for services in owners.values():
        if len(services) > 1:
            yield Finding(
                "TRUST_FILE",
                f"{' and '.join(sorted(services))} have one and the same key",
                "Make a key for each, and exchange the one that two have had",
            )


def _own(
    service: str, states: frozenset[str], key: SigningKey, entries: Sequence[TrustEntry], now: datetime
) -> Iterator[Finding]:
    others = {entry.service for entry in entries if entry.thumbprint == key.thumbprint} - {service}
    if others:
        yield Finding(
            "KEYS_DIR",
            f"the statement key here is {', '.join(sorted(others))}'s",
            f"Take it away, and bring {service}'s own; then exchange the other's, which was where it must not be",
        )
        return
    mine = [entry for entry in entries if entry.service == service and entry.thumbprint == key.thumbprint]
    acts = frozenset(act for entry in mine if entry.kid == key.kid and entry.covers(now) for act in entry.acts)
    if not any(entry.covers(now) for entry in mine):
        yield Finding(
            "TRUST_FILE",
            f"our own key {key.kid} does not count now, so nobody would believe what is stated",
            f"Add the row of `python -m services.{service} keys show` to all four lists, or bring the key they name",
        )
    elif missing := sorted(states - acts):
        yield Finding(
            "TRUST_FILE",
            f"our own key may not state {', '.join(missing)}",
            f"Add these acts to {service}'s row in all four lists, and tell the auditors",
        )


def _verifier(service: str, settings: KeySettings) -> Verifier | None:
    kind = KeyType.COSIGNATURE if service == WITNESS else KeyType.NOTE
    try:
        return Signer.load(settings.log_origin, settings.keys_dir / LOG.file, kind).verifier
    except (OSError, ValueError):
        return None  # told by key_files


def _known(mine: Verifier, keys: TrustedKeys, now: datetime) -> Iterator[Finding]:
    if not keys.knows(mine, now):
        yield Finding(
            "LOGS_FILE",
            f"the log key here is not the one by which audit knows {keys.origin}",
            "Bring the key that it knows; or, for a new one, have audit add it first (docs/runbook.md, Keys)",
        )


def _unreadable(setting: str, file: Path, error: Exception) -> Finding:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return Finding(setting, f"{file} cannot be used ({reason})", f"Put the installation's own there ({setting})")
