"""Entering an account, entering it again, beginning a new version of it, and listing a household's accounts.

An account number goes from the request into payout's sealed box, and nowhere else (C8)."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Response
from pydantic import Field, model_validator

from services.intake.accounts import rules, store
from services.intake.accounts.entering import make_entry
from services.intake.accounts.problems import refusal
from services.intake.accounts.rules import AccountStatus, AccountVersion, EnteredAs
from services.intake.households.access import household_for
from services.intake.households.store import Known
from services.intake.parameters import AccountId, HouseholdId
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.callers import Role
from shared.bank_accounts import BankAccount
from shared.ids import new_id
from shared.paging import Paged
from shared.problems import NotFound
from shared.versions import check_if_match, etag

router = act_router(tags=["konton / accounts"])

EnteringAccount = Annotated[Act, Depends(ActBy("accountEntered", Role.REGISTRAR))]
EnteringAgain = Annotated[Act, Depends(ActBy("accountEntered", Role.CITIZEN, Role.REGISTRAR))]
ReadingAccounts = Annotated[Act, Depends(ActBy("accountsRead", Role.CITIZEN, Role.REGISTRAR))]

_ID = "01980a3f-2d6c-7dd4-8e2f-4a6b7c8d9e01"
Id = Annotated[UUID, Field(description="Kontots id. / The account's id.", examples=[_ID])]
EntryId = Annotated[
    UUID,
    Field(description="Uppgiftens id. / The entry's id.", examples=["01980a3f-4e8f-7ee6-a041-6c8d9eaf0123"]),
]
HolderMemberId = Annotated[
    UUID,
    Field(
        description="Kontohavare: en vuxen i hushållet. / The holder: an adult of the household.",
        examples=["01980a3e-5fa0-7ff7-b152-7d9eafb01234"],
    ),
]
Version = Annotated[int, Field(description="Kontots version. / The account's version.", examples=[1])]
Status = Annotated[
    AccountStatus,
    Field(
        description="registered: väntar på en uppgift till. mismatch: uppgifterna var olika. payable: två var lika. "
        "locked: för många olika. / registered: waits for another entry. mismatch: the entries differed. payable: two "
        "were equal. locked: too many differed.",
        examples=["registered"],
    ),
]


class AccountNumberIn(Input):
    clearing_number: Annotated[
        str,
        Field(
            min_length=4,
            max_length=8,
            repr=False,
            description="Clearingnummer, fyra eller fem siffror. / Clearing number, four or five digits.",
            examples=["9029"],
        ),
    ]
    account_number: Annotated[
        str,
        Field(
            min_length=5,
            max_length=20,
            repr=False,
            description="Kontonummer utan clearingnummer. / Account number without the clearing number.",
            examples=["5735211"],
        ),
    ]

    @model_validator(mode="after")
    def _is_an_account(self) -> "AccountNumberIn":
        self.account()
        return self

    def account(self) -> BankAccount:
        return BankAccount.parse(self.clearing_number, self.account_number)


class AccountIn(AccountNumberIn):
    holder_member_id: HolderMemberId


class AccountEntered(Output):
    id: Id
    version: Version
    status: Status
    entry_id: EntryId


class EntryMade(Output):
    entry_id: EntryId
    account_id: Id
    version: Version
    number: Annotated[int, Field(description="Vilken uppgift i ordningen. / Which entry in order.", examples=[2])]
    status: Status


class AccountOut(Output):
    id: Id
    version: Version
    status: Status
    holder_member_id: HolderMemberId
    entries: Annotated[int, Field(description="Antal uppgifter av versionen. / Entries of the version.", examples=[2])]


class Accounts(Output):
    items: Annotated[list[AccountOut], Field(description="Hushållets konton. / The household's accounts.")]
    page: Annotated[int, Field(description="Sida. / Page.", examples=[1])]
    limit: Annotated[int, Field(description="Poster per sida. / Items a page.", examples=[20])]
    has_more: Annotated[bool, Field(description="Om det finns fler sidor. / Whether there are more.", examples=[False])]


@router.post("/households/{householdId}/accounts", status_code=201, summary="Lägg in ett konto / Enter an account")
async def enter(household_id: HouseholdId, body: AccountIn, act: EnteringAccount, response: Response) -> AccountEntered:
    """Första uppgiften, från en handling. Numret förseglas till utbetalningen direkt och sparas inte här.

    The first entry, from a document. The number is sealed to payout at once and is not kept here."""
    known = await household_for(act, household_id)
    account = AccountVersion(new_id(), household_id, body.holder_member_id, 1)
    return await _begin(act, known, account, body, response)


@router.post(
    "/accounts/{accountId}/versions", status_code=201, summary="Byt kontonummer / Begin a new version of an account"
)
async def renew(
    account_id: AccountId,
    body: AccountNumberIn,
    act: EnteringAccount,
    response: Response,
    if_match: Annotated[
        str | None, Header(description='Kontots version som ETag. / Its version as an ETag: "1".', examples=['"1"'])
    ] = None,
) -> AccountEntered:
    """En ny version ersätter den förra, som inte längre kan betalas till, och går hela vägen på nytt.

    A new version supersedes the one before, which can no longer be paid to, and goes all the way anew."""
    account = await _find(act, account_id)
    check_if_match(if_match, account.version)
    known = await household_for(act, account.household_id)
    return await _begin(act, known, account.superseded(), body, response)


@router.post("/accounts/{accountId}/entries", status_code=201, summary="Bekräfta ett konto / Enter an account again")
async def enter_again(account_id: AccountId, body: AccountNumberIn, act: EnteringAgain) -> EntryMade:
    """Nästa uppgift, av en vuxen i hushållet i egen inloggning eller av en annan registrator. Ingen ser den andras.

    The next entry, by an adult of the household in their own sign-in or by another registrar. Neither sees the
    other's."""
    account = await _find(act, account_id)
    known = await household_for(act, account.household_id)
    entered_as = EnteredAs.MEMBER if act.role is Role.CITIZEN else EnteredAs.REGISTRAR
    if found := rules.hindrance(account, act.person_keys, entered_as):
        raise refusal(found)
    entry_id = await make_entry(act, known, account, body.account(), entered_as)
    return EntryMade(
        entry_id=entry_id,
        account_id=account.account_id,
        version=account.version,
        number=account.next_number,
        status=account.status,
    )


