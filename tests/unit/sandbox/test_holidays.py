"""The days on which Swedish banks book nothing."""

import pytest

from deploy.sandbox.bank.holidays import bank_holidays, easter_day


def test_the_bank_days_of_2026() -> None:
    assert [day.strftime("%m%d") for day in bank_holidays(2026)] == [
        "0101",
        "0106",
        "0403",
        "0405",
        "0406",
        "0501",
        "0514",
        "0524",
        "0606",
        "0619",
        "0620",
        "1031",
        "1224",
        "1225",
        "1226",
        "1231",
    ]


@pytest.mark.parametrize(("year", "day"), [(2024, "0331"), (2025, "0420"), (2027, "0328"), (2038, "0425")])
def test_easter(year: int, day: str) -> None:
    assert easter_day(year).strftime("%m%d") == day
