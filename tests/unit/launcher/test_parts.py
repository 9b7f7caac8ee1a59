"""What the processes of a service are called, however many there are."""

from deploy.local.stack import Part, named


def test_each_process_has_a_name_of_its_own() -> None:
    parts = [Part.WHOLE, Part.WHOLE, Part.WORKER, Part.API, Part.WORKER]
    assert [(name, part.arguments) for name, part in named("intake", parts)] == [
        ("intake", ()),
        ("intake-2", ()),
        ("intake-worker", ("--worker",)),
        ("intake-3", ("--api",)),
        ("intake-worker-2", ("--worker",)),
    ]
