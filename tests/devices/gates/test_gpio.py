from collections.abc import Iterator

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory

from kiosk.core.errors import DeviceError
from kiosk.devices.gates.gpio import GpioSwitch
from kiosk.devices.gates.timed import Switch, timed_gate


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    made = MockFactory()
    yield made
    made.reset()


@pytest.mark.parametrize("active_high", [True, False])
def test_the_level_of_on_is_a_setting(
    factory: MockFactory, *, active_high: bool
) -> None:
    switch: Switch = GpioSwitch(
        name="gate", pin=17, active_high=active_high, factory=factory
    )
    levels = []
    for action in (switch.off, switch.on, switch.off):
        action()
        levels.append(bool(factory.pin("GPIO17").state))

    assert levels == [not active_high, active_high, not active_high]


def test_taking_hold_of_the_pin_does_not_open(factory: MockFactory) -> None:
    switch = GpioSwitch(name="gate", pin=17, active_high=False, factory=factory)
    switch.off()
    states = [bool(entry.state) for entry in factory.pin("GPIO17").states]

    assert states[-1] is True
    assert switch._output.value == 0


def test_a_released_pin_can_be_taken_again(factory: MockFactory) -> None:
    switch = GpioSwitch(name="gate", pin=17, factory=factory)
    switch.on()
    switch.close()
    switch.close()
    switch.off()

    assert not factory.pin("GPIO17").state


def test_a_pin_in_use_is_refused_with_the_reason(factory: MockFactory) -> None:
    first = GpioSwitch(name="gate", pin=17, factory=factory)
    second = GpioSwitch(name="lamp", pin=17, factory=factory)
    first.off()

    with pytest.raises(DeviceError, match=r"pin-refused; correct the pin 17: .*in use"):
        second.off()
    first.close()


def test_a_machine_without_gpio_is_named_as_such() -> None:
    class NoPins(MockFactory):  # type: ignore[misc] # gpiozero has no types
        def reserve_pins(self, *_: object) -> None:
            raise gpiozero.BadPinFactory("no pins here")

    switch = GpioSwitch(name="gate", pin=17, factory=NoPins())

    with pytest.raises(DeviceError, match="no-gpio; run on a board with GPIO"):
        switch.off()


def test_a_pin_that_does_not_exist_is_refused(factory: MockFactory) -> None:
    switch = GpioSwitch(name="gate", pin="GPIO99", factory=factory)

    with pytest.raises(DeviceError, match="pin-refused"):
        switch.on()


async def test_the_pin_is_shut_at_the_start_and_at_the_end(
    factory: MockFactory,
) -> None:
    switch = GpioSwitch(name="gate", pin=17, factory=factory)
    async with timed_gate(switch, lambda _: None) as gate:
        await gate.open_for(60.0)
        assert factory.pin("GPIO17").state
    states = [bool(entry.state) for entry in factory.pin("GPIO17").states]

    assert states[-1] is False
