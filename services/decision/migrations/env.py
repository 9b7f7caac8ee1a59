from services.decision.tables import metadata
from shared.migrations import run_env

run_env("services.decision", metadata)
