"""The house: what all lanes of a kiosk share, and how it is opened."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.app.badges import Badges
from kiosk.app.bundles import start_from_image
from kiosk.app.district import District
from kiosk.app.health import health_shapes
from kiosk.app.journeys import ListedJourneys
from kiosk.app.lists import Lists
from kiosk.app.policies import Policies
from kiosk.app.policy_start import open_policies
from kiosk.app.report_maker import ReportMaker, report_maker
from kiosk.app.rotas import Rotas
from kiosk.app.shift_rows import ShiftRows
from kiosk.app.signers import Signers, open_signers
from kiosk.app.token_desk import JournalTokenDesk
from kiosk.app.uplink import household_marks, row_known_above
from kiosk.clock import SystemClock
from kiosk.codes.recognise import Known
from kiosk.config.tables import Settings
from kiosk.lane.earlier import EarlierForms
from kiosk.ports import Clock, HealthCodeService, Journal
from kiosk.store.holders import Holders
from kiosk.store.journal import SqliteJournal
from kiosk.store.keymaking import FirstStart, make_missing
from kiosk.store.keyring import Keyring, load_keyring
from kiosk.store.shift_book import ShiftBook
from kiosk.store.staff import StaffBook
from kiosk.store.standing import RecordedStanding
from kiosk.store.tokens import TokenBook
from kiosk.upstream.none import NoHealthService


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all lanes of a kiosk share."""

    settings: Settings
    clock: Clock
    journal: SqliteJournal
    keys: Keyring
    lists: Lists
    journeys: ListedJourneys
    policies: Policies
    records: RecordedStanding
    signers: Signers | None
    holders: Holders
    rotas: Rotas
    shifts: ShiftRows
    reports: ReportMaker
    tokens: JournalTokenDesk
    badges: Badges
    health: HealthCodeService
    earlier: EarlierForms = field(default_factory=EarlierForms)

    @property
    def district(self) -> District:
        """Asks the lists from above."""
        return self.journeys.district

    @property
    def directory(self) -> Path:
        """Where records live."""
        return self.settings.store.directory


async def open_house(
    settings: Settings, clock: SystemClock, stack: AsyncExitStack
) -> House:
    """Policy, keys and journal: what every lane needs before the first person."""
    directory = settings.store.directory
    shapes, signers = health_shapes(settings.health), open_signers(settings)
    first = FirstStart(community=settings.kiosk.community, now=clock.now())
    make_missing(directory / "keys", first)
    start_from_image(directory, settings.hub.bundles)
    keys = load_keyring(directory / "keys")
    known = row_known_above(settings)
    journal = SqliteJournal(directory, keys=keys.seals, clock=clock, known=known)
    policies = open_policies(settings, clock, journal)  # before a file is written
    await stack.enter_async_context(journal)
    clock.not_before(journal.last_at)
    lists = Lists(keys, clock, journal, Known(health=shapes, certificates=signers))
    rotas = Rotas(settings, clock, lists)
    home = settings.kiosk.community
    records = RecordedStanding(
        directory,
        clock=clock,
        quota=policies.quota,
        mark_of=household_marks(settings),
    )
    stack.callback(records.close)
    return House(
        settings=settings,
        clock=clock,
        journal=journal,
        keys=keys,
        lists=lists,
        journeys=ListedJourneys(
            District(lists, clock, keys.directory, home), clock, home
        ),
        policies=policies,
        records=records,
        signers=signers,
        holders=Holders(directory),
        rotas=rotas,
        shifts=_shifts(settings, rotas, clock, journal),
        reports=report_maker(settings, clock, journal, policies.quota),
        badges=Badges(StaffBook(directory), clock),
        tokens=JournalTokenDesk(TokenBook(directory), clock=clock, journal=journal),
        health=NoHealthService(),  # until there are lights to report to
    )


def _shifts(
    settings: Settings, rotas: Rotas, clock: Clock, journal: Journal
) -> ShiftRows:
    book = ShiftBook(settings.store.directory)
    kiosk = settings.kiosk
    place = {"kiosk": kiosk.id, "checkpoint": kiosk.checkpoint}
    return ShiftRows(book, rotas.rota, clock=clock, journal=journal, place=place)
