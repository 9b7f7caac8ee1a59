"""The month from its first day to what the auditors find, and all that came of it."""

from typing import Any

from deploy.local.demo import auditing, books, day_by_day, paying
from deploy.local.demo.breaking import try_to_break
from deploy.local.demo.month import Month
from deploy.local.demo.people import Staff
from deploy.local.demo.processes import cpu_seconds
from deploy.local.demo.progress import Progress
from deploy.local.demo.report import Played
from deploy.local.demo.town.calendar import THIS_MONTH
from deploy.local.demo.town.case import Case, Story
from deploy.local.demo.working import Town
from deploy.local.installation import Installation


def play(stack: Installation, cases: tuple[Case, ...], seed: int, progress: Progress) -> Played:
    """Raises Unexpected, TooSlow, LogBroken or NotProven where anything goes another way than it should."""
    playing = Month(stack, Staff(stack), Town(), progress, cases)
    day_by_day.last_month(playing)
    booked_before = len(paying.bookings(stack))
    for part in (day_by_day.arrivals, day_by_day.first_release, day_by_day.first_pay_day, day_by_day.second_monday):
        part(playing)
    attempts = try_to_break(playing)
    day_by_day.the_end(playing)
    with progress.phase("books", "Månaden räknas …") as phase:
        found = books.read(playing.staff, playing.town)
        phase.told = f"{len(found.applications)} ansökningar, {len(found.orders)} betalningsuppdrag lästa på nytt"
    log, story, evidence = _audit(playing, found)
    return Played(
        seed=seed,
        month=str(THIS_MONTH),
        cases=cases,
        town=playing.town,
        books=found,
        attempts=attempts.made,
        log=log,
        story=story,
        payment_files=playing.payment_files,
        bookings=paying.bookings(stack)[booked_before:],
        evidence=evidence,
        phases=progress.phases,
        cpu_seconds=cpu_seconds(stack),
    )


def _audit(playing: Month, found: books.Books) -> tuple[auditing.Verified, list[dict[str, Any]], bytes]:
    """The logs, the target's story in them, and the evidence of its payment; last, so that all that was read on the way
    is in the logs too: what was read of the decisions comes last."""
    stack, auditor, (target,) = playing.stack, playing.staff.auditor, playing.with_story(Story.TARGET)
    with playing.progress.phase("audit", "Revisorn läser …") as phase:
        case_number = playing.town.of_the_month(target).case_number
        story = auditing.wait_until_followed(auditor, case_number, "paymentSettled")
        made_again = [one.said["id"] for decisions in found.decisions.values() for one in decisions]
        auditing.wait_until_cosigned(auditor, "decision", "decisionRecalculated", made_again)
        log = auditing.verify(stack, auditor)
        evidence = auditing.evidence_of(auditor, playing.orders_of([target], "settled")[target.id]["id"])
        proven = auditing.check_evidence(stack, evidence)
        phase.told = (
            f"{log.total} loggposter kontrollerade utifrån, varav {log.refused} nekade försök; underlaget för en "
            f"betalning kontrollerat med öppna nycklar: {proven.statements} intyg"
        )
    return log, story, evidence
