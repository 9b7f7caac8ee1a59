"""Audit: its own verified copy of the three control logs, and what auditors ask of it. It belongs to the auditors, with
keys, database and administrators of its own: a log kept only by those it is about proves nothing."""

from fastapi import FastAPI

from services.audit.acts import STATED
from services.audit.entries import api as entries
from services.audit.entries.problems import PROBLEMS as ENTRY_PROBLEMS
from services.audit.evidence import api as evidence
from services.audit.logs import api as logs
from services.audit.logs.loop import follow_for_ever
from services.audit.logs.measures import followed
from services.audit.logs.store import state
from services.audit.settings import Settings
from services.audit.words import WORDS
from shared.problems import Text
from shared.running import Service
from shared.web import build_app

SERVICE = Service(
    name="audit",
    title="Öppet bistånd – revision (audit)",
    description=Text(
        "Kontrolloggen från ansökan, beslut och utbetalning, kontrollerad och bevittnad. För revisorer. "
        "En sökning når högst 10 000 poster: begränsa med from och to.",
        "The control log of intake, decision and payout, verified and cosigned. For auditors. A search reaches at most "
        "10 000 entries: narrow by from and to.",
    ),
    settings=Settings,
    states=STATED,
    routers=(entries.router, evidence.router, logs.router),
    words=WORDS,
    problems=ENTRY_PROBLEMS,
    loops=(follow_for_ever,),
    keeps_log=False,
    state=state,
    measures=(followed,),
)


def build() -> FastAPI:
    app = build_app(SERVICE)
    app.include_router(logs.witness_router)
    return app
