from services.decision.app import SERVICE
from shared.migrations import run_env

run_env(SERVICE.tables)
