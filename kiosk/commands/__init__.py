"""Commands: one module a noun, each adding its verbs to the command line."""

import argparse
from typing import TypeAlias

# Private in name only, and generic to the type checker only: hence a string.
Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001
"""What ``add_subparsers`` returns."""
