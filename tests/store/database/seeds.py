"""One lived-in database per service: at least one row in every table, and things in every state that the cases need."""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from deploy.local.databases import Database
from deploy.sandbox.persons import staff
from deploy.sandbox.registers.app import make_app
from services.decision import app as decision_app
from services.decision.payments.watching import watch
from services.intake import app as intake_app
from services.payout import app as payout_app
from services.payout.releases.recovering import hold_lost_releases
from services.payout.releases.sending import StillUnknown
from shared.controllog.notes import KeyType, Signer
from shared.controllog.sequencer import Sequencer
from shared.database import open_engine
from shared.ids import new_id
from shared.running import Running
from tests.harness import intake as people
from tests.harness.control_logs import nothing_cosigned
from tests.harness.service import BOX_PUBLIC, ServiceUnderTest, serve
from tests.store.audit.conftest import a_log, follower_of
from tests.store.decision import completions, payments
from tests.store.decision import rules as decision_rules
from tests.store.decision import world as decision_world
from tests.store.decision.payout import Payout
from tests.store.decision.withdrawals import withdrawn
from tests.store.payout import held as payout_held
from tests.store.payout import rules as payout_rules
from tests.store.payout import world as payout_world
from tests.store.payout.bank import one_sum
from tests.store.payout.completing import completion
from tests.store.payout.stops import stop_asked
from tests.unit.payout_bank.bank_files import MESSAGE_ID, batch_status, camt054, pain002, payment_status

FreshDatabase = Callable[[str], Database]
LOG_KEY = Signer("test/log", bytes(range(32)), KeyType.NOTE)
REGISTERS: dict[str, Any] = {
    "registers_url": "http://registers/ssbtek/v10",
    "registers_actor_id": "026-99",
    "registers_organisation_number": "162120001234",
    "registers_organisation": "Testkommuns socialnämnd",
}


async def number_the_log(running: Running) -> None:
    """What is in the log so far gets its place in the tree."""
    await Sequencer(running.transaction, LOG_KEY, nothing_cosigned).step()


async def intake(fresh: FreshDatabase, folder: Path) -> Database:
    """A couple that applied, was asked about, decided on and paid; somebody speaks for it, somebody has a conflict, and
    the decision is revoked too late."""
    database = fresh("intake")
    box = folder / "intake-box.pub"
    box.write_text(BOX_PUBLIC)
    transport = httpx.ASGITransport(make_app())
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://registers") as client,
        serve(
            intake_app.SERVICE, intake_app.build(), database, folder, box_public_key_file=box, **REGISTERS
        ) as service,
    ):
        household = await people.register(service, {**people.couple(), "representatives": [people.TRUSTEE]})
        await people.declare_conflict(service, household, people.HANDLER)
        await people.compared(service, await people.entered(service, household), "payable")
        await number_the_log(service.running)
        application = await people.applied(service, household, number=people.REGISTRAR, role="registrar")
        await people.run_jobs(service, people.Registers(client))
        decided = await people.decide(service, application, 1)
        await people.explain(service, application, decided)
        await people.send_payment(service, application, decided)
        await people.end_payment(service, application, decided, 1, "settled")
        await people.revoke(service, application, decided, "tooLate")
        await people.undo(service, application, decided)
        await people.decide(service, application, 1)
        await _completed(service, application)
    return database


async def _completed(service: ServiceUnderTest, paid: dict[str, Any]) -> None:
    """Another application, completed after somebody asked, and one that is withdrawn; what was asked in the one that is
    paid has lapsed."""
    household = await people.register(service, people.single(people.STRANGER))
    other = await people.applied(service, household, number=people.STRANGER)
    await people.ask_for(service, other)
    await people.completed(service, other, number=people.STRANGER, text="Svar.")
    gone = await people.applied(service, household, number=people.STRANGER, kind="aboveNorm")
    assert (await people.withdraw(service, gone, people.STRANGER)).status_code == 201
    await people.lapse(service, paid, (await people.ask_for(service, paid))["id"])


