"""Readers of ID cards from settings; none is ever simulated in place of a real one."""

from kiosk.config.id_readers import IdReader, NoIdReader, SdtIdReader
from kiosk.devices.id_readers.sdt import SdtReader


def build_id_reader(settings: IdReader, name: str) -> SdtReader | None:
    """The lane's reader of ID cards; None where numbers are typed."""
    match settings:
        case NoIdReader():
            return None
        case SdtIdReader():
            return SdtReader(name=name, url=settings.port)
