"""Settings that every service has, read once at start: from the environment, or each from a file of its name.

Each service adds its own in `services/<name>/settings.py`. All of them, and who may change them: docs/configuration.md.
"""

import os
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.setting_marks import Mark, Owner, Secret

SERVICES = ("intake", "decision", "payout", "audit")
SECRET_FILES = Path("/run/secrets")
"""Where containers get their secrets. SECRETS_DIR says another folder."""


class Installation(StrEnum):
    """What this is. It is production unless it says otherwise, and a sandbox has to say so (shared/start_check)."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"


class OwnerSettings(BaseSettings):
    """All that `migrate` needs, and what a running service never gets."""

    model_config = SettingsConfigDict(hide_input_in_errors=True)

    owner_database_url: Secret[str] = Field(
        repr=False, description="The service's database as its owner role: postgresql://…. For `migrate` alone."
    )


class KeySettings(BaseSettings):
    """Which keys a service has and believes: all that its `keys` command needs."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    installation: Annotated[Installation, Owner.NOBODY] = Field(
        default=Installation.PRODUCTION,
        description="`sandbox` for one with made-up people. It is logged and shown in `/health/ready`. Nothing that "
        "the promises say is off in a sandbox: it may only have a moved clock, made-up numbers and no TLS.",
    )
    keys_dir: Annotated[Path, Owner.WITH_AUDIT] = Field(
        description="The folder with this service's own keys and no other's: `python -m services.<name> keys`."
    )
    person_key_file: Annotated[Path, Owner.WITH_AUDIT] = Field(
        description="The installation key for person keys, the same in all services: 32 bytes, base64url. Those that "
        "it was exchanged for lie beside it (`keys switch person`)."
    )
    trust_file: Annotated[Path, Owner.WITH_AUDIT] = Field(
        description="The trust list: whose statements are believed, for which acts, from when to when (C16)."
    )
    log_origin: Annotated[str, Owner.NOBODY] = Field(
        description="The name of this service's control log, as in its checkpoints: the municipality's host name, a "
        "slash and the service. For audit, what its cosignatures are named."
    )
    logs_file: Annotated[Path | None, Owner.AUDIT] = Field(
        default=None,
        description="The public keys of the control logs, by which audit knows them (docs/auditing.md). The three "
        "services have a copy, to see that audit will know what they sign.",
    )


