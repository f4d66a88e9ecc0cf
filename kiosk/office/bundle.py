"""A small file that is handed out, and the manifest that goes with it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kiosk.office.export import Exported

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file as it will be handed out.

    Attributes:
        name: Of the file.
        content: The whole of it.
        rows: How many of what it holds.
    """

    name: str
    content: bytes = field(repr=False)
    rows: Mapping[str, int]

    @property
    def exported(self) -> Exported:
        """What its manifest says of it."""
        digest = hashlib.sha256(self.content).hexdigest()
        return Exported(file=Path(self.name), rows=self.rows, sha256=digest)


def manifest_text(told: Mapping[str, Any]) -> str:
    """A manifest as its file has it."""
    return json.dumps(told, ensure_ascii=False, indent=2)


def bundled(written: Written, told: Mapping[str, Any]) -> bytes:
    """File and manifest in one ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(written.name, written.content)
        bundle.writestr(MANIFEST, manifest_text(told))
    return out.getvalue()