async def decision(fresh: FreshDatabase, folder: Path) -> Database:
    """One case decided before a register answered, and revoked in the end; one proposed to a unit head; one that was
    handed back, and is calculated by who holds it; one that waits, and one that is protected."""
    database = fresh("decision")
    others = Payout().answer
    async with serve(decision_app.SERVICE, decision_app.build(), database, folder, others=others) as service:
        world = decision_world.World(service, folder)
        await decision_rules.in_force(world)
        silent: dict[str, Any] = {"FK": ("notVerifiable", [])}
        case, claim, calculation = await world.drafted(registered_by=decision_world.REGISTRAR, answers=silent)
        why = [{"memberId": str(case.member_id), "block": "FK", "text": "Svarar inte."}]
        made = await world.decide(claim, decision_world.decision_on(case, calculation, justifications=why))
        assert made.status_code == 201, made.text
        end = {"orderId": str(new_id()), "decisionId": made.json()["id"], "line": 1, "status": "settled"}
        more = {"applicationId": str(case.application_id), "amountOre": calculation["deficitOre"], "salt": "s" * 22}
        assert await world.tell_payment_end({**end, **more}) == "accepted"
        late = replace(case, answers={"FK": ("answered", [decision_world.HOUSING_ALLOWANCE])})
        assert await world.tell(late.verification(2)) == "accepted"
        await _late(world)
        await _crossed(world)
        await number_the_log(service.running)
        await _proposed(world)
        await _asked(world)
        await world.tell_all(decision_world.case_of(1))
        back = await world.claimed(world.secretary(decision_world.OTHER_SECRETARY))
        path = f"/v1/claims/{back['claimId']}/release"
        await world.secretary(decision_world.OTHER_SECRETARY).post(path, {"reason": "Slutar för dagen."})
        await world.calculated(await world.claimed())
        await world.tell_all(decision_world.case_of(2))
        await world.tell_all(decision_world.case_of(3, protected=True))
        await _failed(world)
        await _taken_back(world, case, made.json()["id"])
    return database


async def _late(world: decision_world.World) -> None:
    """What the late answer to the first decision came to; and another decision's, which is on somebody's desk."""
    third = world.secretary(staff(1).number.digits)
    item = (await world.claimed(third, "lateAnswers"))["workItemId"]
    said = {"answersVersion": 2, "conclusion": "noChange", "reason": "Det räknades redan."}
    concluded = await third.post(f"/v1/work-items/{item}/conclusions", said)
    assert concluded.status_code == 201, concluded.text
    silent: dict[str, Any] = {"FK": ("notVerifiable", [])}
    case = await world.tell_all(decision_world.case_of(6, answers=silent))
    claim = await world.claimed()
    why = [{"memberId": str(case.member_id), "block": "FK", "text": "Svarar inte."}]
    body = decision_world.decision_on(case, await world.calculated(claim), justifications=why)
    assert (await world.decide(claim, body)).status_code == 201
    answered = replace(case, answers={"FK": ("answered", [decision_world.HOUSING_ALLOWANCE])})
    assert await world.tell(answered.verification(2)) == "accepted"
    await world.claimed(third, "lateAnswers")


async def _crossed(world: decision_world.World) -> None:
    """Two completions that came past a decision: the one is concluded, the other on somebody's desk."""
    fourth = world.secretary(staff(2).number.digits)
    for number in (8, 9):
        case = await world.tell_all(decision_world.case_of(number))
        claim = await world.claimed()
        body = decision_world.decision_on(case, await world.calculated(claim))
        assert (await world.decide(claim, body)).status_code == 201
        assert await world.tell(completions.completed(case)) == "accepted"
        item = (await world.claimed(fourth, "lateCompletions"))["workItemId"]
        if number == 8:
            said = {"declarationVersion": 2, "conclusion": "noChange", "reason": "Det räknades redan."}
            answer = await fourth.post(f"/v1/work-items/{item}/completion-conclusions", said)
            assert answer.status_code == 201, answer.text


async def _proposed(world: decision_world.World) -> None:
    case = await world.tell_all(decision_world.case_of(4, costs=[{"kind": "housing", "amountOre": 2_500_000}]))
    other = world.secretary(decision_world.OTHER_SECRETARY)
    claim = await world.claimed(other)
    body = decision_world.decision_on(case, await world.calculated(claim, other))
    proposed = await world.decide(claim, body, other)
    assert proposed.status_code == 202, proposed.text


async def _asked(world: decision_world.World) -> None:
    """The applicant is asked for something, and has said something else meanwhile."""
    case = await world.tell_all(decision_world.case_of(6))
    other = world.secretary(decision_world.OTHER_SECRETARY)
    answer = await completions.ask(world, await world.claimed(other), other)
    assert answer.status_code == 201, answer.text
    assert await world.tell(completions.completed(case)) == "accepted"
    assert await world.tell(withdrawn(decision_world.case_of(7))) == "accepted"


