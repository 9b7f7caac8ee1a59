"""One case through the whole stack, watched: its traces, the figures, and that neither tells of anybody."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from deploy.local.ports import free_ports
from deploy.local.roles import SERVICES
from deploy.local.stack import Stack
from deploy.sandbox.persons import household, staff
from shared import tracing
from tests.bench.calls import hang_up
from tests.bench.chains import Chains, account_of, wait_for
from tests.harness.otlp import Collector, Told, collecting, reached_from
from tests.harness.personal_data import Wanted
from tests.harness.scrapes import Scrape
from tests.harness.watching import ROOT, asked_of_processes

MUNICIPALITY = "1261"
SENT = "POST /applications"


@dataclass(frozen=True)
class Watched:
    collector: Collector
    spans: list[Told]
    scrapes: dict[str, Scrape]
    wanted: Wanted


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
    with collecting() as collector:
        told = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
        settings = {name: {**told, "METRICS_PORT": str(port)} for name, port in ports.items()}
        with Stack(tmp_path_factory.mktemp("watched"), settings=settings, durable=False) as stack:
            chains = Chains(stack)
            try:
                chains.run(chains.register(1))
            finally:
                hang_up()
            wait_for("audit to have copied it all", lambda: _copied(ports))
            scrapes = {name: Scrape.of(port) for name, port in ports.items()}
        yield Watched(collector, collector.spans(), scrapes, _wanted())


def _copied(ports: dict[str, int]) -> bool:
    audit = Scrape.of(ports["audit"])
    chain = {name: Scrape.of(ports[name]) for name in ("intake", "decision", "payout")}
    return all(
        one.sum("bistand_log_waiting") == 0
        and one.sum("bistand_outbox_waiting") == 0
        and 0 < one.sum("bistand_log_size") == audit.sum("bistand_witness_cosigned", log=name)
        for name, one in chain.items()
    )


def _wanted() -> Wanted:
    people = household(0)
    numbers = [person.number for person in (*people.adults, *people.children)]
    return Wanted.of([*numbers, *(staff(index).number for index in range(20))], [account_of(0)])


def sent_in(watched: Watched) -> Told:
    (span,) = (span for span in watched.spans if span.name == SENT)
    return span


CHAIN = {
    "intake": {SENT, "job look_up", "ask the registers", "take decisionMade", "take paymentSent"},
    "decision": {
        "take applicationRegistered",
        "take applicationVerified",
        "POST /claims",
        "GET /work-items/{workItemId}",
        "POST /work-items/{workItemId}/calculations",
        "POST /work-items/{workItemId}/decision",
        "take paymentEnded",
    },
    "payout": {
        "take applicationRegistered",
        "take decisionMade",
        "POST /releases",
        "job make_file",
        "send a file to the bank",
        "take in a bank report",
    },
}
"""What happens to a case, by where."""


def test_a_case_can_be_followed_from_the_application_to_the_booking(watched: Watched) -> None:
    """Through outboxes, jobs and other people's requests, however long lies between; and not by the way that a
    hand-over happens to share with those of other cases."""
    own = [span for span in watched.spans if span.name != "POST /inbox" and not span.name.startswith("hand over")]
    reached = reached_from(sent_in(watched), own)
    for service, names in CHAIN.items():
        assert names <= {span.name for span in reached if span.service == service}, service


def test_what_audit_copies_is_found_by_the_log_entries(watched: Watched) -> None:
    """A log entry holds no trace: its id is in the trace where it was written, and where audit has copied it."""
    reached = reached_from(sent_in(watched), watched.spans)
    written = {entry for span in reached for entry in span.entries}
    copied = {entry for span in watched.spans if span.service == "audit" for entry in span.entries}
    assert written
    assert written <= copied


def test_a_span_tells_what_is_on_the_list_and_nothing_else(watched: Watched) -> None:
    told = {name for span in watched.spans for name in span.about}
    assert told <= {*tracing.TOLD.values(), *tracing.IDS}
    decided = next(span for span in watched.spans if span.name == "POST /work-items/{workItemId}/decision")
    assert decided.about["http.response.status_code"] == 201
    assert {"applicationId", "workItemId", "decisionId"} <= decided.about.keys()
    assert not {"householdId", "caseNumber"} & decided.about.keys()


def test_no_person_or_account_is_in_what_was_exported(watched: Watched) -> None:
    everything: list[str | bytes] = [*watched.collector.bodies, *(scrape.text for scrape in watched.scrapes.values())]
    assert not {kind for one in everything for kind in watched.wanted.found_in(one)}
    planted = watched.collector.bodies[0] + household(0).adults[0].number.digits.encode()
    assert watched.wanted.found_in(planted) == {"personal number"}
    assert watched.wanted.found_in(f"{watched.scrapes['intake'].text} 9029{account_of(0).number}") == {"account number"}


def test_the_unit_sees_its_work(watched: Watched) -> None:
    """One application came in and was decided, one payment was released and booked: nothing waits any more."""
    decision, payout, intake = (watched.scrapes[name] for name in ("decision", "payout", "intake"))
    assert decision.sum("bistand_decision_seconds_count", municipality=MUNICIPALITY, kind="new") == 1
    assert decision.sum("bistand_work_items_waiting") == 0
    assert payout.sum("bistand_payment_orders") == 0
    assert payout.sum("bistand_acts_total", act="paymentReleased", outcome="done") == 1
    assert intake.sum("bistand_acts_total", act="applicationRegistered", outcome="done") == 1
    adults = len(household(0).adults)
    assert intake.sum("bistand_register_answers_total") == 7 * adults
    assert intake.sum("bistand_requests_total", method="POST", route="/applications", status="201") == 1


def test_audit_sees_the_logs(watched: Watched) -> None:
    audit = watched.scrapes["audit"]
    assert audit.sum("bistand_witness_alarms") == 0
    assert {"bistand_witness_alarms", "bistand_witness_cosigned_seconds"} <= audit.names


def test_no_label_is_an_id(watched: Watched) -> None:
    """A label with an id in it would be a series for each case, and lead to a person."""
    for scrape in watched.scrapes.values():
        assert not scrape.ids()


def test_dashboards_and_alerts_ask_for_what_is_told(watched: Watched) -> None:
    told = {name for scrape in watched.scrapes.values() for name in scrape.names}
    assert asked_of_processes() <= told


def test_every_figure_is_said_in_the_docs(watched: Watched) -> None:
    text = (ROOT / "docs/watching.md").read_text()
    told = {name for scrape in watched.scrapes.values() for name in scrape.families if name.startswith("bistand_")}
    assert not {name for name in told if name not in text}
