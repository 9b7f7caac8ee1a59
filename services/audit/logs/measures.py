"""How far audit has followed each log, and what was wrong with it, as Prometheus asks."""

from datetime import datetime

from prometheus_client.core import Metric
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.audit.logs.rules import Fault
from shared.watching.gauges import table

_COPIES = text("""
    select l.service, l.size, coalesce(l.cosigned_size, 0) as cosigned, c.cosigned_at
    from followed_log l
    left join cosigned_checkpoint c on c.origin = l.origin and c.size = l.cosigned_size""")
_ALARMS = text("""
    select l.service, a.kind, count(*) as alarms from log_alarm a join followed_log l on l.origin = a.origin
    group by l.service, a.kind""")


async def followed(connection: AsyncConnection, now: datetime) -> list[Metric]:
    """By log: how many entries are copied and cosigned, and when that was. Each kind of alarm is there from the start,
    so that the first one is seen to come."""
    rows = (await connection.execute(_COPIES)).all()
    alarms = {(row.service, row.kind): row.alarms for row in await connection.execute(_ALARMS)}
    kinds = [(row.service, kind.value) for row in rows for kind in Fault]
    ages = [([row.service], (now - row.cosigned_at).total_seconds()) for row in rows if row.cosigned_at is not None]
    return [
        table(
            "bistand_witness_copied", "Entries in audit's copy.", ["log"], [([row.service], row.size) for row in rows]
        ),
        table(
            "bistand_witness_cosigned", "Cosigned entries.", ["log"], [([row.service], row.cosigned) for row in rows]
        ),
        table("bistand_witness_cosigned_seconds", "Since the last cosignature.", ["log"], ages),
        table("bistand_witness_alarms", "By kind.", ["log", "kind"], [(key, alarms.get(key, 0)) for key in kinds]),
    ]