class ServiceSettings(KeySettings):
    database_url: Secret[str] = Field(
        repr=False,
        description="The service's own database, as its runtime role: `postgresql://…`, with `?ssl=verify-full`"
        " where it is on another host.",
    )
    database_pool: int = Field(
        default=20, ge=1, description="Most connections of a process to the database: more than the requests at work."
    )
    listen_host: str = Field(default="127.0.0.1", description="Where requests are heard. TLS ends in front of it.")
    listen_port: int = Field(ge=1, le=65535, description="The port there.")
    listen_shared: bool = Field(
        default=False,
        description="Other processes of this service on this machine may listen on the port too: the kernel spreads "
        "new connections over them. Off, a port that is taken ends the start.",
    )
    plain_hosts: Annotated[frozenset[str], Owner.WITH_AUDIT] = Field(
        default=frozenset(),
        description="Hosts that are reached without TLS of ours, as a JSON list: only where nobody else can listen, as "
        "in a network of containers on one machine, or where a mesh has TLS of its own. This machine itself is always "
        "allowed for the services and the database.",
    )

    person_numbers_file: Path | None = Field(
        default=None,
        description="Number changes of persons (`python -m shared.person_numbers`, docs/adr/0009). Read again when it "
        "changes.",
    )
    token_issuer: Annotated[str, Owner.WITH_AUDIT] = Field(
        description="The sign-in whose access tokens are accepted: their `iss`."
    )
    token_jwks_url: Annotated[str, Owner.WITH_AUDIT] = Field(description="Where the sign-in serves its public keys.")
    token_audience: Annotated[str, Owner.WITH_AUDIT] = Field(description="What access tokens for us have as `aud`.")

    intake_url: str = Field(default="", description="The address of intake, for the other services.")
    decision_url: str = Field(default="", description="The address of decision.")
    payout_url: str = Field(default="", description="The address of payout.")
    audit_url: str = Field(default="", description="The address of audit.")

    clock_offset_file: Annotated[Path | None, Owner.SANDBOX] = Field(
        default=None, description="A file with how many seconds the clock is moved (shared/clock.py)."
    )
    most_body_bytes: int = Field(default=1_000_000, description="Larger requests are refused with 413.")
    most_hand_over_bytes: int = Field(default=16_000_000, description="The same for hand-overs between services.")
    requests_at_work: int = Field(
        default=12, ge=2, description="How many requests of people a process works on at once."
    )
    service_requests_at_work: int = Field(
        default=4, ge=1, description="The same for services and readers of the control log, beside those of people."
    )
    requests_waiting: int = Field(
        default=64, ge=0, description="How many more may wait in each of the two lines. The next gets 503."
    )
    requests_wait_seconds: float = Field(
        default=5.0, gt=0, description="How long one waits at most before it gets 503, with nothing done."
    )
    requests_of_one: int = Field(
        default=8, ge=1, description="How many of those one token may have at once. The next gets 429."
    )
    outbox_pause_seconds: float = Field(default=1.0, description="How often waiting hand-overs are looked for.")
    sequencer_pause_seconds: float = Field(default=1.0, description="How often the control log is integrated.")
    hand_overs_kept_days: int = Field(
        default=35,
        ge=7,
        description="How long a hand-over that was taken is kept, to be sent again where its receiver has lost it: at "
        "least as long as the oldest backup that may be put back. One that waits or was refused stays.",
    )
    answers_kept_days: int = Field(
        default=35,
        ge=7,
        description="How long the answer to a request is kept under its Idempotency-Key. After that, the same request "
        "is a new one.",
    )
    removal_pause_seconds: float = Field(
        default=60.0, gt=0, description="How often what has been kept for so long is removed, at most 10 000 of each."
    )
    metrics_port: int | None = Field(
        default=None, ge=1, le=65535, description="Where Prometheus reads this process's figures; none unless set."
    )
    metrics_host: str = Field(default="127.0.0.1", description="The address of that port: of an inner network only.")
    call_timeout_seconds: float = Field(default=10.0, description="How long another service may take to answer.")

    @model_validator(mode="after")
    def _what_is_taken_on_can_be_done(self) -> Self:
        """Whoever has a place must not wait for a connection until the pool's time-out, and one caller not have all."""
        if self.requests_at_work + self.service_requests_at_work >= self.database_pool:
            raise ValueError("database_pool must be above requests_at_work and service_requests_at_work together")
        if self.requests_of_one >= self.requests_at_work:
            raise ValueError("requests_of_one must be below requests_at_work")
        return self

    @cached_property
    def peers(self) -> dict[str, str]:
        """The address of each service that has one set, by name."""
        urls = {
            "intake": self.intake_url,
            "decision": self.decision_url,
            "payout": self.payout_url,
            "audit": self.audit_url,
        }
        return {name: url.rstrip("/") for name, url in urls.items() if url}


AnySettings = TypeVar("AnySettings", bound=BaseSettings)


def secrets_folder() -> Path:
    """Where what the environment does not have may lie in files."""
    return Path(os.environ.get("SECRETS_DIR") or SECRET_FILES)


def from_environment(kind: type[AnySettings]) -> AnySettings:
    """The settings as this process was given them. One that the environment does not have may be a file of its name,
    such as `/run/secrets/database_url`, so that a secret need not stand where other processes can read it.

    Raises pydantic's ValidationError, and NotADirectoryError where SECRETS_DIR is no folder."""
    folder = secrets_folder()
    if folder.is_dir():
        return kind(_secrets_dir=folder)
    if os.environ.get("SECRETS_DIR"):
        raise NotADirectoryError(f"SECRETS_DIR is no folder: {folder}")
    return kind()


def secrets_in(kind: type[BaseSettings]) -> list[str]:
    """The names of those settings that are secret."""
    return [name for name, field in kind.model_fields.items() if Mark.SECRET in field.metadata]
