"""What keeps a declared conflict of interest from being kept."""

from shared.problems import Busy, DomainError

CONSTRAINTS: dict[str, DomainError] = {"conflict_once": Busy()}
"""Declared twice at once: tried again, it finds the first."""
