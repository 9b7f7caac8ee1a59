"""The list of obstacles that every decision registers from."""

from services.decision.obstacles.registration import obstacle_list


def test_the_list_has_its_23_entries_with_texts_in_both_languages() -> None:
    found = obstacle_list()

    assert found.version == "obstacles-2026-1"
    assert len(found.obstacles) == len(found.codes) == 23
    assert all(obstacle.heading and obstacle.sv and obstacle.en for obstacle in found.obstacles)


def test_having_no_obstacle_is_an_entry_of_its_own() -> None:
    assert "noObstacle" in obstacle_list().codes
