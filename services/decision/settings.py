"""Decision's own settings, beside those of every service (shared/settings.py)."""

from typing import Annotated

from pydantic import Field

from services.decision.calculations.deviations import DEVIATION_PERCENT
from shared.running import Running
from shared.setting_marks import Owner
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    claim_lease_seconds: int = Field(
        default=3600, ge=1, le=7 * 86_400, description="How long a claim lasts without work; a calculation renews it."
    )
    stopped_patience_seconds: int = Field(
        default=300, ge=1, description="How long a payment stopped for a revocation waits for it, before it is work."
    )
    deviation_percent: Annotated[int, Owner.WITH_AUDIT] = Field(
        default=DEVIATION_PERCENT,
        ge=0,
        le=100,
        description="How many per cent an income may lie from what a register says before a handler is told.",
    )
    payment_watch_pause_seconds: float = Field(
        default=5.0, gt=0, description="How often refused hand-overs and stopped payments are looked for."
    )
    completion_watch_pause_seconds: float = Field(
        default=5.0, gt=0, description="How often requests whose last day is past are looked for."
    )


def settings_of(running: Running) -> Settings:
    """The settings that this process of decision runs with."""
    assert isinstance(running.settings, Settings)  # noqa: S101 - app.py says so
    return running.settings
