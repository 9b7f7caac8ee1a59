"""What waits in a queue, said once for the index, for who takes the next one, for the lengths and for the figures."""

UNTAKEN = "claim_id is null and ended_at is null and proposal_id is null and completion_id is null"
"""A work item that is open and in nobody's hands: no one has claimed it, it awaits no approval, and no answer of the
applicant's. The index `work_item_waiting` has it word for word, so that what waits is found there alone. The names are
work_item's own."""

WAITING = f"""
    select municipality, queue, received_at from work_item where {UNTAKEN}
    union all
    select w.municipality, w.queue, w.received_at from claim c join work_item w on w.claim_id = c.id
     where c.ended_at is null and c.lease_ends_at <= :now"""  # noqa: S608 - only our own words
"""With what somebody has claimed whose lease is over at `now`: whoever comes next can have it (C9)."""
