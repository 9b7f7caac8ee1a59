"""What the demonstration needs of an installation, however it runs: started here (`Stack`), or in containers
(`Composed`)."""

from collections.abc import Mapping
from typing import Protocol

from deploy.local.databases import Database
from deploy.local.environment import Place


class Installation(Protocol):
    @property
    def urls(self) -> Mapping[str, str]:
        """Services and stand-ins by name, as people reach them."""

    @property
    def inside(self) -> Mapping[str, str]:
        """Services by name, as another service reaches them."""

    @property
    def databases(self) -> Mapping[str, Database]: ...

    @property
    def place(self) -> Place: ...

    def pid(self, name: str) -> int | None:
        """Of a process on this machine that can be looked at, if it is one."""

    def set_clock_offset(self, seconds: int) -> None:
        """Every process reads its clock through this, at once."""
