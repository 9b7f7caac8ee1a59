"""The demonstration itself: last month's first applications, and then a month of the town, day by day.

The first applications of last month are there because a renewal needs one (docs/promises.md, C9): those households now
come back through the shared pool. The figures of the report are this month's; what is checked is both.
"""

from deploy.local.demo import healing, late_answers, paying
from deploy.local.demo.month import NEW, PROTECTED, RENEWALS, Month
from deploy.local.demo.registering import change_account
from deploy.local.demo.town import calendar as days
from deploy.local.demo.town.case import Story
from deploy.local.demo.withdrawing import withdraw


def last_month(month: Month) -> None:
    """Households that will renew: registered, granted and paid."""
    progress, day = month.progress, days.FIRST_APPLICATIONS
    month.set_day(day)
    with progress.phase("register", "Hushåll registreras …") as phase:
        count = month.register(case for case in month.cases if case.renews)
        phase.told = f"{count} hushåll registrerade, kontona inmatade två gånger av olika personer"
    with progress.phase("lastMonthApplications", "Förra månadens grundansökningar …") as phase:
        count = month.arrive(day)
        phase.told = f"{count} grundansökningar för {days.LAST_MONTH} i kö, registren tillfrågade"
    with progress.phase("lastMonthDecisions", "Förra månadens beslut …") as phase:
        phase.told = f"{month.decide(day, NEW)} beslut och förslag för {days.LAST_MONTH}"
    with progress.phase("lastMonthPayments", "Förra månadens betalningar …") as phase:
        count = month.release(month.staff.payers[0], days.FIRST_PAY_DAY)
        month.book(days.FIRST_PAY_DAY)
        phase.told = f"{count} betalningar för {days.LAST_MONTH} bokförda"
    month.payment_files.clear()


def arrivals(month: Month) -> None:
    """Monday and Tuesday: new households are registered, and most applications come in."""
    month.set_day(days.MONDAY)
    with month.progress.phase("registerNew", "Nya hushåll registreras …") as phase:
        phase.told = f"{month.register(case for case in month.cases if not case.renews)} nya hushåll registrerade"
    with month.progress.phase("mondayApplications", "Måndagens ansökningar …") as phase:
        phase.told = f"Måndag: {month.arrive(days.MONDAY)} ansökningar i kö, registren tillfrågade"
    month.set_day(days.TUESDAY)
    with month.progress.phase("tuesdayDecisions", "Gemensamma kön …") as phase:
        phase.told = f"Tisdag: {month.decide(days.TUESDAY, RENEWALS)} återansökningar tagna ur den gemensamma kön"
    with month.progress.phase("tuesdayApplications", "Tisdagens ansökningar …") as phase:
        withdrawing = month.with_story(Story.WITHDRAWS)
        for household in withdrawing:
            withdraw(month.staff.auditor, month.town, household)
        phase.told = (
            f"Tisdag: {month.arrive(days.TUESDAY)} ansökningar i kö, registren tillfrågade; "
            f"{len(withdrawing)} återkallade"
        )


def first_release(month: Month) -> None:
    """Wednesday: the rest is decided, some of it stopped, revoked or moved to other accounts; then the first file."""
    month.set_day(days.WEDNESDAY)
    with month.progress.phase("wednesdayDecisions", "Onsdagens beslut …") as phase:
        count = month.decide(days.WEDNESDAY, RENEWALS, NEW, PROTECTED)
        phase.told = f"Onsdag: {count} beslut och förslag, kön för skyddade bland dem"
    with month.progress.phase("changes", "Konton byts, beslut återkallas …") as phase:
        phase.told = _change_and_stop(month)
    for household in month.town.households:
        paying.misbehave(month.stack, household)
    with month.progress.phase("firstRelease", "Första utbetalningen …") as phase:
        count = month.release(month.staff.payers[0], days.FRIDAY)
        phase.told = f"Onsdag: {count} betalningar frisläppta till {days.FRIDAY}"


