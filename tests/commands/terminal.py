"""A terminal over real keys: the verbs of passes, keys and trust."""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pytest

from kiosk.commands import keys as keys_verb
from kiosk.commands import passes, trust
from kiosk.commands.pass_desk import PassDesk
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
COMMUNITY = "620102001001"


def altered(data: bytes) -> bytes:
    """``data`` with one bit of its last byte turned, whatever that byte is."""
    return data[:-1] + bytes([data[-1] ^ 1])


@dataclass
class Terminal:
    """The commands over real keys, with names remembered in a list."""

    keys: Path
    capsys: pytest.CaptureFixture[str]
    now: datetime = NOW
    holders: list[tuple[str, str]] = field(default_factory=list)
    said: str = ""

    @classmethod
    def at(
        cls,
        folder: Path,
        capsys: pytest.CaptureFixture[str],
        community: str = COMMUNITY,
    ) -> Self:
        keys = folder / "keys"
        open_keyring(keys, FirstStart(community=community, now=NOW))
        return cls(keys=keys, capsys=capsys)

    def run(self, *words: str) -> tuple[int, str]:
        """Run one command; what it wrote to stderr is in ``said``."""
        parser = argparse.ArgumentParser(prog="kiosk")
        desk = PassDesk(
            now=lambda: self.now,
            remember=lambda _, holders: self.holders.extend(holders),
        )
        verbs = parser.add_subparsers()
        passes.add(verbs, desk)
        keys_verb.add(verbs, lambda: self.now)
        trust.add(verbs, lambda: self.now)
        where = [] if "sheet" in words else ["--keys", str(self.keys)]
        args = parser.parse_args([*words, *where])
        handler: Callable[[argparse.Namespace], int] = args.run
        code = handler(args)
        out, self.said = self.capsys.readouterr()
        return code, out.removesuffix("\n")

    def issue(self, *words: str, kind: str = "resident") -> str:
        code, text = self.run(
            "pass", "issue", "--class", kind, "--household", "3-2-501", *words
        )
        assert code == 0
        return text

    def verify(self, text: str, *words: str) -> dict[str, object]:
        _, out = self.run("pass", "verify", text, *words)
        answer: dict[str, object] = json.loads(out)
        return answer
