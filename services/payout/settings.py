"""Payout's own settings, beside those of every service (shared/settings.py)."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Self, cast

from pydantic import Field, SecretStr, StringConstraints, model_validator

from services.payout.bank.accounts import Account, AccountForm, ReportedAccount, same_account
from services.payout.bank.pain001 import BankProfile, CategoryPurpose, Party
from services.payout.debtors import Debtor, OwnDebtor
from shared.bank_accounts import BankAccount
from shared.boxes import BoxKeys
from shared.running import Running
from shared.setting_marks import Owner, Secret
from shared.settings import ServiceSettings

Municipality = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]


class Settings(ServiceSettings):
    bank_url: Annotated[str, Owner.WITH_AUDIT] = Field(
        description="The address of the bank's channel (services/payout/bank/channel.py)."
    )
    bank_token: Secret[SecretStr] = Field(
        default=SecretStr(""), description="The bearer token for the channel, if it has one."
    )
    debtor_name: Annotated[str, Owner.WITH_AUDIT] = Field(
        description="The municipality, as the bank knows its customer."
    )
    debtor_organisation_id: Annotated[str | None, Owner.WITH_AUDIT] = Field(
        default=None, description="The customer number agreed with the bank."
    )
    debtor_clearing: Annotated[str, Owner.WITH_AUDIT] = Field(
        repr=False, description="The account that pays: clearing number."
    )
    debtor_account: Annotated[str, Owner.WITH_AUDIT] = Field(
        repr=False, description="The account that pays: account number."
    )
    debtor_bic: Annotated[str | None, Owner.WITH_AUDIT] = Field(
        default=None, description="The BIC of the account that pays, where the bank wants it."
    )
    debtor_iban: Annotated[str | None, Owner.WITH_AUDIT] = Field(
        default=None, repr=False, description="Where the bank reports the account as IBAN."
    )
    own_debtors: Annotated[dict[Municipality, OwnDebtor], Owner.WITH_AUDIT] = Field(
        default={},
        repr=False,
        description="Municipalities that pay from accounts of their own, by kommunkod, as JSON: "
        '{"0180": {"name", "organisationId", "clearing", "account", "bic", "iban"}}.',
    )
    category_purpose: CategoryPurpose = Field(
        default=CategoryPurpose.SOCIAL_BENEFIT, description="SSBE, SALA or SUPP, as the bank wants it."
    )
    account_form: AccountForm = Field(default=AccountForm.NUMBER, description="How the bank wants a Swedish BBAN.")
    payee_name_length: int = Field(default=140, ge=35, le=140, description="Letters of a payee's name that it takes.")
    service_level: str | None = Field(default=None, pattern=r"^[A-Z]{4}$", description="Only where the bank wants one.")
    charge_bearer: str = Field(default="SHAR", pattern=r"^(SHAR|SLEV|DEBT|CRED|)$", description="Empty for none.")
    report_pause_seconds: float = Field(default=2.0, description="How often the bank's reports are fetched.")

    @model_validator(mode="after")
    def _debtor_is_an_account(self) -> Self:
        BankAccount.parse(self.debtor_clearing, self.debtor_account)
        return self

    @cached_property
    def debtor(self) -> Account:
        return Account.of(BankAccount.parse(self.debtor_clearing, self.debtor_account), self.debtor_iban)

    @cached_property
    def party(self) -> Party:
        return Party(self.debtor_name, self.debtor_organisation_id)

    @cached_property
    def debtors(self) -> Mapping[str, Debtor]:
        """Those with an account of their own, by municipality."""
        return {municipality: own.debtor() for municipality, own in self.own_debtors.items()}

    def debtor_of(self, municipality: str) -> Debtor:
        return self.debtors.get(municipality) or Debtor(self.party, self.debtor, self.debtor_bic)

    def municipality_of(self, account: ReportedAccount | None) -> str | None:
        """Whose account it is, if it is one municipality's own."""
        own = (who for who, debtor in self.debtors.items() if account and same_account(debtor.account, account))
        return next(own, None)

    @cached_property
    def profile(self) -> BankProfile:
        return BankProfile(
            category_purpose=self.category_purpose,
            account_form=self.account_form,
            service_level=self.service_level,
            charge_bearer=self.charge_bearer or None,
            name_length=self.payee_name_length,
        )

    @cached_property
    def box_keys(self) -> BoxKeys:
        """The private keys of sealed accounts and files. Only this process may read them, and it does so once."""
        return BoxKeys.load(self.keys_dir)


def settings_of(running: Running) -> Settings:
    return cast(Settings, running.settings)