def _change_and_stop(month: Month) -> str:
    """Before any of it is in a bank file."""
    moving = month.with_story(Story.CHANGES_ACCOUNT)
    stopped = month.with_story(Story.STOPPED, Story.STOPPED_FOR_GOOD)
    (revoked,) = month.with_story(Story.REVOKED_IN_TIME)
    orders = month.orders_of([*stopped, revoked])
    for household in moving:
        change_account(month.staff, household)
    healing.pay_again(month.staff, month.town, days.FRIDAY, moving)
    for household in stopped:
        healing.stop(month.staff.registrars[1], orders[household.id]["id"])
    healing.revoke(month.unit_head, month.town, orders[revoked.id]["decisionId"], "stopped")
    again = month.decide(revoked.case.of_the_month.decided_on, RENEWALS, NEW)
    return (
        f"Onsdag: {len(moving)} konton bytta efter beslutet, {len(stopped)} betalningar stoppade, "
        f"{again} beslut återkallat i tid och fattat på nytt"
    )


def first_pay_day(month: Month) -> None:
    """Friday: the bank has booked, and rejected some. They are paid anew, and the second file goes."""
    month.set_day(days.FRIDAY)
    with month.progress.phase("friday", "Första betalningsdagen …") as phase:
        month.book(days.FRIDAY)
        (late,) = month.with_story(Story.REVOKED_TOO_LATE)
        decision = month.orders_of([late], "settled")[late.id]["decisionId"]
        healing.revoke(month.unit_head, month.town, decision, "tooLate")
        for household in month.with_story(Story.REJECTED_MOVES):
            change_account(month.staff, household)
        failed = month.with_story(Story.REJECTED, Story.REJECTED_MOVES, Story.STOPPED, Story.STOPPED_FOR_GOOD)
        renewed = healing.pay_again(month.staff, month.town, days.NEXT_MONDAY, failed)
        arrived = month.arrive(days.FRIDAY)
        released = month.release(month.staff.payers[1], days.NEXT_MONDAY)
        phase.told = (
            f"Fredag: banken har bokfört eller avvisat allt, {renewed} betalningar beslutade på nytt, "
            f"{released} frisläppta till {days.NEXT_MONDAY}, {arrived} ansökningar i kö"
        )


def second_monday(month: Month) -> None:
    """What the bank sent back is paid anew, and what came in on Friday decided. Then all but the target is ready."""
    month.set_day(days.NEXT_MONDAY)
    with month.progress.phase("nextMonday", "Nästa måndag …") as phase:
        returned = month.with_story(Story.RETURNED, Story.RETURNED_STAYS)
        month.book(days.NEXT_MONDAY)
        renewed = healing.pay_again(month.staff, month.town, days.NEXT_WEDNESDAY, returned)
        decided = month.decide(days.NEXT_MONDAY, NEW)
        held = [order for order in month.weighed() if order["state"] == "held"]
        for order in held:
            paying.let_go(month.staff.unit_heads[-1], order["id"])
        phase.told = (
            f"Måndag: {len(returned)} betalningar kom tillbaka, {renewed} beslutade på nytt, {decided} beslut, "
            f"{len(held)} hejdad av beloppsgränsen och släppt igenom av en annan enhetschef"
        )


def the_end(month: Month) -> None:
    """The last pay day, and the last applications: decided for a day that the month does not come to."""
    month.set_day(days.NEXT_WEDNESDAY)
    with month.progress.phase("nextWednesday", "Nästa onsdag …") as phase:
        month.book(days.NEXT_WEDNESDAY)
        late = month.with_story(Story.ANSWERED_LATE)
        late_answers.conclude_all(month.staff, month.town, late)
        phase.told = (
            f"Onsdag: allt bokfört, {len(late)} sena registersvar utredda, "
            f"{month.arrive(days.NEXT_WEDNESDAY)} ansökningar i kö"
        )
    month.set_day(days.NEXT_FRIDAY)
    with month.progress.phase("nextFriday", "Månadens slut …") as phase:
        decided = month.decide(days.NEXT_FRIDAY, NEW)
        month.weighed()
        phase.told = f"Fredag: {decided} beslut för en betalningsdag efter månadens slut"
