"""Keeping calculations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.tables import CalculationRow
from shared.database import insert_into


async def add(
    connection: AsyncConnection, calculation: Calculation, salt: str, at: datetime, stored: dict[str, Any]
) -> None:
    """`stored`: id, work_item_id, household_id, household_version, verification_version, declaration_version,
    calculated_by, entry_id."""
    row = {
        **stored,
        "calculated_at": at,
        "rules_version": calculation.facts.settings.version,
        "norm_version": calculation.facts.norm.version,
        "deficit_ore": calculation.deficit_ore,
        "salt": salt,
        "document": calculation.to_document(),
        "explanation": explanations(calculation),
    }
    await connection.execute(insert_into(CalculationRow), row)


def explanations(calculation: Calculation) -> dict[str, list[str]]:
    return {"sv": list(calculation.explanation("sv")), "en": list(calculation.explanation("en"))}


def logged(calculation_id: UUID, calculation: Calculation, salt: str) -> dict[str, Any]:
    """The salted object whose digest the control log gets."""
    return logged_again(calculation_id, calculation.to_document(), salt)


def logged_again(calculation_id: UUID, document: Mapping[str, Any], salt: str) -> dict[str, Any]:
    """The same object from what was stored."""
    return {"salt": salt, "calculationId": str(calculation_id), **document}
