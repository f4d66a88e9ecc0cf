"""Texts for spreadsheets: none that Excel or its like would run as a formula."""

from typing import Final

FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe in front.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if text[:1] in FORMULA else text
