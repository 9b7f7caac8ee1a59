"""What can be wrong with a norm: it is not stored, or a cell of it was never found."""

from shared.months import Month


class NormMissing(LookupError):
    """No table is stored for the month. A norm is never carried over from the year before."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"no riksnorm is stored for {month}")
        self.month = month


class UnknownNormVersion(LookupError):
    """A stored calculation names a table that this installation does not have."""

    def __init__(self, version: str) -> None:
        super().__init__("the riksnorm version is not stored")
        self.version = version


class NormFigureMissing(LookupError):
    """The table has no figure for this age and lunch: nothing was found for it, and nothing is made up."""

    def __init__(self, version: str, age_group: str) -> None:
        super().__init__(f"{version} has no figure without lunch for the ages {age_group}")
        self.version = version
        self.age_group = age_group
