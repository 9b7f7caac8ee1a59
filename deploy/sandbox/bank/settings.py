"""The bank stand-in's settings, from the environment."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic.alias_generators import to_camel
from pydantic_settings import BaseSettings


class HeldAccount(BaseModel):
    """A customer's account in kronor: clearing number of four digits, account number without it."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    clearing_number: str = Field(pattern=r"^[0-9]{4}$")
    account_number: str = Field(pattern=r"^[0-9]{5,12}$")
    name: str = Field(min_length=1, max_length=70)


class BankSettings(BaseSettings):
    bank_token: SecretStr | None = None
    """What a client has to send as bearer token. Without one, everybody is let in."""
    bank_accounts: list[HeldAccount] = []
    """Accounts that are open from the start, as JSON: [{"clearingNumber", "accountNumber", "name"}]."""
    bank_database: str = ":memory:"
    """A file, for a bank that remembers over a restart."""
    bank_cutoff: str = "15:00"
    """A file that comes later is carried out on the next bank day."""
    clock_offset_file: Path | None = None
