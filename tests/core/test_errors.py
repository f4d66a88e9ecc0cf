import re
from collections.abc import Iterator
from copy import copy
from importlib import import_module
from pkgutil import walk_packages

import pytest

import kiosk
from kiosk.core.errors import (
    CodeError,
    ConfigError,
    DeviceError,
    FormError,
    KioskError,
    PolicyError,
    StoreError,
)

_FAMILIES = (CodeError, ConfigError, DeviceError, FormError, StoreError)


def family_tree(error: type[KioskError] = KioskError) -> Iterator[type[KioskError]]:
    """Every error of the kiosk, once all its modules are loaded."""
    for child in error.__subclasses__():
        yield child
        yield from family_tree(child)


@pytest.fixture(scope="module")
def every_error() -> list[type[KioskError]]:
    for module in walk_packages(kiosk.__path__, "kiosk."):
        if module.name != "kiosk.__main__":
            import_module(module.name)
    return list(dict.fromkeys(family_tree()))


def test_every_slug_is_a_stable_word(every_error: list[type[KioskError]]) -> None:
    for error in every_error:
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", error.slug), error


def test_every_error_belongs_to_a_family(every_error: list[type[KioskError]]) -> None:
    """A family says who must act."""
    strays = [error for error in every_error if KioskError in error.__bases__]

    assert set(_FAMILIES) <= set(strays)
    assert all(error.__doc__ for error in strays)


def test_a_device_error_names_device_event_and_repair() -> None:
    error = DeviceError("camera", "unplugged", "check the USB cable")

    assert str(error) == "camera: unplugged; check the USB cable"
    assert (error.device, error.slug, error.advice) == (
        "camera",
        "unplugged",
        "check the USB cable",
    )


def test_a_form_error_says_what_would_be_accepted() -> None:
    error = FormError("phone", "not-a-phone", "11 digits")

    assert str(error) == "phone: 11 digits"
    assert (error.field, error.slug) == ("phone", "not-a-phone")


def test_a_refused_policy_is_for_the_installer() -> None:
    assert issubclass(PolicyError, ConfigError)
    assert issubclass(ConfigError, KioskError)


def test_a_store_error_is_worth_another_try_unless_it_says_otherwise() -> None:
    assert StoreError.lasting is False
    assert StoreError.advice


def test_an_error_travels_between_processes_as_it_is() -> None:
    error = FormError("name", "name-missing", "write a name")
    error.add_note("on the second page")

    arrived = copy(error)  # by the same protocol as pickle

    assert type(arrived) is FormError
    assert (str(arrived), arrived.__dict__) == (str(error), error.__dict__)
