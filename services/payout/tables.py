"""The registry of payout's tables. Each feature defines its own in `<feature>/tables.py`."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

metadata = MetaData()


class Table(SQLModel, registry=registry(metadata=metadata)):
    """The parent of payout's tables. Rows are read as these; acts write with `insert(...)` on the connection."""
