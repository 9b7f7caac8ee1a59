"""Optimistic locking: a change names the version that it changes, in If-Match (RFC 9110)."""

from shared.problems import VersionMissing, VersionStale


def etag(version: int) -> str:
    return f'"{version}"'


def check_if_match(header: str | None, version: int) -> None:
    """Raises VersionMissing (428) without a header, VersionStale (412) where it names another version."""
    if header is None:
        raise VersionMissing
    if etag(version) not in (tag.strip() for tag in header.split(",")):
        raise VersionStale
