"""Settings that every service has, read from the environment once at start. Secrets are files, named here.

Each service adds its own in `services/<name>/settings.py`.
"""

from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class OwnerSettings(BaseSettings):
    """All that `migrate` needs, and what a running service never gets."""

    owner_database_url: str = Field(description="The service's database as its owner role: postgresql://…")


class ServiceSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    database_url: str = Field(description="The service's own database, as its runtime role: postgresql://…")
    database_pool: int = Field(default=10, ge=1, description="Most connections of the API to the database.")
    listen_host: str = Field(default="127.0.0.1")
    listen_port: int = Field(ge=1, le=65535)

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
    outbox_pause_seconds: float = Field(default=1.0, description="How often waiting hand-overs are looked for.")
    sequencer_pause_seconds: float = Field(default=1.0, description="How often the control log is integrated.")
    call_timeout_seconds: float = Field(default=10.0, description="How long another service may take to answer.")

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
