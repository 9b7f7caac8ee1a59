"""When a claim falls back."""

from datetime import UTC, datetime

from services.decision.claims.rules import lease_end


def test_a_lease_lasts_as_long_as_it_is_set_to() -> None:
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

    assert lease_end(now, 3600) == datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
