"""Days when Swedish banks carry out nothing, apart from Saturdays and Sundays."""

from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=32)
def bank_holidays(year: int) -> tuple[date, ...]:
    """The public holidays, and the eves that banks keep closed: Midsummer's, Christmas and New Year's."""
    easter = easter_day(year)
    moving = [easter + timedelta(days) for days in (-2, 0, 1, 39, 49)]
    fixed = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)]
    midsummer = _saturday_from(date(year, 6, 20))
    all_saints = _saturday_from(date(year, 10, 31))
    days = [*moving, *(date(year, m, d) for m, d in fixed), midsummer - timedelta(1), midsummer, all_saints]
    return tuple(sorted(set(days)))


def easter_day(year: int) -> date:
    """Gauss's reckoning of Easter Sunday in the Gregorian calendar, as Meeus and Jones wrote it down."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _saturday_from(day: date) -> date:
    return day + timedelta((5 - day.weekday()) % 7)
