"""The days of the demonstration. The clock is set to them, so that it is the same whenever it is run."""

from datetime import date

from shared.months import Month

LAST_MONTH, THIS_MONTH = Month(2026, 11), Month(2026, 12)

FIRST_APPLICATIONS = date(2026, 10, 27)
"""Last month's grundansökningar: a renewal needs one (docs/promises.md, C9)."""
FIRST_PAY_DAY = date(2026, 10, 30)

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
"""Applications for December come in; what is decided by Wednesday is released then."""
FRIDAY = date(2026, 11, 27)
"""The first pay day. The bank has rejected some, and applications above the norm come in."""
NEXT_MONDAY = date(2026, 11, 30)
"""What was returned has come back. The second release."""
NEXT_WEDNESDAY = date(2026, 12, 2)
"""The second pay day, and the last applications."""
NEXT_FRIDAY = date(2026, 12, 4)
"""The third pay day. The month is counted."""
LATER = date(2026, 12, 18)
"""A pay day that the month does not come to: what is decided for it is still open."""

BENEFITS_PAID_ON = 20
"""The day of the month on which the registers' made-up payments were made."""
