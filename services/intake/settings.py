"""Intake's own settings, beside those of every service (shared/settings.py)."""

from pathlib import Path

from pydantic import Field

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    box_public_key_file: Path = Field(description="Payout's public box key: account numbers are sealed to it.")
    registers_url: str = Field(description="The address of SSBTEK, or of what answers like it.")
