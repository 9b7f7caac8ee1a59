"""What intake's own settings have to be before it starts (shared/start_check)."""

from collections.abc import Iterator

from services.intake.settings import Settings
from shared.boxes import box_key_id
from shared.keys.files import read_key
from shared.start_check.addresses import address
from shared.start_check.findings import Finding
from shared.start_check.made_up import is_made_up_name, is_organisation_number


def own_settings(settings: Settings) -> Iterator[Finding]:
    yield from address(settings, "REGISTERS_URL", settings.registers_url)
    if not is_organisation_number(settings.registers_organisation_number.removeprefix("16")):
        yield Finding(
            "REGISTERS_ORGANISATION_NUMBER",
            "is no organisation number: its check digit is wrong",
            "Set it to 16 and the board's own ten digits",
            in_production=True,
        )
    if is_made_up_name(settings.registers_organisation):
        yield Finding(
            "REGISTERS_ORGANISATION",
            "is not the name of a board",
            "Set it to the board's name, as it is in the agreement with Försäkringskassan",
            in_production=True,
        )
    yield from _box_key(settings)


def _box_key(settings: Settings) -> Iterator[Finding]:
    file = settings.box_public_key_file
    try:
        box_key_id(read_key(file))
    except (OSError, ValueError):
        yield Finding(
            "BOX_PUBLIC_KEY_FILE",
            f"{file} holds no public box key",
            "Put there what `python -m services.payout keys show` prints for box",
        )
