"""Operational logs hold allowed keys only, and no personal number however it got in."""

import json
import logging
from collections.abc import Callable

import pytest
import structlog

from shared.logging import set_up

NUMBER = "198001019802"
LOG = structlog.get_logger("test")


def last_line(capsys: pytest.CaptureFixture[str], say: Callable[[], None]) -> dict[str, object]:
    """Logging is set up inside the test: pytest puts its own handlers back between a fixture and the test."""
    set_up("intake")
    say()
    return dict(json.loads(capsys.readouterr().out.splitlines()[-1]))


def test_a_key_that_is_not_allowed_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    line = last_line(capsys, lambda: LOG.info("request", status=200, personalNumber=NUMBER, body={"name": "x"}))
    assert line.keys() == {"event", "status", "level", "logger", "timestamp", "service"}


def test_what_looks_like_a_personal_number_is_blanked(capsys: pytest.CaptureFixture[str]) -> None:
    line = last_line(capsys, lambda: LOG.info(f"about {NUMBER}", reason=f"bad number {NUMBER[:8]}-{NUMBER[8:]}"))
    assert (line["event"], line["reason"]) == ("about [blanked]", "bad number [blanked]")


def fail() -> None:
    try:
        int(NUMBER + "x")
    except ValueError:
        LOG.exception("fault")


def test_an_exception_is_told_by_type_and_place_and_never_by_text(capsys: pytest.CaptureFixture[str]) -> None:
    line = last_line(capsys, fail)
    assert line["error"] == "ValueError"
    assert "test_logging.py" in str(line["exception"])
    assert NUMBER not in json.dumps(line)


def test_other_libraries_log_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    line = last_line(capsys, lambda: logging.getLogger("some.library").warning("started for %s", NUMBER))
    assert (line["event"], line["level"], line["service"]) == ("started for [blanked]", "warning", "intake")