@router.get("/households/{householdId}/accounts", summary="Hushållets konton / The household's accounts")
async def accounts_of(household_id: HouseholdId, act: ReadingAccounts, page: Paged) -> Accounts:
    """Kontonas senaste version och läge, aldrig någon siffra. Läsningen syns i kontrolloggen.

    The newest version of each account and its state, never a digit. The reading is in the control log."""
    await household_for(act, household_id)
    found = await store.of_household(act.connection, household_id, act.municipality, page)
    shown, has_more = page.shown(found)
    await act.record()
    return Accounts(items=list(map(_out, shown)), page=page.number, limit=page.limit, has_more=has_more)


async def _find(act: Act, account_id: UUID) -> AccountVersion:
    act.about(accountId=account_id)
    account = await store.find(act.connection, account_id, act.municipality)
    if account is None:
        raise NotFound
    return account


async def _begin(
    act: Act, known: Known, account: AccountVersion, body: AccountNumberIn, response: Response
) -> AccountEntered:
    entry_id = await make_entry(act, known, account, body.account(), EnteredAs.REGISTRAR)
    response.headers["ETag"] = etag(account.version)
    return AccountEntered(id=account.account_id, version=account.version, status=account.status, entry_id=entry_id)


def _out(account: AccountVersion) -> AccountOut:
    return AccountOut(
        id=account.account_id,
        version=account.version,
        status=account.status,
        holder_member_id=account.holder_member_id,
        entries=len(account.entered_by),
    )
