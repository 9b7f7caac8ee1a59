"""Prisbasbelopp (2 kap. 6–7 §§ socialförsäkringsbalken): how much of a child's own wages a year is left out.

Only amounts read in the regulation itself are stored."""

_KRONOR = {
    2026: 59_200,  # förordning (2025:872)
}


def price_base_amount(year: int) -> int | None:
    """Öre for the calendar year, or None where none is stored: the dated settings then have to say it."""
    kronor = _KRONOR.get(year)
    return None if kronor is None else kronor * 100
