"""``kiosk pass issue --roll``: thousands of passes from a table."""

import sys
from collections.abc import Iterable
from pathlib import Path

from kiosk.commands.pass_desk import PassDesk
from kiosk.commands.progress import shown
from kiosk.core.errors import FormError
from kiosk.office.order import Counter, IssuedPass
from kiosk.office.result import Result, check_result, write_result
from kiosk.office.roll import RollRow, read_roll
from kiosk.office.table import read_table


def issue_roll(roll: Path, out: Path | None, keys: Path, desk: PassDesk) -> int:
    """Issue every good row, tell every bad one; 1 when there was a bad one.

    Raises:
        KioskError: The roll, the keys or the folder cannot be used; nothing is kept.
    """
    if out is None:
        raise FormError("out", "missing", "--out DIR, where the results shall lie")
    path = check_result(out)
    counter = Counter(desk.open_keys(keys), desk.now, desk.random)
    # The whole table first: one that breaks off in the middle issues nothing.
    rows = list(read_roll(read_table(roll), roll))
    issued: list[tuple[RollRow, IssuedPass]] = []
    refused = 0
    for row in shown(rows):
        try:
            issued.append((row, _issue(row, counter)))
        except FormError as fault:
            refused += 1
            print(f"\rrow {row.number}: {fault}", file=sys.stderr)
    if issued:
        write_result(path, (_result(row, done) for row, done in issued))
        desk.remember(keys.parent, _names(done for _, done in issued))
    print(f"{len(issued)} issued, {refused} refused" + (f"; {path}" if issued else ""))
    return 1 if refused or not issued else 0


def _issue(row: RollRow, counter: Counter) -> IssuedPass:
    if row.order is None:
        raise row.fault or FormError("row", "unfit", "no order")
    return counter.issue(row.order)


def _names(passes: Iterable[IssuedPass]) -> list[tuple[str, str]]:
    return [
        (done.claims.pass_id, done.masked_name)
        for done in passes
        if done.masked_name is not None
    ]


def _result(row: RollRow, done: IssuedPass) -> Result:
    claims, order = done.claims, row.order
    return Result(
        row=str(row.number),
        pass_id=claims.pass_id,
        pass_class=claims.pass_class,
        household=(order.household if order else None) or "",
        member=str(claims.member),
        name=done.masked_name or "",
        plate=claims.plate or "",
        not_before=claims.not_before.isoformat(),
        expires=claims.expires.isoformat(),
        generation=str(claims.generation),
        community=claims.community,
        text=done.text,
    )
