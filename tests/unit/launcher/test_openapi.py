"""What is written from the code, and the check that finds it out of date."""

from pathlib import Path

import pytest

from deploy.local import openapi
from deploy.local.__main__ import main
from deploy.local.roles import SERVICES


def test_a_file_that_differs_is_named_with_the_command_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("docs", *(f"services/{service}" for service in SERVICES)):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(openapi, "ROOT", tmp_path)
    monkeypatch.setattr("deploy.local.__main__.ROOT", tmp_path)
    assert main(["openapi"]) == 0
    assert main(["openapi", "--check"]) == 0
    changed = tmp_path / "services" / "payout" / "openapi.json"
    changed.write_text(changed.read_text().replace('"3.1.0"', '"3.0.0"'))
    capsys.readouterr()
    assert main(["openapi", "--check"]) == 1
    said = capsys.readouterr().err
    assert "services/payout/openapi.json" in said
    assert "make openapi" in said
    assert '-  "openapi": "3.0.0",' in said
    assert "services/intake" not in said
