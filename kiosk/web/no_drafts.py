"""Where nothing is kept: a half-filled form is lost when the page is loaded anew."""

from collections.abc import Mapping


class NoDrafts:
    """Implements ``ports.Drafts`` by forgetting."""

    def keep(self, key: bytes, fields: Mapping[str, str]) -> None:
        """Keep nothing."""

    def find(self, key: bytes) -> None:  # noqa: ARG002 - the port's own
        """Find nothing."""
        return

    def forget(self, key: bytes) -> None:
        """Have nothing to forget."""
