"""Routes that read what their function wants when somebody first asks for them.

Reading takes FastAPI about 1.5 ms a route on a desktop. A kiosk has nearly eighty, a
gate's screen asks for ten: neither start nor first request waits for the others.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import compile_path, get_name


class LateRoute(APIRoute):
    """A route that knows its path and methods, and reads the rest when it is needed.

    Needed is what only a route that was read has: its handler, at the first request,
    and its parameters, for a schema. One thread serves all requests.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        self.path, self.endpoint = path, endpoint
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.name = given.get("name") or get_name(endpoint)
        self.methods = set(given["methods"])
        self._given = given

    def __getattr__(self, name: str) -> Any:
        # Gone before it is read: what is missing then is missing.
        given = self.__dict__.pop("_given", None)
        if given is None:
            raise AttributeError(name)
        super().__init__(self.path, self.endpoint, **given)
        return getattr(self, name)


late_router: Final = partial(APIRouter, route_class=LateRoute)
"""An ``APIRouter`` of such routes; takes what that takes."""


def add_routes(app: FastAPI, router: APIRouter) -> None:
    """Add a router's routes as they are: to include it would read all of them."""
    app.router.routes.extend(router.routes)
