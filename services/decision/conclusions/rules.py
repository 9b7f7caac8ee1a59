"""What comes of something that came after a decision: a register's answer, or a completion."""

from enum import StrEnum


class Conclusion(StrEnum):
    """`noChange`: the decision stands as it is. `revoked`: it is revoked, and decided anew where nothing was paid.
    `recovery`: what was paid too much is tried for recovery (SoL 33 kap.). `nextMonth`: it is counted in the next
    application."""

    NO_CHANGE = "noChange"
    REVOKED = "revoked"
    RECOVERY = "recovery"
    NEXT_MONTH = "nextMonth"
