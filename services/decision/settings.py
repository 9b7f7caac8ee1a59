"""Decision's own settings, beside those of every service (shared/settings.py)."""

from pydantic import Field

from shared.running import Running
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    claim_lease_seconds: int = Field(
        default=3600, ge=1, le=7 * 86_400, description="How long a claim lasts without work; a calculation renews it."
    )


def settings_of(running: Running) -> Settings:
    """The settings that this process of decision runs with."""
    assert isinstance(running.settings, Settings)  # noqa: S101 - app.py says so
    return running.settings
