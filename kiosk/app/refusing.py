"""What the records refuse is told to whoever typed it, as a form's answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.core.errors import FormError, StoreError


@contextmanager
def refusing(form: str, slug: str = "not-recorded") -> Iterator[None]:
    """Tell a StoreError of the block as a FormError.

    Args:
        form: The field or form it is told at.
        slug: What the screen says; ``form.SLUG`` is its text.

    Raises:
        FormError: The block could not read or write the records.
    """
    try:
        yield
    except StoreError as error:
        raise FormError(form, slug, str(error)) from error
