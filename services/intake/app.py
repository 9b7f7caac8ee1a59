"""Intake: households, accounts, applications, register evidence. Used by the citizens' e-service and by registrars."""

from fastapi import FastAPI

from services.intake.households import api as households
from services.intake.households.problems import PROBLEMS as HOUSEHOLD_PROBLEMS
from services.intake.settings import Settings
from services.intake.tables import metadata
from shared.problems import Text
from shared.running import Service
from shared.web import build_app

SERVICE = Service(
    name="intake",
    title="Öppet bistånd – ansökan (intake)",
    description=Text(
        "Hushåll, konton, ansökningar och registerkontroller. För medborgarnas e-tjänst och för registratorer.",
        "Households, accounts, applications and register evidence. For the citizens' e-service and for registrars.",
    ),
    settings=Settings,
    routers=(households.router,),
    tables=metadata,
    problems={**HOUSEHOLD_PROBLEMS},
)


def build() -> FastAPI:
    return build_app(SERVICE)
