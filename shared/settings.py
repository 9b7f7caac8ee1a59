"""Settings that every service has, read once at start: from the environment, or each from a file of its name.

Each service adds its own in `services/<name>/settings.py`. All of them, and who may change them: docs/configuration.md.
"""

import os
from functools import cached_property
from pathlib import Path
from typing import Self, TypeVar

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_FILES = Path("/run/secrets")
"""Where containers get their secrets. SECRETS_DIR says another folder."""


class OwnerSettings(BaseSettings):
    """All that `migrate` needs, and what a running service never gets."""

    model_config = SettingsConfigDict(hide_input_in_errors=True)

    owner_database_url: str = Field(repr=False, description="The service's database as its owner role: postgresql://…")


class ServiceSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: str = Field(repr=False, description="The service's own database, as its runtime role: postgresql://…")
    database_pool: int = Field(
        default=20, ge=1, description="Most connections of a process to the database: more than the requests at work."
    )
    listen_host: str = Field(default="127.0.0.1")
    listen_port: int = Field(ge=1, le=65535)
    listen_shared: bool = Field(
        default=False,
        description="Other processes of this service on this machine may listen on the port too: the kernel spreads "
        "new connections over them. Off, a port that is taken ends the start.",
    )

    keys_dir: Path = Field(description="This service's own keys: statement.pem (ES256), log.key (Ed25519 seed).")
    person_key_file: Path = Field(description="The installation key for person keys: 32 bytes, base64url.")
    person_numbers_file: Path | None = Field(default=None, description="Number changes of persons; see docs/adr/0009.")
    trust_file: Path = Field(description="Whose statements are believed, for which acts, from when to when (C16).")
    log_origin: str = Field(description="The name of this service's control log, as in its checkpoints.")

    token_issuer: str = Field(description="The sign-in whose access tokens are accepted.")
    token_jwks_url: str
    token_audience: str

    intake_url: str = ""
    decision_url: str = ""
    payout_url: str = ""
    audit_url: str = ""

    clock_offset_file: Path | None = Field(default=None, description="For demonstrations only; see shared/clock.py.")
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


def from_environment(kind: type[AnySettings]) -> AnySettings:
    """The settings as this process was given them. One that the environment does not have may be a file of its name,
    such as `/run/secrets/database_url`, so that a secret need not stand where other processes can read it.

    Raises pydantic's ValidationError, and NotADirectoryError where SECRETS_DIR is no folder."""
    named = os.environ.get("SECRETS_DIR")
    folder = Path(named) if named else SECRET_FILES
    if named and not folder.is_dir():
        raise NotADirectoryError(f"SECRETS_DIR is no folder: {folder}")
    return kind(_secrets_dir=folder if folder.is_dir() else None)
