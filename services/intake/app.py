"""Intake: households, accounts, applications, register evidence. Used by the citizens' e-service and by registrars."""

from fastapi import FastAPI

from services.intake.accounts import api as accounts
from services.intake.accounts import problems as account_problems
from services.intake.accounts.receivers import account_compared
from services.intake.households import api as households
from services.intake.households import problems as household_problems
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
    routers=(households.router, accounts.router),
    tables=metadata,
    problems={**household_problems.PROBLEMS, **account_problems.PROBLEMS},
    constraints={**household_problems.CONSTRAINTS, **account_problems.CONSTRAINTS},
    receivers={("payout", "accountCompared"): account_compared},
)


def build() -> FastAPI:
    return build_app(SERVICE)
