"""What nobody's real municipality has: numbers and names that somebody put there to try something out."""

import re

_WORDS = re.compile(r"sandl[åa]d|sandbox|exempel|example|testkommun|change.?me|placeholder", re.IGNORECASE)
SHORTEST_PASSWORD = 16
LEAST_DIFFERENT_BYTES = 16


def is_made_up_name(text: str) -> bool:
    return _WORDS.search(text) is not None


def is_made_up_number(text: str) -> bool:
    """Ascending, or all the same, for five digits or more at its end."""
    digits = re.sub(r"\D", "", text)
    return any(len(run) >= 5 for run in (_same(digits), _ascending(digits)))


def is_organisation_number(digits: str) -> bool:
    """The ten digits of an organisation number end with a check digit, as Luhn's."""
    if not re.fullmatch(r"\d{10}", digits):
        return False
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def is_weak_password(password: str) -> bool:
    return len(password) < SHORTEST_PASSWORD


def is_random(key: bytes) -> bool:
    """32 random bytes have about 30 different ones; 16 or fewer are not random."""
    return len(set(key)) > LEAST_DIFFERENT_BYTES


def _same(digits: str) -> str:
    """How it ends: the last digit, as often as it stands there."""
    return digits[len(digits.rstrip(digits[-1:])) :]


def _ascending(digits: str) -> str:
    """How it ends: the digits that each are one more than the one before."""
    start = max(len(digits) - 1, 0)
    while start > 0 and int(digits[start]) == (int(digits[start - 1]) + 1) % 10:
        start -= 1
    return digits[start:]
