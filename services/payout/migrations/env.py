from services.payout.app import SERVICE
from shared.migrations import run_env

run_env(SERVICE.tables)
