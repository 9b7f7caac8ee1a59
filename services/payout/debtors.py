"""Whose account pays: the installation's own, or that of a municipality that has one of its own."""

from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from services.payout.bank.accounts import Account
from services.payout.bank.pain001 import Party
from shared.bank_accounts import BankAccount


@dataclass(frozen=True, slots=True)
class Debtor:
    party: Party
    account: Account
    bic: str | None


class OwnDebtor(BaseModel):
    """A municipality that pays from an account of its own."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", hide_input_in_errors=True
    )

    name: str
    organisation_id: str | None = None
    clearing: str = Field(repr=False)
    account: str = Field(repr=False)
    bic: str | None = None
    iban: str | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _is_an_account(self) -> Self:
        BankAccount.parse(self.clearing, self.account)
        return self

    def debtor(self) -> Debtor:
        account = Account.of(BankAccount.parse(self.clearing, self.account), self.iban)
        return Debtor(Party(self.name, self.organisation_id), account, self.bic)
