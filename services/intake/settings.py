"""Intake's own settings, beside those of every service (shared/settings.py)."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.intake.registers.rules import Block, Meaning
from services.intake.registers.settings import ALL_BENEFIT_GROUPS, RegisterSettings
from services.intake.registers.ssbtek import Submitter
from shared.running import Running
from shared.setting_marks import Owner
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    box_public_key_file: Annotated[Path, Owner.WITH_AUDIT] = Field(
        description="Payout's public box key: account numbers are sealed to it."
    )
    renewal_months: Annotated[int, Owner.WITH_AUDIT] = Field(
        default=12, ge=1, le=60, description="Months after a granted new application in which a renewal is possible."
    )

    registers_url: Annotated[str, Owner.WITH_AUDIT] = Field(
        description="The SOAP address of SSBTEK, or of what answers like it."
    )
    registers_actor_id: Annotated[str, Owner.WITH_AUDIT] = Field(
        description="The municipality's id at Försäkringskassan."
    )
    registers_organisation_number: Annotated[str, Owner.WITH_AUDIT] = Field(
        description="The board that asks, in twelve digits: 16 and the ten."
    )
    registers_organisation: Annotated[str, Owner.WITH_AUDIT] = Field(description="The board's name.")
    registers_handler: str = Field(
        default="Öppet bistånd, registerkontroll", min_length=1, description="The function that asks."
    )
    registers_purpose: Annotated[str, Owner.WITH_AUDIT] = Field(
        default="Prövning av ansökan om ekonomiskt bistånd",
        min_length=1,
        description="What a look-up is for. It is kept with each answer.",
    )
    registers_legal_ground: Annotated[str, Owner.WITH_AUDIT] = Field(
        default="15 kap. 10–12 §§ socialtjänstlagen (2025:400)",
        min_length=1,
        description="What a look-up rests on. It is kept with each answer.",
    )
    registers_blocks: Annotated[frozenset[Block], Owner.WITH_AUDIT] = Field(
        default=frozenset(Block), min_length=1, description="Whom to ask."
    )
    registers_benefit_groups: Annotated[tuple[str, ...], Owner.WITH_AUDIT] = Field(
        default=ALL_BENEFIT_GROUPS, description="Those that FK allows."
    )
    registers_more_codes: Annotated[dict[str, dict[str, Meaning]], Owner.WITH_AUDIT] = Field(
        default={}, description="Status codes of the registers beside those that are known, and what they mean."
    )

    registers_connect_seconds: float = Field(default=5.0, gt=0, description="How long to try to reach the registers.")
    registers_read_seconds: float = Field(
        default=30.0, gt=0, description="How long to wait for the next part of an answer."
    )
    registers_deadline_seconds: float = Field(default=40.0, gt=0, description="How long a call may last in all.")
    registers_attempts: int = Field(
        default=3, ge=1, le=10, description="How often a question is sent that the registers are too busy for."
    )
    registers_retry_seconds: float = Field(
        default=1.0, ge=0, le=60, description="The first wait in between, where the registers do not say how long."
    )
    registers_longest_retry_seconds: float = Field(
        default=20.0, ge=0, le=300, description="The longest wait in between, whatever the registers say."
    )
    registers_most_bytes: int = Field(
        default=5_000_000, ge=10_000, le=50_000_000, description="A larger answer is not read to its end."
    )

    ask_again_after_seconds: int = Field(
        default=86_400,
        ge=60,
        description="How long after a question the registers that gave no answer are asked again.",
    )
    ask_again_days: int = Field(
        default=92, ge=1, le=366, description="How long after an application came in its silent registers are asked."
    )
    ask_again_pause_seconds: float = Field(
        default=300.0, gt=0, description="How often it is looked for whom to ask about again."
    )

    @model_validator(mode="after")
    def _can_ask(self) -> Self:
        """A start with settings that no look-up could be made with fails at once."""
        self.registers()
        self.on_behalf_of()
        return self

    def registers(self) -> RegisterSettings:
        return RegisterSettings(
            url=self.registers_url,
            actor_id=self.registers_actor_id,
            benefit_groups=self.registers_benefit_groups,
            more_codes=self.registers_more_codes,
            connect_seconds=self.registers_connect_seconds,
            read_seconds=self.registers_read_seconds,
            deadline_seconds=self.registers_deadline_seconds,
            attempts=self.registers_attempts,
            retry_seconds=self.registers_retry_seconds,
            longest_retry_seconds=self.registers_longest_retry_seconds,
            most_bytes=self.registers_most_bytes,
        )

    def on_behalf_of(self) -> Submitter:
        return Submitter(self.registers_organisation_number, self.registers_organisation, self.registers_handler)


def settings_of(running: Running) -> Settings:
    """Intake's settings of this process."""
    if not isinstance(running.settings, Settings):
        raise TypeError("not a process of intake")
    return running.settings
