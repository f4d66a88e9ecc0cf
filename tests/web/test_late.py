"""Routes that are read when somebody asks for them, and not before."""

from typing import Annotated

import pytest
from fastapi import FastAPI, Form
from fastapi.testclient import TestClient

from kiosk.web.late import LateRoute, add_routes, late_router


class Sign:
    """Of a type that no form can hold: reading the route fails."""


@pytest.fixture
def app() -> FastAPI:
    app, routes = FastAPI(), late_router(prefix="/lane/{lane}")

    @routes.post("/sum", status_code=201)
    async def add(lane: int, number: Annotated[int, Form(le=5)]) -> int:
        return lane + number

    @routes.get("/sign")
    async def sign(lane: int, sign: Annotated[Sign, Form()]) -> None: ...

    add_routes(app, routes)
    return app


def test_a_route_that_is_asked_for_is_read_and_others_are_not(app: FastAPI) -> None:
    client = TestClient(app)

    assert client.post("/lane/1/sum", data={"number": "5"}).json() == 6
    assert client.post("/lane/1/sum", data={"number": "6"}).status_code == 422
    assert client.post("/lane/x/sum", data={"number": "5"}).status_code == 422
    assert client.get("/lane/1/sum").status_code == 405
    assert client.get("/lane/1/minus").status_code == 404
    with pytest.raises(Exception, match="Sign"):
        client.get("/lane/1/sign")


def test_a_schema_reads_every_route(app: FastAPI) -> None:
    with pytest.raises(Exception, match="Sign"):
        app.openapi()


def test_an_included_route_is_one_like_any_other() -> None:
    app, routes = FastAPI(), late_router(prefix="/plus")

    @routes.get("/{number}")
    async def plus(number: int) -> int:
        return number + 1

    app.include_router(routes, prefix="/one")

    assert TestClient(app).get("/one/plus/1").json() == 2
    assert "/one/plus/{number}" in app.openapi()["paths"]


def test_what_no_route_has_a_late_one_has_not_either() -> None:
    route = LateRoute("/", lambda: None, methods=["GET"])

    assert route.unique_id == "_lambda___get"
    assert not hasattr(route, "colour")
