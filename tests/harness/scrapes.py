"""What a service tells Prometheus, read as Prometheus reads it."""

import re
from dataclasses import dataclass

import httpx
from prometheus_client.parser import text_string_to_metric_families

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|\d{6}", re.ASCII)


@dataclass(frozen=True)
class Scrape:
    """One answer of `/metrics`."""

    text: str

    @classmethod
    def of(cls, port: int) -> "Scrape":
        return cls(httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False, timeout=20).raise_for_status().text)

    @property
    def names(self) -> set[str]:
        """Of what has a figure, and of what could: a family without a row yet is there too."""
        families = list(text_string_to_metric_families(self.text))
        named = {one.name if one.type != "counter" else f"{one.name}_total" for one in families}
        return named | {sample.name for family in families for sample in family.samples}

    @property
    def families(self) -> set[str]:
        return {one.name for one in text_string_to_metric_families(self.text)}

    def ids(self) -> set[str]:
        """What in a label looks like an id."""
        families = text_string_to_metric_families(self.text)
        labels = (label for one in families for sample in one.samples for label in sample.labels.items())
        return {value for name, value in labels if name != "le" and _ID.search(value)}

    def sum(self, name: str, **labels: str) -> float:
        """Of all rows with these labels; 0 where there is none."""
        return sum(
            sample.value
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )
