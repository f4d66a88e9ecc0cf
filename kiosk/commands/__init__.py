"""Commands: one module a noun, each adding its verbs to the command line."""

import argparse

Verbs = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - the type argparse hands out
"""What ``add_subparsers`` returns."""