async def _failed(world: decision_world.World) -> None:
    """A payment that was blocked and rejected, renewed, refused, and is on somebody's desk again."""
    case = await world.tell_all(decision_world.case_of(5, received_at="2026-11-17T07:00:00+00:00"))
    other = world.secretary(decision_world.OTHER_SECRETARY)
    claim = await world.claimed(other)
    body = decision_world.decision_on(case, await world.calculated(claim, other))
    order = payments.Order((await world.decide(claim, body, other)).json()["id"])
    await world.tell(order.state(3, blocked=True))
    await world.tell(order.ended("rejected"))
    item = (await world.claimed(other, "payments"))["workItemId"]
    renewed = await other.post(f"/v1/work-items/{item}/payment", payments.paying(case))
    assert renewed.status_code == 201, renewed.text
    await payments.payout_refuses(world, "lineRenewed")
    assert await watch(world.service.running) == 1
    await world.claimed(world.secretary(staff(0).number.digits), "payments")


async def _taken_back(world: decision_world.World, case: decision_world.Case, decision_id: str) -> None:
    """Somebody has a conflict of interest, and somebody else revokes the decision."""
    head = world.service.person(decision_world.UNIT_HEAD, "unitHead")
    conflict = {"householdId": str(case.household_id), "reason": "Grannar."}
    assert (await head.post("/v1/conflicts", conflict)).status_code == 201
    other = world.secretary(decision_world.OTHER_SECRETARY)
    revoked = await other.post(f"/v1/decisions/{decision_id}/revocation", {"reason": "Fel."})
    assert revoked.status_code == 201, revoked.text


async def payout(fresh: FreshDatabase, folder: Path) -> Database:
    """Orders that are settled, rejected, sent, unknown, released, ready, cancelled, blocked and held."""
    database = fresh("payout")
    world = payout_world.World(folder / "clock-offset")
    settings = {"bank_url": "http://bank", "clock_offset_file": world.clock_offset, **payout_world.DEBTOR}
    async with serve(
        payout_app.SERVICE, payout_app.build(), database, folder, others=world.answer, **settings
    ) as service:
        world.payout = service
        await payout_rules.approved_limits(world, order=4_000_000)
        await _in_files(world)
        await number_the_log(service.running)
        await world.released(await _ready(world))
        await _ready(world)
        await _cancelled(world)
        await _blocked(world)
        await _completed_in_time(world)
        await _held(world)
        await _renewed(world)
        await _called_off(world)
        await _paid_anew(world)
        await _lost(world)
    return database


async def _ready(world: payout_world.World) -> str:
    """An order with hands in every link, the entry too: somebody typed in the application."""
    home = payout_world.Household()
    household, *entries, _, decided = world.chain(home)
    typed = ("intake", world.application(home, by=payout_world.TYPIST))
    await world.tell(household, *entries, typed, decided)
    return str((await world.orders(state="ready", limit=100))[-1]["id"])


async def _in_files(world: payout_world.World) -> None:
    """The first is settled, the second rejected, the third on its way, and of the fourth nobody knows."""
    settled, rejected, sent, unknown = [await world.released(await _ready(world)) for _ in range(4)]
    await world.make_file(settled)
    world.bank.book(*world.bank.payments())
    await world.make_file(rejected)
    _reject(world, rejected)
    await world.make_file(sent)
    assert await world.read_reports() == 2
    await _acknowledged(world, sent)
    world.bank.answers = [503]
    with suppress(StillUnknown):
        await world.make_file(unknown)
    other = world.payout.person(payout_world.OTHER_PAYER, "payer")
    assert (await other.get(f"/v1/releases/{unknown}/file")).status_code == 200


async def _acknowledged(world: payout_world.World, release_id: str) -> None:
    """A difference in a payment, and that the bank has booked the whole file as one sum, which is looked into."""
    world.bank.report(camt054(one_sum(release_id, "1.00")))
    world.bank.book(world.bank.payments()[-1], amount="1.00")
    assert await world.read_reports() == 2
    head = world.payout.person(payout_world.HEAD, "unitHead")
    found = (await head.get("/v1/bank-differences")).json()["items"]
    (difference,) = [one["id"] for one in found if one["kind"] == "oneSum"]
    answer = await head.post(f"/v1/bank-differences/{difference}/acknowledgement", {"because": "followedUp"})
    assert answer.status_code == 201, answer.text


