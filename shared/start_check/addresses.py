"""Where this process is told to go, and under what name: the others, the sign-in, the clock."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from shared.settings import SERVICES, KeySettings, ServiceSettings
from shared.start_check.findings import Finding
from shared.start_check.made_up import is_made_up_name, is_weak_password


def addresses(settings: ServiceSettings) -> Iterator[Finding]:
    for name in SERVICES:
        url = settings.peers.get(name, "")
        yield from address(settings, f"{name.upper()}_URL", url, here=True)
    if urlsplit(settings.token_issuer).scheme != "https":
        yield Finding(
            "TOKEN_ISSUER",
            "is no https:// address, as every real sign-in's is",
            "Set it to what the municipality's sign-in has as issuer in /.well-known/openid-configuration",
            in_production=True,
        )
    yield from address(settings, "TOKEN_JWKS_URL", settings.token_jwks_url)
    yield from _database(settings)


def names(settings: KeySettings) -> Iterator[Finding]:
    host, _, rest = settings.log_origin.partition("/")
    if "." not in host or not rest or is_made_up_name(host):
        yield Finding(
            "LOG_ORIGIN",
            "is no name that is the municipality's own",
            "Set it to a host name of the municipality, a slash and the service, as in bistand.kommunen.se/payout, "
            "before anything is logged: it cannot be changed later",
            in_production=True,
        )


def clock(settings: ServiceSettings) -> Iterator[Finding]:
    if settings.clock_offset_file is not None:
        yield Finding(
            "CLOCK_OFFSET_FILE",
            "lets somebody move the clock that leases, due dates and keys go by",
            "Take the setting away",
            in_production=True,
        )


def address(settings: ServiceSettings, setting: str, url: str, *, here: bool = False) -> Iterator[Finding]:
    """One address. With `here` it may be on this very machine without TLS."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield Finding(setting, "is missing, or no address", f"Set {setting} to an address such as https://host:port")
    elif parts.scheme == "http" and not _is_plain(settings, parts, here):
        yield Finding(
            setting,
            "is reached without TLS, so others on the way can read and change what is said",
            "Use an https:// address; or name its host in PLAIN_HOSTS, where nobody else can be on the way",
            in_production=True,
        )


def is_on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_plain(settings: ServiceSettings, parts: SplitResult, here: bool) -> bool:
    host = parts.hostname or ""
    return host in settings.plain_hosts or (here and is_on_this_machine(host))


def _database(settings: ServiceSettings) -> Iterator[Finding]:
    password = urlsplit(settings.database_url).password
    if password is not None and is_weak_password(password):
        yield Finding(
            "DATABASE_URL",
            "has a password that can be guessed",
            "Give the role a new one of 16 random characters or more (deploy/roles.sql), and keep it in a file",
            in_production=True,
        )
