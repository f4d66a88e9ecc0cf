"""The part of a form that says why."""

from pydantic import BaseModel, ConfigDict, Field

from kiosk.core.why import LONGEST_NOTE, PERSONAL_REASONS, Why, checked_why


class WhyForm(BaseModel):
    """Why, as browsers send it."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=LONGEST_NOTE)

    def why(self) -> Why:
        """What was given as the reason.

        Raises:
            FormError: It is missing.
        """
        return checked_why(self.reason, self.note, PERSONAL_REASONS)