def _reject(world: payout_world.World, release_id: str) -> None:
    """The last file's only payment."""
    status = batch_status(payment_status(world.bank.payments()[-1].end_to_end_id, "RJCT", "AC04"))
    report = pain002(status, "<GrpSts>PART</GrpSts>")
    world.bank.report(report.replace(MESSAGE_ID.encode(), release_id.replace("-", "").encode()), "pain.002")


async def _paid_anew(world: payout_world.World) -> None:
    """Rejected, and its line renewed."""
    home = payout_world.Household()
    await world.tell(*world.chain(home))
    release_id = await world.released(str((await world.orders(state="ready", limit=100))[-1]["id"]))
    await world.make_file(release_id)
    _reject(world, release_id)
    assert await world.read_reports() == 1
    await world.tell(("decision", world.renewal(home)))


async def _cancelled(world: payout_world.World) -> None:
    """Its account has a new version."""
    home = payout_world.Household()
    await world.tell(*world.chain(home), ("intake", world.entry(home, by=payout_world.REGISTRAR, version=2)))


async def _blocked(world: payout_world.World) -> None:
    """The two entries of its account differ."""
    home = payout_world.Household()
    other = world.entry(home, by=payout_world.TYPIST, number=2, account=payout_world.OTHER_ACCOUNT)
    household, first, _, application, decided = world.chain(home)
    await world.tell(household, first, ("intake", other), application, decided)


async def _completed_in_time(world: payout_world.World) -> None:
    """The decision counted with a completion that somebody typed in; another waits for its own."""
    for typed in (True, False):
        home = payout_world.Household()
        await world.tell(*world.chain(home, declaration_version=2))
        if typed:
            await world.tell(completion(world, home, by=payout_world.TYPIST))


async def _held(world: payout_world.World) -> None:
    """One above the limit of an order, and one above that of its household's month; and one that was let go."""
    home = await payout_held.a_home(world)
    for kronor in (40_000, 30_000):
        await payout_held.told(world, home, kronor * 100)
    await payout_held.let_go(world, await payout_held.held_order(world))
    await payout_held.held_order(world)


async def _lost(world: payout_world.World) -> None:
    """One of which only the control log knows that it was released, as after a backup was restored."""
    released = next(entry for entry in await world.log() if entry.act == "orderReleased")
    released = replace(released, subjects={"orderId": new_id(), "householdId": new_id()})
    async with world.payout.running.transaction() as connection:
        await hold_lost_releases(connection, [released])


async def _renewed(world: payout_world.World) -> None:
    """Its second order is ready, and a third version waits for it to fail."""
    home = payout_world.Household()
    renewals = [("decision", world.renewal(home, 2, account_version=2)), ("decision", world.renewal(home, 4))]
    await world.tell(*world.chain(home), *world.new_account(home), *renewals)


async def _called_off(world: payout_world.World) -> None:
    """Of one decision that is stopped and revoked, in a household with a representative and somebody in conflict."""
    home = payout_world.Household()
    represented = ("intake", world.household(home, version=2, representatives=(payout_world.HEAD,)))
    await world.tell(*world.chain(home), represented, ("decision", world.conflict(home, payout_world.HEAD)))
    assert (await world.stop(stop_asked(world, home))).status_code == 200
    await world.tell(("decision", world.revocation(home)))


async def audit(fresh: FreshDatabase, folder: Path) -> Database:
    """A copy of two entries, cosigned; and an alarm, since another log says that it is the same."""
    database = fresh("audit")
    engine = open_engine(database.runtime_dsn, 2, "test")
    for _ in range(2):
        async with a_log(fresh("intake")) as log:
            await log.add_many(2)
            await follower_of(log, engine).step()
    async with engine.begin() as connection:
        for statement in _AT_THE_EDGE:
            await connection.execute(text(statement))
    await engine.dispose()
    return database


_AT_THE_EDGE = (
    "insert into idempotency_key values ('c', 'k', 'd', now())",
    "insert into outbox (id, destination, event, created_at, next_try_at) values (uuidv7(), 'd', '{}', now(), now())",
    "insert into inbox values (uuidv7(), 's', 't', now(), 'accepted')",
    "insert into person_key_use values (1, 'f', false, now())",
)
"""Audit hands nothing over and does no acts; the kernel's tables are there all the same."""

SEEDS: dict[str, Callable[[FreshDatabase, Path], Coroutine[Any, Any, Database]]] = {
    "intake": intake,
    "decision": decision,
    "payout": payout,
    "audit": audit,
}
