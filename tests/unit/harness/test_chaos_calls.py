"""What a patient client of `make chaos` makes of its answers."""

import httpx

from tests.chaos.calls import World


def test_a_fault_of_ours_is_told_though_the_next_answer_is_good() -> None:
    answers = [httpx.Response(503), httpx.Response(500, text="fault"), httpx.Response(200)]
    world = World({}, httpx.Client(transport=httpx.MockTransport(lambda _: answers.pop(0))))

    assert world.request("GET", "http://localhost/v1/cases").status_code == 200
    assert world.answers.counted == {"503": 1, "500": 1, "200": 1}
    assert world.answers.faults == ["GET /v1/cases: fault"]
