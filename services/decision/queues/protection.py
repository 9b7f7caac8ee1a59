"""Whose application is kept out of the shared queues, said once for all that is queued and all that is read (C8)."""


def is_protected(application: str, household: str) -> str:
    """As a condition in SQL, never null. `application` and `household`: the columns with their ids in the query that
    asks.

    So it is where the household's newest version says it, or what the registers last answered about the application or
    about any of the household's. And where something of the application has been in the closed queue: a newer answer
    without a mark is no reason to show what was closed."""
    return f"""coalesce(
        exists (select from work_item i where i.application_id = {application} and i.queue = 'protected')
        or (select p.protected from household_version p
             where p.household_id = {household} order by p.version desc limit 1)
        or (select p.protected from verification p
             where p.application_id = {application} order by p.version desc limit 1)
        or (select p.protected from application o join verification p on p.application_id = o.id
             where o.household_id = {household} order by p.handed_over_at desc limit 1), false)"""  # noqa: S608 - only our own words
