"""What goes in and out of the households' API."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.intake.households import rules
from services.intake.households.rules import Kind, MemberRole
from shared.api_models import Input, Output
from shared.persons import PersonalNumber
from shared.texts import ShortText

_HOUSEHOLD = "01980a3e-1c5b-7cc3-9d1e-3f5a6b7c8d90"
_MEMBER = "01980a3e-5fa0-7ff7-b152-7d9eafb01234"

HouseholdIdField = Annotated[UUID, Field(description="Hushållets id. / The household's id.", examples=[_HOUSEHOLD])]
VersionField = Annotated[int, Field(description="Hushållets version. / The household's version.", examples=[1])]
RoleField = Annotated[
    MemberRole, Field(description="Roll i hushållet. / Role in the household.", examples=["applicant"])
]
KindField = Annotated[
    Kind, Field(description="Ensamstående eller sammanboende. / Single adult or couple.", examples=["single"])
]
ProtectedField = Annotated[
    bool,
    Field(
        strict=True,
        description="Skyddade personuppgifter. / Protected identity: kept out of shared lists.",
        examples=[False],
    ),
]


class PersonIn(Input):
    personal_number: Annotated[
        str,
        Field(
            min_length=12,
            max_length=13,
            description="Personnummer eller samordningsnummer, tolv siffror. / Twelve digits.",
            examples=["199001019802"],
        ),
        AfterValidator(lambda text: PersonalNumber.parse(text).digits),
    ]
    name: Annotated[ShortText, Field(description="Namn. / Name.", examples=["Testperson Ett"])]


class MemberIn(PersonIn):
    role: RoleField


class HouseholdIn(Input):
    kind: KindField
    protected: ProtectedField = False
    members: Annotated[
        list[MemberIn], Field(min_length=1, max_length=rules.MOST_MEMBERS, description="Medlemmar. / Members.")
    ]
    representatives: Annotated[
        list[PersonIn],
        Field(
            max_length=rules.MOST_REPRESENTATIVES,
            default_factory=list,
            description="Gode män, förvaltare och ombud: inga medlemmar, och aldrig handläggare här. / Trustees and "
            "other representatives: no members, and never handlers of the household's cases.",
        ),
    ]


class MemberRegistered(Output):
    id: Annotated[UUID, Field(description="Medlemmens id. / The member's id.", examples=[_MEMBER])]
    role: RoleField


class HouseholdRegistered(Output):
    id: HouseholdIdField
    version: VersionField
    members: Annotated[list[MemberRegistered], Field(description="Medlemmar, i given ordning. / Members, as given.")]


class MemberOut(MemberRegistered):
    name: Annotated[str, Field(description="Namn. / Name.", examples=["Testperson Ett"])]
    birth_date: Annotated[str, Field(description="Födelsedag, ÅÅÅÅ-MM-DD. / Birth date.", examples=["1990-01-01"])]


class HouseholdOut(Output):
    id: HouseholdIdField
    version: VersionField
    kind: KindField
    protected: ProtectedField
    members: Annotated[list[MemberOut], Field(description="Medlemmar, äldst först. / Members, the oldest first.")]
    representatives: Annotated[
        list[str], Field(description="Företrädares namn. / Representatives' names.", examples=[["Testperson God Man"]])
    ]


class OwnHouseholds(Output):
    household_ids: Annotated[
        list[UUID], Field(description="Hushållens id. / The households' ids.", examples=[[_HOUSEHOLD]])
    ]
