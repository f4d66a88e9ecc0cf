"""Waits are a random part of a growing span, and never shorter than the hub wishes."""

import pytest

from kiosk.core.errors import StoreError
from kiosk.upstream.forwarder.backoff import Backoff, any_part, attempts
from kiosk.upstream.forwarder.errors import HubBusy, HubDown


def longest(span: float) -> float:
    return span


def test_spans_double_up_to_a_minute() -> None:
    told: list[Exception] = []
    backoff = Backoff(told.append, longest)

    waits = [backoff(HubDown()) for _ in range(20)]

    assert waits[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert waits[-1] == 60
    assert len(told) == 20


def test_a_wait_is_any_part_of_its_span() -> None:
    waits = [any_part(60.0) for _ in range(200)]

    assert min(waits) < 20
    assert max(waits) > 40
    assert all(0 <= wait <= 60 for wait in waits)


@pytest.mark.parametrize(("wish", "wait"), [(7.0, 8.0), (0.0, 1.0), (1e9, 3601.0)])
def test_the_hub_is_left_alone_as_long_as_it_wishes(wish: float, wait: float) -> None:
    busy = HubBusy(status=503, retry_after_s=wish)

    assert Backoff(lambda _: None, longest)(busy) == wait


async def test_a_store_that_cannot_be_read_now_is_tried_again() -> None:
    tries = 0
    async for attempt in attempts(Backoff(lambda _: None, lambda _: 0.0)):
        with attempt:
            tries += 1
            if tries < 4:
                raise StoreError

    assert tries == 4


def test_a_bug_ends_the_attempts() -> None:
    assert Backoff(lambda _: None, longest)(KeyError()) is False
