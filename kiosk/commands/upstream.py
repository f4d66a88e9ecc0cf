"""``kiosk upstream``: the hub of the district 上级平台, from the kiosk's side."""

import argparse
import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.clock import SystemClock
from kiosk.commands import Verbs
from kiosk.commands.beside import journal_of
from kiosk.commands.moment import Now, now
from kiosk.config.reading import load_settings
from kiosk.config.tables import Settings
from kiosk.core.errors import ConfigError
from kiosk.store.bundles import read_seen
from kiosk.store.enrolment import (
    Enrolment,
    kiosk_seed,
    load_enrolment,
    make_use_key,
    write_enrolment,
)
from kiosk.store.forwarded import read_forwarded
from kiosk.store.outbox import Outbox

CONFIG: Final = Path("kiosk.toml")


class HubUnnamed(ConfigError):
    """The settings name no hub."""

    slug = "hub-unnamed"

    def __init__(self) -> None:
        super().__init__("hub.url is not set; write the hub's address into kiosk.toml")


def add(verbs: Verbs, now: Now = now) -> None:
    """Register the verbs.

    Args:
        verbs: The command line.
        now: Wall time, aware.
    """
    noun = verbs.add_parser("upstream", help="the hub of the district 上级平台")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    enrol = _action(actions, "enrol", _enrol, "make this kiosk known to the hub")
    enrol.add_argument("code", help="one-time code, from whoever runs the hub")
    enrol.add_argument("--name", help="how supervisors shall see this kiosk")
    show = partial(_status, now=now)
    _action(actions, "status", show, "how many records wait, and since when")
    push = "send everything that waits, while the service is stopped"
    _action(actions, "push", _push, push)
    uses = "make the key by which the gates of a community name households"
    _action(actions, "uses-key", _uses_key, uses)
    bundles = "what came from the hub or the card's image, and what was refused"
    _action(actions, "bundles", _bundles, bundles)


def _action(
    actions: Verbs, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    verb = actions.add_parser(name, help=text, description=text)
    verb.add_argument("--config", type=Path, default=CONFIG, help="settings file")
    verb.set_defaults(run=run)
    return verb


def _with_hub(args: argparse.Namespace) -> Settings:
    settings = load_settings(args.config)
    if not settings.hub.url:
        raise HubUnnamed
    return settings


def _enrol(args: argparse.Namespace) -> int:
    settings = _with_hub(args)
    asyncio.run(_enrolled(settings, args.code, args.name or settings.kiosk.checkpoint))
    print(f"enrolled {settings.kiosk.id} at {settings.hub.url}")
    return 0


async def _enrolled(settings: Settings, code: str, name: str) -> None:
    # Only here: other commands do not wait for the HTTP library.
    from kiosk.app.hub_link import ca_file  # noqa: PLC0415
    from kiosk.upstream.enrolment import Application, enrol  # noqa: PLC0415
    from kiosk.upstream.forwarder.line import HubAddress, Line  # noqa: PLC0415

    kiosk, keys = settings.kiosk, settings.store.directory / "keys"
    seed = kiosk_seed(keys)
    line = Line(HubAddress(settings.hub.url, ca_file(settings)))
    try:
        application = Application(
            code=code, kiosk=kiosk.id, community=kiosk.community, name=name
        )
        admission = await enrol(line, application, seed)
    finally:
        await line.aclose()
    write_enrolment(
        keys,
        Enrolment(
            kiosk=kiosk.id,
            seed=seed,
            credential=admission.credential,
            hub_public=admission.hub_public,
        ),
    )


def _status(args: argparse.Namespace, now: Now) -> int:
    settings = _with_hub(args)
    store = settings.store.directory
    enrolment = load_enrolment(store / "keys")
    kept, head = read_forwarded(store), Outbox(store).head()
    print(f"hub       {settings.hub.url}")
    print(f"enrolled  {enrolment.kiosk}")
    print(f"waiting   {max(0, head.seq - kept.through)} of {head.seq} records")
    print(f"contact   {_ago(kept.contact, now())}")
    if kept.witness is not None:
        print(f"witness   {kept.witness.head.anchor.short()}")
    return 0


def _ago(contact: datetime | None, now: datetime) -> str:
    if contact is None:
        return "never"
    return (
        f"{contact:%Y-%m-%d %H:%M:%S %Z}, {int((now - contact).total_seconds())} s ago"
    )


def _push(args: argparse.Namespace) -> int:
    settings = _with_hub(args)
    from kiosk.app.hub_link import push_everything  # noqa: PLC0415 - as in _enrolled

    clock = SystemClock()
    journal = journal_of(settings.store.directory, clock)
    print(f"sent {asyncio.run(push_everything(settings, clock, journal))} records")
    return 0


def _uses_key(args: argparse.Namespace) -> int:
    path = make_use_key(load_settings(args.config).store.directory / "keys")
    print(f"copy {path} into the key folder of each kiosk of the community")
    return 0


def _bundles(args: argparse.Namespace) -> int:
    seen = read_seen(load_settings(args.config).store.directory)
    for kind, one in sorted(seen.items()):
        print(f"{kind}  {one.digest[:12]}  {one.fault or 'taken'}")
    return 0
