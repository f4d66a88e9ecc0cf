"""The CEL engine, without the command line that its package brings along.

``import cel`` also imports ``cel.cli`` and with it two terminal libraries: a quarter
of a second, and 15 MB, that a gate never uses. An empty module in its place is enough.
"""

import sys
from types import ModuleType

sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))

from cel import Context, Program, compile  # noqa: A004, E402 - the library's own names

__all__ = ["Context", "Program", "compile"]
