"""What docs/configuration.md says of a setting beside its description: who may change it, and whether it is a secret.

A setting without a mark is for IT operations, and no secret: `clock_offset_file: Annotated[Path, Owner.SANDBOX]`.
"""

from enum import StrEnum
from typing import Annotated, TypeVar


class Owner(StrEnum):
    """Who may change a setting. Every change takes effect at the next start of the process."""

    OPERATIONS = "IT operations"
    WITH_AUDIT = "system owner, with audit told first"
    AUDIT = "audit's own administrators"
    NOBODY = "nobody, once in use"
    SANDBOX = "only in a sandbox"


class Mark(StrEnum):
    SECRET = "secret"  # noqa: S105 - the word, not one


Value = TypeVar("Value")
Secret = Annotated[Value, Mark.SECRET]
"""`bank_token: Secret[SecretStr]`: better a file than in the environment, and never in a message."""
