"""What each scope of a token opens: these pages and downloads, and nothing else."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from kiosk.core.token import Scope

_OPENS: Final[Mapping[Scope, str]] = {
    Scope.LOG_READ: r"(GET|POST) /log",
    Scope.EXPORT: r"POST /log/pulls|GET /log/pulls/[^/]+(/file)?"
    r"|POST /log/pulls/[^/]+/end|POST /reports/export",
    Scope.HANDOVER_READ: r"GET /handover(/\d+)?",
    Scope.REPORT_READ: r"GET /reports(/table|/\d+(/log)?)?",
}


def opened(scopes: Collection[Scope], method: str, path: str) -> bool:
    """Whether any of ``scopes`` opens ``path`` for ``method``."""
    asked = f"{method} {path}"
    return any(re.fullmatch(_OPENS[scope], asked, re.ASCII) for scope in scopes)
