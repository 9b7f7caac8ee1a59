"""What whoever holds the item says: in which way it ends, and why."""

from typing import Annotated

from pydantic import Field

from services.decision.conclusions.rules import Conclusion
from shared.api_models import Input
from shared.texts import LongText


class ReasonedConclusion(Input):
    conclusion: Annotated[
        Conclusion,
        Field(
            description="Ingen ändring; beslutet återkallat; återkrav prövas; räknas i nästa ansökan. / What comes of "
            "it: no change; the decision is revoked; recovery is tried; it counts in the next application."
        ),
    ]
    reason: Annotated[LongText, Field(description="Varför. Lämnar inte tjänsten. / Why. Kept here.")]
