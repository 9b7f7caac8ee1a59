"""What intake's API takes beside bodies: the parameters of paths, and the caller's language."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from shared.problems import language_of

HouseholdId = Annotated[
    UUID,
    Path(
        alias="householdId",
        description="Hushållets id. / The household's id.",
        examples=["01980a3e-1c5b-7cc3-9d1e-3f5a6b7c8d90"],
    ),
]
AccountId = Annotated[
    UUID,
    Path(
        alias="accountId",
        description="Kontots id. / The account's id.",
        examples=["01980a3f-2d6c-7dd4-8e2f-4a6b7c8d9e01"],
    ),
]
ApplicationId = Annotated[
    UUID,
    Path(
        alias="applicationId",
        description="Ansökans id. / The application's id.",
        examples=["01980a40-3e7d-7ee5-9f30-5b7c8d9eaf12"],
    ),
]
Language = Annotated[str, Depends(language_of)]
"""That of the caller (Accept-Language): "sv" or "en"."""
