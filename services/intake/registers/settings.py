"""How the registers are reached. The contract leaves opening hours, time-outs and most status codes unsaid."""

from pydantic import BaseModel, ConfigDict, Field

from services.intake.registers.rules import KNOWN_CODES, CodeTable, Meaning

# fmt: off
ALL_BENEFIT_GROUPS = (
    "FK:ABB", "FK:AP", "FK:AS", "FK:BOB", "FK:BST", "FK:BTI", "FK:DPE", "FK:EJO", "FK:ET", "FK:FP", "FK:FSJP",
    "FK:GP", "FK:HE", "FK:MABB", "FK:MEK", "FK:NP", "FK:OMV", "FK:PJOB", "FK:PROG", "FK:RBE", "FK:SA", "FK:SBP",
    "FK:SJP", "FK:TFP", "FK:US", "FK:VB", "FK:YL", "PM:AP", "PM:BTI", "PM:EF",
)
# fmt: on
"""Every benefit group of LEFI version 9. A municipality that may not have one leaves it out in its settings: asking for
it makes every answer of FK one with a deviation."""


class RegisterSettings(BaseModel):
    """`url` is the SOAP address. `actor_id` is the id that Försäkringskassan has given the municipality."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(pattern=r"^https?://")
    actor_id: str = Field(min_length=1)
    lefi_version: str = "v9"
    benefit_groups: tuple[str, ...] = Field(ALL_BENEFIT_GROUPS, min_length=1)
    connect_seconds: float = Field(5.0, gt=0)
    read_seconds: float = Field(30.0, gt=0)
    deadline_seconds: float = Field(40.0, gt=0)
    """For the whole call: a server that sends a byte now and then never meets the time-out for reading."""
    attempts: int = Field(3, ge=1, le=10)
    """How often the same question is sent where the service says that it is too busy for it (HTTP 429 or 503). Nothing
    else is sent again: it may have been answered."""
    retry_seconds: float = Field(1.0, ge=0)
    """Before the second attempt; twice as long before each next one, unless the service says how long."""
    longest_retry_seconds: float = Field(20.0, ge=0)
    most_bytes: int = Field(5_000_000, gt=0)
    more_codes: dict[str, dict[str, Meaning]] = {}
    """Status codes and what they mean, beside those that are known: {"SO.StatusSvarandeOrganisation": {"1": "ok"}}."""

    @property
    def codes(self) -> CodeTable:
        fields = KNOWN_CODES.keys() | self.more_codes.keys()
        return {field: {**KNOWN_CODES.get(field, {}), **self.more_codes.get(field, {})} for field in fields}
