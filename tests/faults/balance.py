"""The balance afterwards: what kiosks wrote and were told, against what the hub has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.core.chain import START, Anchor
from kiosk.hub.node import Node
from kiosk.hub.proof import Prover
from kiosk.store.database import open_for_reading
from kiosk.store.forwarded import known_to_hub
from tests.faults.kiosks import Kiosk

_INEXACT: Final = "the mark is not exact"


@dataclass(slots=True)
class Balance:
    """What was found.

    Attributes:
        records: Rows in the journals.
        acknowledged: Rows that kiosks were told the hub has.
        lost: Acknowledged rows that the hub lacks, or has otherwise.
        doubled: Rows that the hub has more than once.
        kiosks: How many were compared.
        exact: Of how many the hub's mark names the last row that it has.
        flaws: Everything else that is not as it should be.
    """

    records: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    kiosks: int = 0
    exact: int = 0
    flaws: list[str] = field(default_factory=list)


def balance(node: Node, kiosks: Sequence[Kiosk], *, finished: bool = True) -> Balance:
    """Compare.

    Args:
        node: Of the hub; a fresh one, that remembers nothing.
        kiosks: None of them runs.
        finished: Whether everything went up.
    """
    found = Balance()
    for kiosk in kiosks:
        _compare(node, kiosk, found, finished=finished)
    for table in ("quarantine", "alarm"):
        rows = _ask(node, f"SELECT kiosk, code, detail FROM {table}")  # noqa: S608 - ours
        found.flaws += [f"{table}: {row}" for row in rows]
    return found


def _compare(node: Node, kiosk: Kiosk, found: Balance, *, finished: bool) -> None:
    ours = _journal(kiosk)
    found.kiosks += 1
    theirs = _ask(
        node, "SELECT seq, encode(hash, 'hex') FROM record WHERE kiosk = %s", kiosk.id
    )
    kept = dict(theirs)
    found.records += len(ours)
    found.acknowledged += kiosk.through
    found.doubled += len(theirs) - len(kept)
    found.lost += sum(
        kept.get(seq) != ours.get(seq, "") for seq in range(1, kiosk.through + 1)
    )
    flaws = _flaws(node, kiosk, ours, kept)
    found.exact += _INEXACT not in flaws
    found.flaws += [f"{kiosk.id}: {text}" for text in flaws]
    if finished and (kept != ours or len(ours) < kiosk.total):
        found.flaws.append(f"{kiosk.id}: the hub has not got everything")


def _flaws(
    node: Node, kiosk: Kiosk, ours: dict[int, str], kept: dict[int, str]
) -> list[str]:
    ((through, *head),) = _ask(
        node,
        "SELECT through, head_seq, head_hash FROM mark WHERE kiosk = %s",
        kiosk.id,
    )
    proof = Prover(node.database).prove(kiosk.id)
    last = Anchor(len(kept), kept[len(kept)]) if kept else START
    ((counted,),) = _ask(
        node, "SELECT sum(count) FROM tally WHERE kiosk = %s", kiosk.id
    )
    witness = known_to_hub(kiosk.folder, kiosk.id, node.key.public)
    tests = {
        "numbers are missing": sorted(kept) == list(range(1, len(kept) + 1)),
        _INEXACT: Anchor(*head) == last and through == len(kept),
        "the chain does not verify": proof.whole and proof.end == last,
        "the count of passages differs": (counted or 0) == len(kept),
        "the hub has other rows": kept.items() <= ours.items(),
        "a signed head is another row": all(
            told == START or ours.get(told.seq) == told.hash for told in kiosk.heads
        ),
        "the witness is another row": witness == START
        or ours.get(witness.seq) == witness.hash,
    }
    return [text for text, holds in tests.items() if not holds]


def _journal(kiosk: Kiosk) -> dict[int, str]:
    with open_for_reading(kiosk.folder / "kiosk.db") as db:
        kinds = db.execute("SELECT DISTINCT kind FROM journal").fetchall()
        assert kinds == [("passage",)], f"{kiosk.id} had something to tell: {kinds}"
        return dict(db.execute("SELECT seq, hash FROM journal").fetchall())


def _ask(node: Node, sql: str, *values: str) -> list[tuple[Any, ...]]:
    with node.database.transaction() as connection:
        return connection.execute(sql, values).fetchall()
