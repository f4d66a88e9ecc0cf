"""Badges 工作证: a code that says who somebody is at the sign-in page; no proof of it.

The PIN still decides. A badge is no evidence: it belongs to no passage, and its text to
no record.
"""

from typing import Final

PREFIX: Final = "KB1:"


def is_badge(text: str) -> bool:
    """Whether the text of a code calls itself a badge."""
    return text.startswith(PREFIX)
