from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.record import Draft, Kind
from kiosk.store.clock_report import Timed, read_report, report
from kiosk.store.journal import SqliteJournal
from kiosk.store.rows import stamp
from tests.fakes import NOON, FakeClock
from tests.store.scenes import FAST, KEYS, audit, passage


def row(
    seq: int, monotonic: float | None, *, clock: str, ahead: float = 0, boot: str = "b1"
) -> Timed:
    """A row of a boot that began at noon, by a clock that is ``ahead`` by seconds."""
    at = NOON + timedelta(seconds=(monotonic or 0) + ahead)
    return Timed(seq, stamp(at), boot, monotonic, clock)


def test_rows_before_the_clock_was_set_are_corrected_by_those_after() -> None:
    (boot,) = report(
        [
            row(1, 10, clock="unsure", ahead=-5000),
            row(2, 30, clock="unsure", ahead=-5000),
            row(3, 40, clock="synced"),
            row(4, 50, clock="synced"),
        ]
    )

    wrong, right = boot.runs
    assert (wrong.first, wrong.last, wrong.count) == (1, 2, 2)
    assert (wrong.offset_s, wrong.by) == (5000.0, 3)
    assert wrong.first_at + timedelta(seconds=5000) == NOON + timedelta(seconds=10)
    assert not right.doubtful


def test_a_battery_clock_is_corrected_by_the_network() -> None:
    (boot,) = report([row(1, 10, clock="rtc", ahead=90), row(2, 20, clock="synced")])

    assert boot.runs[0].doubtful
    assert boot.runs[0].offset_s == -90.0


def test_another_boot_tells_nothing_of_this_one() -> None:
    lost, sure = report(
        [
            row(1, 10, clock="unsure", ahead=-5000),
            row(2, 10, clock="synced", boot="b2"),
        ]
    )

    assert lost.runs[0].doubtful
    assert lost.runs[0].offset_s is None
    assert not sure.runs[0].doubtful


def test_rows_that_do_not_say_are_counted_and_not_guessed() -> None:
    (boot,) = report([row(1, None, clock="synced"), row(2, 5, clock="synced")])
    (old,) = report([Timed(1, stamp(NOON), None, None, None)])

    assert (boot.untimed, boot.runs[0].first) == (1, 2)
    assert (old.boot, old.untimed, old.runs) == ("unknown", 1, [])


@given(
    ahead=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6),
    last=st.integers(0, 3),
)
def test_whatever_the_clock_said_the_truth_is_found(
    ahead: list[float], last: int
) -> None:
    rows = [row(n, n * 60.0, clock="unsure", ahead=a) for n, a in enumerate(ahead)]
    rows.append(row(99, 99 * 60.0, clock="synced"))
    (boot,) = report(rows)

    for run in boot.runs:
        assert run.offset_s is not None
        true = run.first_at + timedelta(seconds=run.offset_s)
        assert abs((true - NOON).total_seconds() - run.first * 60.0) < 2.001


async def test_every_row_of_a_journal_says_how_sure_its_time_is(
    tmp_path: Path,
) -> None:
    clock = FakeClock(sureness="unsure")
    late = Draft(kind=Kind.AUDIT, at=NOON - timedelta(hours=1), payload={"late": True})
    async with SqliteJournal(tmp_path, keys=KEYS, clock=clock, limits=FAST) as pen:
        await pen.append(audit("at once"))
        await pen.append(late)
        clock.sureness = "synced"
        await pen.append(passage(clock="rtc", boot="b9", monotonic=1.0))

    first, other = read_report(tmp_path)
    assert (first.boot, first.untimed, first.runs[0].clock) == ("boot-1", 1, "unsure")
    assert (other.boot, other.runs[0].clock) == ("b9", "rtc")


async def test_a_clock_that_ran_ahead_unsure_is_no_floor_for_the_right_one(
    tmp_path: Path,
) -> None:
    clock = FakeClock()
    async with SqliteJournal(tmp_path, keys=KEYS, clock=clock, limits=FAST) as pen:
        await pen.append(audit("right"))
        clock.turn(1e7)
        clock.sureness = "unsure"
        await pen.append(Draft(kind=Kind.AUDIT, at=clock.now(), payload={}))
    async with SqliteJournal(tmp_path, keys=KEYS, clock=clock, limits=FAST) as again:
        assert again.last_at == NOON
