"""What each case's story must hold, worked out from the databases' own keys: not from what audit makes of the log."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from tests.harness.whole_month.act_tables import ACT_TABLES
from tests.harness.whole_month.traces import CHAIN, Left, Row, cases, groups

_OF_HOUSEHOLD = {"householdId", "accountId", "accountEntryId", "conflictId"}
_OF_MANY = {"releaseId", "bankReportId"}
_OF_NO_ONE_CASE = {"bank_booking", "conflict"}
_AT_ONCE = timedelta(seconds=5)
"""Acts of different services this near each other may be told in either order."""


def story_faults(databases: Mapping[str, Left], stories: Mapping[str, list[str]]) -> list[str]:
    """`stories`: the entries' ids of each case, as audit tells them. What is missing, and what is foreign."""
    expected = _expected(databases)
    names = {id_: f"{e['service']} {e['act']} ({e['outcome']})" for id_, e in _entries(databases).items()}
    found = [f"{case}: no story expected, and one told" for case in set(stories) - set(expected)]
    for case, (musts, may) in sorted(expected.items()):
        told = stories.get(case, [])
        found += [f"{case}: {names[one]} is missing" for one in musts - set(told)]
        found += [f"{case}: {names[one]} is foreign" for one in set(told) - musts - may]
        found += [f"{case}: an entry is told twice"] * (len(told) != len(set(told)))
    return found


def _expected(databases: Mapping[str, Left]) -> dict[str, tuple[set[str], set[str]]]:
    """By case: the entries that its story must hold, and those that it may, since they are about as old as its last."""
    of, shared, all_entries = cases(databases), groups(databases), _entries(databases)
    own: dict[str, set[str]] = defaultdict(set)
    for id_, case in _by_case(databases, of):
        own[case].add(id_)
    of_household, of_many = _household_entries(databases), _reading_of_many(databases)
    found = {}
    for case, entries in own.items():
        last = max(_time(all_entries[one]) for one in entries)
        households = {all_entries[one]["subjects"].get("householdId") for one in entries} - {None}
        of_theirs = {one for household in households for one in of_household[household]}
        before = {one for one in of_theirs if _time(all_entries[one]) < last - _AT_ONCE}
        near = {one for one in of_theirs - before if _time(all_entries[one]) <= last + _AT_ONCE}
        found[case] = (entries | before | shared.get(case, set()), near | of_many)
    return found


def _by_case(databases: Mapping[str, Left], of: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Rows of one case's, by their keys; and of what has no row, refused or read, by what the entry names."""
    numbers = frozenset(of.values())
    for service in CHAIN:
        for id_, entry in databases[service].entries.items():
            subjects = entry["subjects"]
            named = {of[one] for one in subjects.values() if one in of} | {subjects.get("caseNumber")} & numbers
            assert len(named) <= 1, f"{entry['act']} names more than one case"
            yield from ((id_, case) for case in named)
        for table in set(ACT_TABLES[service]) - _OF_NO_ONE_CASE:
            for row in databases[service].rows.get(table, []):
                case = row.get("case_number") or next((of[key] for key in _keys(row) if key in of), None)
                if case is not None:
                    yield str(row["entry_id"]), case


def _keys(row: Row) -> list[str]:
    return [str(row.get(name)) for name in ("application_id", "decision_id", "order_id", "work_item_id", "id")]


def _household_entries(databases: Mapping[str, Left]) -> Mapping[str, set[str]]:
    accounts = {str(row["id"]): str(row["household_id"]) for row in databases["intake"].rows["account"]}
    accounts |= {str(row["id"]): accounts[str(row["account_id"])] for row in databases["intake"].rows["account_entry"]}
    found: dict[str, set[str]] = defaultdict(set)
    for id_, entry in _entries(databases).items():
        names = {name for name in entry["subjects"] if name.endswith("Id")}
        if names and names <= _OF_HOUSEHOLD and "caseNumber" not in entry["subjects"]:
            subjects = entry["subjects"]
            theirs = (
                subjects.get("householdId")
                or accounts.get(subjects.get("accountId", ""))
                or accounts.get(subjects.get("accountEntryId", ""))
            )
            found[str(theirs)].add(id_)
    return found


def _reading_of_many(databases: Mapping[str, Left]) -> set[str]:
    """Reading a release or trying to carry its file leaves no row: it may be in the stories of all that it is about."""
    return {
        id_
        for id_, entry in databases["payout"].entries.items()
        if {name for name in entry["subjects"] if name.endswith("Id")} <= _OF_MANY and entry["subjects"]
    }


def _entries(databases: Mapping[str, Left]) -> dict[str, Row]:
    return {id_: entry for service in CHAIN for id_, entry in databases[service].entries.items()}


def _time(entry: Row) -> datetime:
    return datetime.fromisoformat(entry["time"])
