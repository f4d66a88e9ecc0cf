"""``kiosk journal``: look at the journal 台账 and prove that nobody changed it."""

import argparse
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.commands import Verbs, journal_clock
from kiosk.core.chain import START
from kiosk.core.china import CHINA
from kiosk.core.record import Entry, Kind
from kiosk.core.verdict import Verdict
from kiosk.store.reading import JournalReader

_DEFAULT_STORE: Final = Path("var")
_DEFAULT_LAST: Final = 20

_VERDICTS: Final[Mapping[str, str]] = {
    Verdict.ALLOW: "放行",
    Verdict.REGISTER: "登记后放行",
    Verdict.REFUSE: "劝返",
    Verdict.HOLD: "现场留观",
}
_OUTCOMES: Final[Mapping[str, str]] = {
    "abandoned": "离开",
    "given-up": "未放行",
    "not-passed": "未通过",
    "overridden": "组长放行",
    "described": "补登记",
}
_KINDS: Final[Mapping[Kind, str]] = {
    Kind.PASSAGE: "过卡",
    Kind.INCIDENT: "处置",
    Kind.SHIFT: "班次",
    Kind.REPORT: "报表",
    Kind.POLICY: "规则",
    Kind.AUDIT: "审计",
    Kind.DEVICE: "设备",
    Kind.FORWARD: "上报",
}
_DIRECTIONS: Final[Mapping[str, str]] = {"in": "进", "out": "出"}
_HEADER: Final = ("序号", "时间", "类别", "通道", "方向", "结论", "体温", "原因")


def add(verbs: Verbs) -> None:
    """Register the actions of ``kiosk journal``."""
    noun = verbs.add_parser("journal", help="show and verify the journal 台账")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    show = actions.add_parser("show", help="print the last records, newest last")
    show.add_argument(
        "--last", type=_count, default=_DEFAULT_LAST, metavar="N", help="how many"
    )
    show.add_argument("--kind", type=Kind, choices=list(Kind), help="of one kind only")
    show.add_argument("--json", action="store_true", help="one JSON object a line")
    verify = actions.add_parser("verify", help="check the whole hash chain")
    head = actions.add_parser("head", help="print the last row's short form")
    for parser, run in ((show, _show), (verify, _verify), (head, _head)):
        parser.set_defaults(run=run)
    for parser in (show, verify, head, journal_clock.add_to(actions)):
        parser.add_argument(
            "--store",
            type=Path,
            default=_DEFAULT_STORE,
            metavar="DIR",
            help="the store folder (default: var)",
        )


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return count


def _show(args: argparse.Namespace) -> int:
    entries = JournalReader(args.store).last(args.last, kind=args.kind)
    if args.json:
        for entry in entries:
            print(json.dumps(_plain(entry), ensure_ascii=False))
    else:
        _print_table([_HEADER, *(_cells(entry) for entry in entries)])
    return 0


def _verify(args: argparse.Namespace) -> int:
    survey = JournalReader(args.store).verify()
    print(f"intact: {survey.count} rows, head {survey.end.short()}")
    return 0


def _head(args: argparse.Namespace) -> int:
    head = JournalReader(args.store).head()
    print("empty" if head == START else head.short())
    return 0


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "kind": str(entry.kind),
        "payload": json.loads(entry.payload),
        "prev": entry.prev,
        "hash": entry.hash,
    }


def _cells(entry: Entry) -> tuple[str, ...]:
    payload = json.loads(entry.payload)
    at = datetime.fromisoformat(entry.at).astimezone(CHINA)
    temperature = payload.get("temperature") or {}
    return (
        str(entry.seq),
        f"{at:%m-%d %H:%M:%S}{'?' if payload.get('clock') == 'unsure' else ''}",
        _KINDS[entry.kind],
        str(payload.get("lane") or payload.get("device") or ""),
        _DIRECTIONS.get(payload.get("direction", ""), ""),
        _conclusion(payload),
        str(temperature.get("celsius", "")),
        " ".join(payload.get("reasons", ())) or str(payload.get("event") or ""),
    )


def _conclusion(payload: Mapping[str, Any]) -> str:
    verdict = _VERDICTS.get(payload.get("verdict") or "", "")
    outcome = _OUTCOMES.get(payload.get("outcome") or "", "")
    return "·".join(word for word in (verdict, outcome) if word)


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(_padded(row, widths)).rstrip())


def _padded(row: Iterable[str], widths: Iterable[int]) -> Iterable[str]:
    for cell, width in zip(row, widths, strict=True):
        yield cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Columns in a terminal; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
