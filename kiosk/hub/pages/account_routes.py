"""Routes of one's own account: another password."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.core.errors import FormError
from kiosk.hub.pages.desk import Desk
from kiosk.hub.pages.door import ACCOUNT, anybody, remember
from kiosk.hub.pages.filled import drawing
from kiosk.hub.passwords import LONGEST, SHORTEST
from kiosk.hub.staff import Person


class PasswordForm(BaseModel):
    """Passwords as browsers send them."""

    model_config = ConfigDict(extra="forbid")

    current: str = Field(default="", max_length=LONGEST)
    password: str = Field(default="", max_length=LONGEST)
    again: str = Field(default="", max_length=LONGEST)

    def wanted(self) -> str:
        """The new password.

        Raises:
            FormError: It was typed in two ways.
        """
        if self.password != self.again:
            raise FormError("again", "differs", "the same password twice")
        return self.password


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """The context of ``hub_account.html``.

    Attributes:
        staff: Whose account.
        problem: Slug of what was wrong, or None.
        done: Whether the password was changed.
        shortest: Characters of a password.
    """

    staff: Person
    problem: str | None = None
    done: bool = False
    shortest: int = SHORTEST


def account_routes(desk: Desk) -> APIRouter:
    """Build the routes around the desk."""
    draw = drawing(desk, "hub_account.html")
    routes = APIRouter(prefix=ACCOUNT, include_in_schema=False)
    person_needed = Annotated[Person, Depends(anybody(desk))]

    @routes.get("", response_class=HTMLResponse)
    def account(request: Request, person: person_needed) -> HTMLResponse:
        """Ask for another password."""
        return draw(request, AccountPage(staff=person))

    @routes.post("")
    def change(
        request: Request, person: person_needed, form: Annotated[PasswordForm, Form()]
    ) -> HTMLResponse:
        """Take another password; every other device must sign in again."""
        try:
            secret = desk.sessions.change_password(
                person, form.current, form.wanted(), desk.clock.now()
            )
        except FormError as error:
            context = AccountPage(staff=person, problem=error.slug)
            return draw(request, context)
        context = AccountPage(staff=replace(person, first_until=None), done=True)
        answer = draw(request, context)
        remember(answer, secret, desk)
        return answer

    return routes
