"""What `make chaos` ends with finds what is wrong: a month's databases are altered, each in one way, and it says so."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared.canonical import from_base64url, to_base64url
from tests.chaos.cases import Promised
from tests.chaos.checks import faults
from tests.chaos.stillness import Databases
from tests.harness.one_demo import run_once, server_of

NEW = "01a201b0-d91c-74b0-a0a9-2f66883cca05"
"""The id of nothing."""
ORDER = "(select id from payment_order where state = 'settled' order by id limit 1)"


class Altered(Databases):
    """In transactions that are never committed, past the triggers and foreign keys that would refuse."""

    more_at_the_bank: tuple[tuple[Any, ...], ...] = ()

    @contextmanager
    def undone(self) -> Iterator[None]:
        with ExitStack() as all_of_them:
            for connection in self._connections.values():
                all_of_them.enter_context(connection.transaction(force_rollback=True))
                connection.execute("set local session_replication_role = replica")
            yield
        self.more_at_the_bank = ()

    def alter(self, service: str, statement: str) -> None:
        changed = self._connections[service].execute(statement.encode()).rowcount
        assert changed > 0, "nothing was altered"

    def without(self, service: str, what: str) -> None:
        """Without what refuses by itself, such as a unique index."""
        self._connections[service].execute(f"drop {what}".encode())

    def bank(self, query: str) -> list[tuple[Any, ...]]:
        return [*super().bank(query), *self.more_at_the_bank]


@dataclass(frozen=True)
class Month:
    """`usual`: what it says of a month in which more happens than under chaos."""

    databases: Altered
    usual: frozenset[str]

    def found(self, promised: Promised | None = None) -> set[str]:
        return set(faults(self.databases, promised or Promised())) - self.usual


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    done = run_once(tmp_path_factory)
    assert done.returncode == 0, done.told
    with server_of(Path(done.folder)) as server:
        databases = Altered(Path(done.folder), server.port)
        yield Month(databases, frozenset(faults(databases, Promised())))
        databases.close()


ALTERED: dict[str, tuple[str, str, str]] = {
    "a line without its order": ("payout", f"delete from payment_order where id = {ORDER}", "has no order"),
    "another amount": (
        "payout",
        f"update payment_order set amount_ore = amount_ore + 1 where id = {ORDER}",
        "has another amount",
    ),
    "a line that nobody decided": (
        "payout",
        f"update payment_order set line = 99 where id = {ORDER}",
        "a line that decision does not have",
    ),
    "a state without its trace": (
        "payout",
        f"update payment_order set state = 'returned' where id = {ORDER}",
        "and its trace says",
    ),
    "a way that does not exist": (
        "payout",
        f"update order_state set state = 'settled' where order_id = {ORDER} and number = 2",
        "went from received to settled",
    ),
    "an application that nobody decided": (
        "decision",
        """delete from decision where id = (select id from decision order by id limit 1)
           and not exists (select from revocation r where r.decision_id = decision.id)""",
        "0 decisions stand",
    ),
    "an act without its entry": (
        "payout",
        "delete from log_entry where id = (select entry_id from release order by id limit 1)",
        "payout.release has a row without its log entry",
    ),
    "an entry without its act": (
        "intake",
        "delete from payment_sent where order_id = (select order_id from payment_sent limit 1)",
        "intake has logged paymentSent, and nothing was done",
    ),
    "a log that is shorter": ("intake", "update log_head set size = size - 1", "intake: "),
    "an alarm of the witness": (
        "audit",
        f"""insert into log_alarm (id, origin, kind, copied_size, checkpoint, raised_at)
            select '{NEW}', origin, 'forked', 7, '', now() from followed_log limit 1""",
        "the witness has raised",
    ),
}


@pytest.mark.parametrize("what", ALTERED)
def test_what_is_altered_is_found(month: Month, what: str) -> None:
    service, statement, expected = ALTERED[what]
    with month.databases.undone():
        month.databases.alter(service, statement)
        assert any(expected in fault for fault in month.found())


def test_a_line_with_two_orders_is_found(month: Month) -> None:
    second = f'{{"id": "{NEW}", "line_version": 9}}'
    with month.databases.undone():
        month.databases.without("payout", "index payment_order_live")
        month.databases.alter(
            "payout",
            f"""insert into payment_order select (jsonb_populate_record(o, '{second}')).*
                from payment_order o where id = {ORDER}""",
        )
        assert any("is live 2 times" in fault for fault in month.found())


def test_a_payment_that_the_bank_booked_twice_is_found(month: Month) -> None:
    with month.databases.undone():
        (first, *_) = month.databases.bank(
            "select end_to_end_id, amount, returned_at from payment where booked_at > ''"
        )
        month.databases.more_at_the_bank = (first,)
        assert any("booked" in fault and "2 times" in fault for fault in month.found())


def test_who_decided_and_released_is_found(month: Month) -> None:
    """The release is given the statement of a decision that it pays."""
    with month.databases.undone():
        order = month.databases.read("payout", f"select * from payment_order where id = {ORDER}")[0]
        decided = month.databases.one("decision", "select statement from decision where id = %s", order["decision_id"])
        release = month.databases.one("payout", "select release_id from release_order where order_id = %s", order["id"])
        statement = f"update release set statement = '{_released_by_who_decided(decided)}' where id = '{release}'"
        month.databases.alter("payout", statement)
        assert any(f"order {order['id']}: C1" in fault for fault in month.found())


def _released_by_who_decided(statement: str) -> str:
    header, body, signature = statement.split(".")
    said = json.loads(from_base64url(body))
    said["hands"]["release"] = said["hands"]["decision"]
    return ".".join((header, to_base64url(json.dumps(said).encode()), signature))


PROMISED: dict[str, Callable[[Promised], list[str]]] = {
    "household": lambda promised: promised.households,
    "application": lambda promised: promised.applications,
    "decision": lambda promised: promised.decisions,
    "release": lambda promised: promised.releases,
}


@pytest.mark.parametrize("table", PROMISED)
def test_what_was_answered_for_and_is_gone_is_found(month: Month, table: str) -> None:
    promised = Promised()
    PROMISED[table](promised).append(NEW)
    assert any(f"has no {table} {NEW}" in fault for fault in month.found(promised))
