"""Limits: a policy's parameters, put into its conditions as literals.

They are the same for every passage; handed over with the facts they would take longer
to turn into CEL's values than most conditions to answer.
"""

import json
import re
from collections.abc import Mapping
from math import isfinite
from typing import Final

from kiosk.rules.text import Limit

PARAMETERS: Final = "parameters"
_STRING: Final = r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
_TOKEN: Final = re.compile(
    rf"(?P<text>{_STRING})"
    rf"|(?P<test>has\s*\(\s*{PARAMETERS}\.(?P<tested>\w+)\s*\))"
    rf"|(?<![\w.]){PARAMETERS}\.(?P<name>\w+)(?:\s*\[\s*'(?P<key>\w+)'\s*\])?"
)


def with_limits(condition: str, parameters: Mapping[str, Limit]) -> str:
    """Put every limit where ``parameters.name`` stands; unknown names stay.

    Args:
        condition: CEL text, its terms spelt out.
        parameters: Limits by name.
    """

    def put(match: re.Match[str]) -> str:
        if match["text"]:
            return match[0]
        if match["test"]:
            return _literal(match["tested"] in parameters)
        limit = parameters.get(match["name"])
        if limit is None:
            return match[0]
        key = match["key"]
        if key is None:
            return _literal(limit)
        if isinstance(limit, dict) and key in limit:
            return _literal(limit[key])
        return f"{_literal(limit)}[{key!r}]"

    return _TOKEN.sub(put, condition)


def _literal(limit: Limit) -> str:
    if isinstance(limit, str | bool):
        return json.dumps(limit, ensure_ascii=False)
    if isinstance(limit, dict):
        pairs = (f"{_literal(key)}: {_literal(value)}" for key, value in limit.items())
        return f"{{{', '.join(pairs)}}}"
    return f"({limit!r})" if isfinite(limit) else f"double('{limit}')"
