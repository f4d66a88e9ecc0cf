"""What can keep a health-code service from answering: one class each.

No message holds a code, a name or any other part of a question or an answer.
"""

from kiosk.core.errors import UpstreamError


class HealthServiceError(UpstreamError):
    """The health-code service gave no usable answer.

    Attributes:
        retry: True when asking again at once may help.
    """

    slug = "health-service-error"
    retry = False


class ServiceDown(HealthServiceError):
    """No connection, or it broke."""

    slug = "health-service-down"
    advice = "check the network and health.url; the kiosk goes on without it"
    retry = True

    def __init__(self) -> None:
        super().__init__("the health-code service cannot be reached")


class ServiceLate(HealthServiceError):
    """No answer inside the budget."""

    slug = "health-service-late"
    advice = "the service is slow or overloaded; the kiosk goes on without it"

    def __init__(self, *, budget_s: float) -> None:
        super().__init__(f"no answer from the health-code service in {budget_s} s")
        self.budget_s = budget_s


class ServiceUntrusted(HealthServiceError):
    """The server's certificate is not the service's."""

    slug = "health-service-untrusted"
    advice = "check health.ca_file and the clock; somebody may be in between"

    def __init__(self) -> None:
        super().__init__("the health-code service cannot prove that it is the one")


class ServiceFailed(HealthServiceError):
    """An HTTP status that is no answer: an error, or a redirect, which is refused."""

    slug = "health-service-failed"
    advice = "ask the service's operator; the kiosk goes on without it"

    def __init__(self, *, status: int) -> None:
        super().__init__(f"the health-code service answered with status {status}")
        self.status = status
        self.retry = status in {500, 502, 503, 504}


class ServiceRefused(HealthServiceError):
    """The service says that it will not or cannot answer this kiosk now."""

    slug = "health-service-refused"
    advice = "check health.account, health.secret_file and the clock"

    def __init__(self, *, code: str) -> None:
        super().__init__(f"the health-code service refuses with code {code}")
        self.code = code


class SessionOver(ServiceRefused):
    """The service wants the kiosk to log in again."""

    retry = True


class AnswerMalformed(HealthServiceError):
    """An answer that is not built as the profile says.

    Args:
        part: What is wrong, in words of the format; never its content.
    """

    slug = "health-answer-malformed"
    advice = "the service changed, or the profile is wrong; call the installer"

    def __init__(self, part: str) -> None:
        super().__init__(f"the health-code service's answer cannot be read: {part}")
        self.part = part


class ServicePaused(HealthServiceError):
    """Not asked: it failed so often that it is left alone for a while."""

    slug = "health-service-paused"
    advice = "it failed several times and is tried again by itself"
