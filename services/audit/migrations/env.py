from services.audit.app import SERVICE
from shared.migrations import run_env

run_env(SERVICE.tables, keeps_log=False)
