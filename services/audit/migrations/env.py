from services.audit.tables import metadata
from shared.migrations import run_env

run_env("services.audit", metadata, keeps_log=False)
