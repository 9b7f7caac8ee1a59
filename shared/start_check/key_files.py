"""The keys of this process: its own, whole, and nobody else's to read or write."""

import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from shared.auth.keys import SigningKey
from shared.boxes import BoxKeys
from shared.canonical import from_base64url
from shared.controllog.notes import Signer
from shared.keys.files import is_of_a_sandbox, read_key
from shared.keys.kinds import BOX, KINDS, LOG, STATEMENT
from shared.keys.person_files import earlier_files, load_person_keys
from shared.settings import SERVICES, KeySettings, secrets_folder
from shared.start_check.findings import Finding
from shared.start_check.made_up import is_random

_PRIVATE = {".pem", ".key"}


def key_files(service: str, settings: KeySettings, *, opens_boxes: bool) -> Iterator[Finding]:
    folder = settings.keys_dir
    yield from _loads("KEYS_DIR", folder / STATEMENT.file, SigningKey.load, service)
    yield from _loads("KEYS_DIR", folder / LOG.file, lambda file: _seed(settings.log_origin, file), service)
    if opens_boxes:
        yield from _loads("KEYS_DIR", folder / BOX.file, lambda _: BoxKeys.load(folder).seal(b""), service)
    yield from _loads("PERSON_KEY_FILE", settings.person_key_file, _key_for_persons, service)
    yield from _earlier(settings.person_key_file)
    yield from _not_ours(service, folder, opens_boxes=opens_boxes)
    yield from _of_a_sandbox(settings)


def rights(settings: KeySettings, secrets: Iterable[str]) -> Iterator[Finding]:
    """Who else can read what is secret, or write what is believed. `secrets`: settings that may be files."""
    private = [("KEYS_DIR", file) for file in _private_files(settings.keys_dir)]
    private += [("PERSON_KEY_FILE", file) for file in _for_persons(settings.person_key_file)]
    private += [(name.upper(), secrets_folder() / name) for name in secrets]
    for setting, file in private:
        if _mode(file) & (stat.S_IROTH | stat.S_IWOTH | stat.S_IWGRP):
            yield Finding(setting, f"others can read or write {file}", f"chmod 600 {file}, for the service's own user")
    for setting, public in (("TRUST_FILE", settings.trust_file), ("LOGS_FILE", settings.logs_file)):
        if public is not None and _mode(public) & stat.S_IWOTH:
            yield Finding(setting, f"everybody can write {public}", f"chmod 644 {public}")


def _loads(setting: str, file: Path, load: Callable[[Path], object], service: str) -> Iterator[Finding]:
    try:
        load(file)
    except OSError as error:
        yield Finding(setting, f"{file} cannot be read ({error.strerror})", _make(setting, service))
    except (ValueError, TypeError):
        yield Finding(setting, f"{file} is not the key that it should be", _make(setting, service))


def _make(setting: str, service: str) -> str:
    command = f"`python -m services.{service} keys"
    if setting == "PERSON_KEY_FILE":
        return f"It is the same in all services: bring it from another, or make the first with {command} person`"
    return f"Make it with {command} make`, or bring it back from where it is kept"


def _seed(origin: str, file: Path) -> None:
    if not is_random(Signer.load(origin, file).seed):
        raise ValueError("not random")


def _key_for_persons(file: Path) -> None:
    key = from_base64url(read_key(file))
    if len(key) != 32 or not is_random(key):
        raise ValueError("not 32 random bytes")


def _earlier(present: Path) -> Iterator[Finding]:
    try:
        load_person_keys(present)
    except (OSError, ValueError):
        if earlier_files(present):
            yield Finding(
                "PERSON_KEY_FILE",
                f"an earlier key beside {present}, or whom the installation knew by it, cannot be read",
                "Bring back -1.key and -1.known (-2 …) from where they are kept: without them everybody who was known "
                "would be nobody (docs/runbook.md, Keys)",
            )


def _for_persons(present: Path) -> list[Path]:
    return [present, *(one for key in earlier_files(present) for one in (key, key.with_suffix(".known")))]


def _not_ours(service: str, folder: Path, *, opens_boxes: bool) -> Iterator[Finding]:
    kinds = KINDS if opens_boxes else (STATEMENT, LOG)
    known = {name for kind in kinds for name in (kind.file, kind.next_file)}
    for file in _private_files(folder):
        retired_box = opens_boxes and file.parent.name == "retired" and file.name.startswith("box-")
        if not retired_box and (file.parent != folder or file.name not in known):
            yield Finding(
                "KEYS_DIR",
                f"{file} is no key of {service}'s",
                "Take it away. A key is in the one place where it is used; was it elsewhere too, exchange it",
            )
    for other in sorted({*SERVICES} - {service}):
        if folder.name == service and _private_files(folder.parent / other):
            yield Finding(
                "KEYS_DIR",
                f"the private keys of {other} can be read from here, in {folder.parent / other}",
                "Give each service a user, and a place for keys, that the others cannot read",
                in_production=True,
            )


def _of_a_sandbox(settings: KeySettings) -> Iterator[Finding]:
    for file in (*_private_files(settings.keys_dir), settings.person_key_file):
        if file.is_file() and _can_read(file) and is_of_a_sandbox(file):
            yield Finding(
                "PERSON_KEY_FILE" if file == settings.person_key_file else "KEYS_DIR",
                f"{file} was made for a sandbox",
                "Make keys for production: what a sandbox had is known to everybody who had the sandbox",
                in_production=True,
            )


def _private_files(folder: Path) -> list[Path]:
    """Also those in folders below. None where the folder cannot be read."""
    found = folder.rglob("*") if folder.is_dir() else ()
    return sorted(file for file in found if file.suffix in _PRIVATE and _can_read(file))


def _can_read(file: Path) -> bool:
    try:
        file.read_text()
    except (OSError, UnicodeDecodeError):
        return False
    return True


def _mode(file: Path) -> int:
    try:
        return file.stat().st_mode
    except OSError:
        return 0
