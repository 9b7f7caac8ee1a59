"""Audit's own settings, beside those of every service (shared/settings.py)."""

from pathlib import Path

from pydantic import Field

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    logs_file: Path = Field(
        description='Whose control logs are followed: {"logs": [{"service", "verifier"}]}, the verifier key as '
        "name+key id+base64, where the name is the log's origin."
    )
    follow_pause_seconds: float = Field(default=1.0, gt=0, description="How often each log is asked for more.")
