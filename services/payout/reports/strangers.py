"""Bookings that name no payment of ours: whose account they are on, and whether they are of one of our files."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.bank.notifications import Booking, Direction
from services.payout.bank.pain001 import identified
from services.payout.own_acts import own_act
from services.payout.releases import store as releases
from services.payout.releases.marking import mark_sent
from services.payout.releases.store import FoundRelease
from services.payout.settings import settings_of
from shared.running import Running

ONE_SUM, END_TO_END_ID = "oneSum", "endToEndId"
"""The differences where the booking is of one of our files: it has no details, or names none of the file's payments."""


async def take_stranger(running: Running, connection: AsyncConnection, booking: Booking) -> dict[str, Any]:
    """The booking's municipality, differences and log entry. It settles nothing: C6 asks for the payment's own id. What
    the bank books of a file, it has."""
    release = await _release_of(connection, booking)
    if release is None:
        municipality = settings_of(running).municipality_of(booking.own_account)
        entry_id = await own_act(running, connection, "strangerBooked", municipality or "").record()
        return {"municipality": municipality, "differences": [], "entry_id": entry_id}
    act = own_act(running, connection, "strangerBooked", release.municipality, releaseId=release.id)
    entry_id = await act.record()
    file = await releases.find_file(connection, release.id)
    if file is not None and booking.direction is Direction.DEBIT:
        await mark_sent(own_act(running, connection, "fileSent", release.municipality), file)
    difference = ONE_SUM if booking.whole else END_TO_END_ID
    return {"municipality": release.municipality, "differences": [difference], "entry_id": entry_id}


async def _release_of(connection: AsyncConnection, booking: Booking) -> FoundRelease | None:
    """The release of the batch that the booking says it is of: a batch has the file's id and a number."""
    release_id = identified((booking.batch or "").rpartition("-")[0])
    return None if release_id is None else await releases.find(connection, release_id)
