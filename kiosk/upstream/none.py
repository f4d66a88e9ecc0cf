"""No health-code service: health codes are told apart and nobody is asked."""

from datetime import datetime

from kiosk.core.evidence import Answer, CodeKind, HealthAnswer


class NoHealthService:
    """Answers for no kind of code, so a lane never asks it."""

    @property
    def kinds(self) -> frozenset[CodeKind]:
        """None."""
        return frozenset()

    async def ask(self, text: str, at: datetime) -> HealthAnswer:  # noqa: ARG002 - port
        """Unverified, whatever the code."""
        return HealthAnswer(
            answer=Answer.UNVERIFIED,
            source="none",
            asked_at=0.0,
            slug="health-service-none",
        )
