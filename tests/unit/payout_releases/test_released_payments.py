"""What is sealed beside the bank file says the same when it is read again."""

from hypothesis import given

from services.payout.bank.accounts import Account
from services.payout.bank.pain001 import Payment, identifier
from services.payout.bank.rules import ReleasedPayment
from services.payout.releases.released_payments import read, written
from tests.unit.payout_bank.bank_files import DEBTOR, payment, payments


@given(payments)
def test_every_payment_is_read_as_it_was_written(some: list[Payment]) -> None:
    found = read(written(some, DEBTOR))
    assert {identifier(order_id): one for order_id, one in found.items()} == {
        one.end_to_end_id: ReleasedPayment(one.end_to_end_id, one.amount_ore, DEBTOR, one.creditor_account)
        for one in some
    }


def test_giros_and_ibans_keep_their_kind() -> None:
    debtor = Account("6000", "123456789", iban="SE0060000000000123456789")
    (found,) = read(written([payment(creditor_account=Account.bankgiro("5050-1055"))], debtor)).values()
    assert (found.debtor_account, found.creditor_account) == (debtor, Account.bankgiro("5050-1055"))
