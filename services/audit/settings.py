"""Audit's own settings, beside those of every service (shared/settings.py)."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from shared.setting_marks import Owner
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    logs_file: Annotated[Path, Owner.AUDIT] = Field(
        description="Whose control logs are followed, and by which keys (shared/controllog/trusted_keys.py)."
    )
    follow_pause_seconds: float = Field(default=1.0, gt=0, description="How often each log is asked for more.")
