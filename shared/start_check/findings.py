"""What the start-up check finds: what is wrong, and what to do about it. No finding repeats a secret or a number."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.settings import Installation

NOT_CONFIGURED = 78
"""The exit code EX_CONFIG: to start again helps only when something was changed."""
NOT_LOOKED_AT = 75
"""The exit code EX_TEMPFAIL: the database did not answer, so not everything is known."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`setting` is where to look. What is `in_production` a sandbox may have; what `warns` lets the start go on."""

    setting: str
    problem: str
    to_do: str
    in_production: bool = False
    warns: bool = False

    def refuses(self, installation: Installation) -> bool:
        return not self.warns and not (self.in_production and installation is Installation.SANDBOX)


class NotFitToStart(Exception):
    """A process that runs already was found not to be fit to: its database was away when it started."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__("not fit to start")
        self.findings = tuple(findings)


def refusing(findings: Iterable[Finding]) -> list[Finding]:
    """Those that end the start, of those that count here."""
    return [finding for finding in findings if not finding.warns]


def report(service: str, findings: Iterable[Finding]) -> str:
    """For a terminal and a log: everything at once, in an order to work through."""
    found = list(findings)
    wrong = refusing(found)
    told = [f"{service} does not start. To be put right (docs/configuration.md): {len(wrong)}"] if wrong else []
    told += [_written(f"{number}.", finding) for number, finding in enumerate(wrong, 1)]
    return "\n".join([*told, *(_written("Soon:", finding) for finding in found if finding.warns)])


def _written(mark: str, finding: Finding) -> str:
    return f"{mark} {finding.setting}: {finding.problem}.\n   {finding.to_do}."
