"""Runs ``kiosk`` command lines, each in a process of its own, with one start of Python.

Reads one JSON list a line: folder to run in, file for the output, file for the errors,
then the words. Answers with the exit code, one a line.
"""

import json
import os
import sys

import kiosk.commands.service  # noqa: F401 - imported once, for every fork
from kiosk.cli import main


def serve() -> int:
    for line in sys.stdin:
        folder, out, err, *words = json.loads(line)
        child = os.fork()
        if child == 0:
            os.chdir(folder)
            for stream, path in ((1, out), (2, err)):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), stream)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            return main(words)
        _, status = os.waitpid(child, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    return 0


if __name__ == "__main__":
    sys.exit(serve())
