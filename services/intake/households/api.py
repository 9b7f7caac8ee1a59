"""Registering a household, changing it, and reading it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Response

from services.intake.households import rules, store
from services.intake.households.access import check_access, find_household, household_for
from services.intake.households.messages import (
    HouseholdIn,
    HouseholdOut,
    HouseholdRegistered,
    MemberOut,
    MemberRegistered,
    OwnHouseholds,
)
from services.intake.households.problems import AdultInAnotherHousehold, NotAHousehold
from services.intake.households.rules import HOUSEHOLD_MEMBER, REPRESENTATIVE, Household, Member
from services.intake.parameters import HouseholdId
from shared.acts import Act, ActBy, act_router
from shared.auth.callers import Role
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.ids import new_id
from shared.persons import PersonalNumber, PersonKeys
from shared.problems import BrokenChain
from shared.versions import check_if_match, etag

router = act_router(tags=["hushåll / households"])

RegisteringHousehold = Annotated[Act, Depends(ActBy("householdRegistered", Role.REGISTRAR))]
ChangingHousehold = Annotated[Act, Depends(ActBy("householdChanged", Role.REGISTRAR))]
ReadingHousehold = Annotated[
    Act,
    Depends(ActBy("householdRead", Role.CITIZEN, Role.REGISTRAR, Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER)),
]
ListingOwnHouseholds = Annotated[Act, Depends(ActBy("ownHouseholdsListed", Role.CITIZEN))]


@router.post("/households", status_code=201, summary="Registrera ett hushåll / Register a household")
async def register(body: HouseholdIn, act: RegisteringHousehold, response: Response) -> HouseholdRegistered:
    """Handläggaren som registrerar får sedan varken besluta om eller betala ut till hushållet (C1).

    Whoever registers a household can neither decide on it nor pay to it (C1)."""
    household = _household(body, new_id(), 1, act.running.persons)
    act.about(householdId=household.id)
    return await _add(act, household, body, response)


@router.post("/households/{householdId}/versions", status_code=201, summary="Ändra ett hushåll / Change a household")
async def change(
    household_id: HouseholdId,
    body: HouseholdIn,
    act: ChangingHousehold,
    response: Response,
    if_match: Annotated[
        str | None, Header(description='ETag från läsning. / ETag of a reading: "1".', examples=['"1"'])
    ] = None,
) -> HouseholdRegistered:
    """En ändring är en ny version med alla medlemmar. Samma medlemmar igen bekräftar hushållet: den som gör det tar
    över registreringen från den som gjorde den förra (C1).

    A change is a new version with all its members. The same members again confirm the household: whoever does so takes
    the entry over from whoever made the one before (C1)."""
    known = await find_household(act, household_id)
    check_if_match(if_match, known.household.version)
    check_access(act, known)
    known_ids = {member.person: member.id for member in known.household.members}
    household = _household(body, household_id, known.household.version + 1, act.running.persons, known_ids)
    return await _add(act, household, body, response)


@router.get("/households", summary="Egna hushåll / Own households")
async def own(act: ListingOwnHouseholds) -> OwnHouseholds:
    """De hushåll där den inloggade är vuxen medlem. / The households where the caller is an adult member."""
    return OwnHouseholds(household_ids=await store.of_persons(act.connection, act.person_keys, act.municipality))


@router.get("/households/{householdId}", summary="Läs ett hushåll / Read a household")
async def read(household_id: HouseholdId, act: ReadingHousehold, response: Response) -> HouseholdOut:
    """Läsningen syns i kontrolloggen. / The reading is in the control log."""
    known = await household_for(act, household_id)
    names = await store.representatives(act.connection, known.household)
    await act.record()
    response.headers["ETag"] = etag(known.household.version)
    return _out(known, names)


async def _add(act: Act, household: Household, body: HouseholdIn, response: Response) -> HouseholdRegistered:
    if found := rules.faults(household, act.running.clock.today()):
        raise NotAHousehold(found)
    await _check(act, household)
    document = _document(household)
    subject = Subject("household", str(household.id), household.version)
    statement = act.state(subject, Hands(entry=(act.person,)), document)
    entry_id = await act.record(document)
    if household.version == 1:
        await store.add_household(act.connection, household.id, act.municipality, entry_id)
    names = {member.id: said.name for member, said in zip(household.members, body.members, strict=True)}
    numbers = {member.id: said.personal_number for member, said in zip(household.members, body.members, strict=True)}
    stored = store.version_row(act.person, act.now, document, statement, entry_id)
    await store.add_version(act.connection, household, names, numbers, stored)
    await store.add_representatives(act.connection, household, _representatives(body, household))
    await act.hand_over(("decision", "payout"), statement, subject, document)
    response.headers["ETag"] = etag(household.version)
    members = [MemberRegistered(id=member.id, role=member.role) for member in household.members]
    return HouseholdRegistered(id=household.id, version=household.version, members=members)


async def _check(act: Act, household: Household) -> None:
    """Raises BrokenChain (C2) for whoever is in it themself, AdultInAnotherHousehold where an adult is in another: the
    database says so too, but knows the persons only by the keys that they had when they were stored."""
    if household.member_of(act.person):
        raise BrokenChain("C2", HOUSEHOLD_MEMBER)
    if act.person in household.representatives:
        raise BrokenChain("C2", REPRESENTATIVE)
    same = act.running.persons.same()
    keys = [key for adult in household.adults() for key in same.all_of(adult.person)]
    if set(await store.of_persons(act.connection, keys, act.municipality)) - {household.id}:
        raise AdultInAnotherHousehold


def _representatives(body: HouseholdIn, household: Household) -> list[dict[str, str]]:
    return [
        {"person": person, "personal_number": said.personal_number, "name": said.name}
        for person, said in zip(household.representatives, body.representatives, strict=True)
    ]


def _household(
    body: HouseholdIn, household_id: UUID, version: int, persons: PersonKeys, known_ids: dict[str, UUID] | None = None
) -> Household:
    """A member who was there before keeps their id."""
    members = []
    for said in body.members:
        number = PersonalNumber(said.personal_number)
        person = persons.of(number)
        member_id = (known_ids or {}).get(person) or new_id()
        members.append(Member(member_id, person, number.birth_date, said.role))
    speaking = tuple(persons.of(PersonalNumber(said.personal_number)) for said in body.representatives)
    return Household(household_id, version, body.kind, body.protected, tuple(members), speaking)


def _document(household: Household) -> dict[str, Any]:
    """The object that is stated and handed over (docs/hand-overs.md)."""
    return {
        "salt": new_salt(),
        "householdId": str(household.id),
        "version": household.version,
        "kind": household.kind.value,
        "protected": household.protected,
        "members": [
            {
                "memberId": str(member.id),
                "person": member.person,
                "birthDate": member.birth_date.isoformat(),
                "role": member.role.value,
            }
            for member in household.members
        ],
        "representatives": sorted(household.representatives),
    }


def _out(known: store.Known, representatives: list[str]) -> HouseholdOut:
    household = known.household
    members = [
        MemberOut(id=member.id, role=member.role, name=known.names[member.id], birth_date=member.birth_date.isoformat())
        for member in household.members
    ]
    return HouseholdOut(
        id=household.id,
        version=household.version,
        kind=household.kind,
        protected=household.protected,
        members=members,
        representatives=representatives,
    )
