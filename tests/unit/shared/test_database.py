"""What the database's refusals mean."""

import pytest
from sqlalchemy.exc import DBAPIError

from shared.database import translate
from shared.problems import BrokenChain

MEANINGS = {"entry_person_once": BrokenChain("C3", "entry")}


class _Driver(Exception):
    """As asyncpg raises it."""

    def __init__(self, constraint: str) -> None:
        self.constraint_name = constraint


def refused_by(constraint: str) -> DBAPIError:
    origin = Exception()
    origin.__cause__ = _Driver(constraint)
    return DBAPIError("insert …", {}, origin)


def test_a_constraint_stands_for_a_domain_error_and_others_for_themselves() -> None:
    meaning = translate(refused_by("entry_person_once"), MEANINGS)
    other = refused_by("something_else")

    assert isinstance(meaning, BrokenChain)
    assert meaning.facts() == {"rule": "C3", "earlier_act": "entry"}
    assert translate(other, MEANINGS) is other


def test_what_is_raised_again_keeps_no_frame_of_the_time_before() -> None:
    """A shared exception would hold every request that it was raised in, with the body."""
    for _ in range(2):
        with pytest.raises(BrokenChain) as told:
            raise translate(refused_by("entry_person_once"), MEANINGS)
        assert len(told.traceback) == 1
