"""What payout's own settings have to be before it starts (shared/start_check)."""

from collections.abc import Iterator

from services.payout.settings import Settings
from shared.start_check.addresses import address
from shared.start_check.findings import Finding
from shared.start_check.made_up import is_made_up_name, is_made_up_number


def own_settings(settings: Settings) -> Iterator[Finding]:
    yield from address(settings, "BANK_URL", settings.bank_url)
    debtors = [
        ("DEBTOR", settings.debtor_name, settings.debtor_account),
        *((f"OWN_DEBTORS ({code})", own.name, own.account) for code, own in settings.own_debtors.items()),
    ]
    for setting, name, account in debtors:
        if is_made_up_name(name):
            yield _made_up(setting, "the name of who pays", "the bank knows the municipality")
        if is_made_up_number(account):
            yield _made_up(setting, "the account that pays", "it is in the agreement with the bank")


def _made_up(setting: str, what: str, known: str) -> Finding:
    return Finding(setting, f"{what} is made up", f"Set it as {known}", in_production=True)
