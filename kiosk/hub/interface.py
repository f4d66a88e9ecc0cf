"""The interface for kiosks, ``/v1``: documented in ``/v1/openapi.json``."""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from kiosk.codes.batch import CONTENT_TYPE
from kiosk.hub.answers import REFUSALS
from kiosk.hub.forms import (
    Accepted,
    BatchHeaders,
    Credentials,
    Enrolled,
    Enrolment,
    Index,
    IndexEntry,
    Relayed,
    UseList,
)
from kiosk.hub.kiosks import Application, Known
from kiosk.hub.node import Node
from kiosk.hub.reception import recognise
from kiosk.hub.refusals import RequestMalformed

_KEY_BYTES: Final = 32
_LONGEST_WAIT_S: Final = 25.0
_After = Annotated[int, Query(ge=0, le=2**63 - 1)]
_LetIn = Callable[[Credentials], Known]
_Responses = dict[int | str, dict[str, Any]]
_REFUSALS: Final[_Responses] = {n: REFUSALS[n] for n in (401, 403, 422, 503)}
_BATCH_REFUSALS: Final = _REFUSALS | {n: REFUSALS[n] for n in (400, 409, 413, 415)}
_BODY: Final = {
    "requestBody": {
        "required": True,
        "description": "gzip of a JSON array of 1 to 500 CloudEvents 1.0, at most "
        "512 KiB before it is compressed",
        "content": {CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


def interface(node: Node) -> APIRouter:
    """Build the routes around a node."""
    routes = APIRouter(prefix="/v1")

    def let_in(said: Annotated[Credentials, Header()]) -> Known:
        """Who asks; also a sign of life."""
        now = node.clock.now()
        kiosk = recognise(node, said, now)
        node.kiosks.greet(kiosk.id, now)
        return kiosk

    _add_upwards(routes, node, let_in)
    _add_bundles(routes, node, let_in)
    _add_uses(routes, node, let_in)
    return routes


def _add_upwards(routes: APIRouter, node: Node, let_in: _LetIn) -> None:

    @routes.post(
        "/batches",
        response_model=Accepted,
        responses=_BATCH_REFUSALS,
        openapi_extra=_BODY,
    )
    def batches(headers: Annotated[BatchHeaders, Header()]) -> None:  # noqa: ARG001
        """File a batch of journal rows."""
        raise AssertionError  # documented here, answered by BatchDoor

    @routes.post("/enrol", status_code=201, responses=_REFUSALS)
    def enrol(form: Enrolment) -> Enrolled:
        """Enrol a kiosk by its one-time code."""
        application = Application(
            code=form.code,
            kiosk=form.kiosk,
            public=_public_key(form.public_key),
            community=form.community,
            name=form.name,
        )
        credential = node.kiosks.enrol(application, node.clock.now())
        public = b64encode(node.key.public).decode("ascii")
        return Enrolled(credential=credential, hub_key=public, hub_key_id=node.key.id)

    @routes.post("/relayed", status_code=204, responses=_REFUSALS)
    def relayed(kiosk: Annotated[Known, Depends(let_in)], form: Relayed) -> None:
        """Name a kiosk for which another hub speaks."""
        now = node.clock.now()
        node.relays.announce(kiosk, form.kiosk, form.community, form.name, now)


def _add_bundles(routes: APIRouter, node: Node, let_in: _LetIn) -> None:
    @routes.get("/bundles", responses=_REFUSALS)
    def index(kiosk: Annotated[Known, Depends(let_in)], after: _After = 0) -> Index:
        """List the newest file of each kind."""
        found = node.bundles.index(kiosk.community, after)
        return Index(bundles=[IndexEntry(**bundle.told()) for bundle in found])

    @routes.get(
        "/bundles/{kind}",
        response_class=Response,
        responses=_REFUSALS
        | {
            200: {"content": {"application/octet-stream": {}}},
            304: {"description": "the kiosk has it already"},
            404: REFUSALS[404],
        },
    )
    def bundle(
        kind: Annotated[str, Path(pattern=r"^[a-z-]{1,20}$")],
        kiosk: Annotated[Known, Depends(let_in)],
        if_none_match: Annotated[str, Header(max_length=100)] = "",
    ) -> Response:
        """Fetch the newest file of a kind."""
        found = node.bundles.newest(kind, kiosk.community)
        headers = {"etag": f'"{found.etag}"', "bundle-seq": str(found.seq)}
        if if_none_match == headers["etag"]:
            return Response(status_code=304, headers=headers)
        media = "application/octet-stream"
        return Response(found.content, headers=headers, media_type=media)


def _add_uses(routes: APIRouter, node: Node, let_in: _LetIn) -> None:
    @routes.get("/uses", response_model=UseList, responses=_REFUSALS)
    async def uses(
        kiosk: Annotated[Known, Depends(let_in)],
        after: _After = 0,
        wait: Annotated[
            float, Query(ge=0, le=_LONGEST_WAIT_S, description="seconds")
        ] = 0,
    ) -> dict[str, Any]:
        """Hear what other kiosks of the community let pass; may wait for it."""
        with node.bell.waiting(kiosk.community) as rung:
            found = await run_in_threadpool(node.uses.after, kiosk, after)
            if found["cursor"] != after or not wait:
                return found
            try:
                await asyncio.wait_for(rung.wait(), wait)
            except TimeoutError:
                return found
        return await run_in_threadpool(node.uses.after, kiosk, after)


def _public_key(text: str) -> bytes:
    try:
        public = b64decode(text, validate=True)
    except ValueError:
        raise RequestMalformed("public_key") from None
    if len(public) != _KEY_BYTES:
        raise RequestMalformed("public_key")
    return public
