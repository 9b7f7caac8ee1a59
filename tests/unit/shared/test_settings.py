"""Where settings come from: the environment first, then a file of the setting's name."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from shared import settings
from shared.settings import OwnerSettings, from_environment

URL = "postgresql://owner:a-word-that-stays-here@database/payout"


@pytest.fixture(autouse=True)
def no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OWNER_DATABASE_URL", raising=False)
    monkeypatch.delenv("SECRETS_DIR", raising=False)
    monkeypatch.setattr(settings, "SECRET_FILES", tmp_path / "not-here")


def test_a_setting_can_be_a_file_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "owner_database_url").write_text(f"{URL}\n")
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path))
    assert from_environment(OwnerSettings).owner_database_url == URL


def test_it_is_looked_for_where_containers_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "owner_database_url").write_text(URL)
    monkeypatch.setattr(settings, "SECRET_FILES", tmp_path)
    assert from_environment(OwnerSettings).owner_database_url == URL


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "owner_database_url").write_text(URL)
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("OWNER_DATABASE_URL", "postgresql://here")
    assert from_environment(OwnerSettings).owner_database_url == "postgresql://here"


def test_a_folder_that_was_named_has_to_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path / "not-mounted"))
    with pytest.raises(NotADirectoryError, match="SECRETS_DIR"):
        from_environment(OwnerSettings)


def test_a_setting_that_is_nowhere_is_named_and_no_secret_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="owner_database_url"):
        from_environment(OwnerSettings)
    monkeypatch.setenv("OWNER_DATABASE_URL", URL)
    assert "a-word-that-stays-here" not in repr(from_environment(OwnerSettings))
