"""What registers answer, as Prometheus asks."""

from prometheus_client import Counter

from services.intake.registers.client import LookUp

_ANSWERS = Counter("bistand_register_answers", "What registers answered.", ["authority", "verdict"])


def count_answers(found: LookUp) -> None:
    for block, answer in found.answers.items():
        _ANSWERS.labels(block.value, answer.verdict.value).inc()
