"""Three ways of saying the same, each built from its model's field names by hand.

They share nothing with the profiles: that adapter and service understand each other
proves the profile.
"""

import secrets
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Response
from fastapi.responses import JSONResponse

from kiosk.core.evidence import Colour, NatResult
from kiosk.upstream.simulated.people import Status
from kiosk.upstream.simulated.world import World, is_digest, is_mac, sorted_pairs

_CHINA: Final = timezone(timedelta(hours=8))
_GRADES: Final[dict[Colour, str]] = {"green": "00", "yellow": "01", "red": "10"}
_TESTS: Final[dict[NatResult, str]] = {
    "negative": "阴性",
    "positive": "阳性",
    "pending": "待出结果",
    "none": "无",
}
Fields = Annotated[dict[str, str], Body()]


def own_routes(world: World) -> APIRouter:
    """The simulator's own dialect: REST statuses, words, ISO 8601, HMAC."""
    routes = APIRouter()

    @routes.post("/v1/health-codes/verify")
    async def verify(fields: Fields) -> Response:
        await world.delay()
        signature = fields.pop("signature", "")
        fresh = world.is_fresh(_number(fields.get("timestamp")))
        if not (fresh and is_mac(sorted_pairs(fields), world.secret, signature)):
            return JSONResponse({"status": "unauthorised"}, status_code=401)
        if trouble := world.trouble():
            return trouble
        found = world.find(fields.get("code", ""))
        if found.status is None:
            status = {"expired": 410, "not-found": 404}[found.kind]
            return JSONResponse({"status": found.kind}, status_code=status)
        return JSONResponse(_own(found.status, world.now()))

    return routes


def vendor_routes(world: World) -> APIRouter:
    """The gate vendor's: everything is 200, errcode, grades, a SHA-256 in capitals."""
    routes = APIRouter()

    @routes.post("/api/healthcode/decode")
    async def decode(fields: Fields) -> Response:
        await world.delay()
        given = fields.pop("sign", "")
        fields["secretKey"] = world.secret
        known = fields.get("appId") == world.account
        fresh = world.is_fresh(_number(fields.get("timestamp")) / 1000)
        if not (known and fresh and is_digest(sorted_pairs(fields), given)):
            return JSONResponse({"errcode": 40003, "errmsg": "sign error"})
        if trouble := world.trouble():
            return trouble
        found = world.find(fields.get("code_content", ""))
        if found.kind == "expired":
            data = {"qrcode_expired": True, "report_expired": False}
            return JSONResponse({"errcode": 0, "data": data})
        if found.status is None:
            return JSONResponse({"errcode": 40004, "errmsg": "no such code"})
        return JSONResponse({"errcode": 0, "data": _vendor(found.status, world.now())})

    return routes


def terminal_routes(world: World) -> APIRouter:
    """The provincial terminal's: a session first, then codes by its token."""
    routes = APIRouter()
    tokens: set[str] = set()

    @routes.post("/terminal/init")
    async def init(fields: Fields) -> dict[str, Any]:
        if not fields.get("sn"):
            return {"code": 1012}
        tokens.add(token := secrets.token_hex(16))
        return {"code": 0, "data": {"token": token}}

    @routes.post("/terminal/forget")
    async def forget() -> dict[str, Any]:
        """Not in the model: end every session, to see kiosks log in again."""
        tokens.clear()
        return {"code": 0}

    @routes.post("/terminal/verify")
    async def verify(fields: Fields) -> Response:
        await world.delay()
        if fields.get("token") not in tokens:
            return JSONResponse({"code": 1012})
        if trouble := world.trouble():
            return trouble
        found = world.find(fields.get("qrcode", ""))
        if found.status is None:
            return JSONResponse({"code": 2003 if found.kind == "expired" else 2002})
        return JSONResponse({"code": 0, "data": _terminal(found.status, world.now())})

    return routes


def _own(status: Status, now: datetime) -> dict[str, Any]:
    tested = status.nat_result != "none"
    return {
        "status": "ok",
        "colour": status.colour,
        "name": status.name,
        "refreshed_at": now.isoformat(),
        "nat": {
            "result": status.nat_result,
            "sampled_at": (now - status.nat_age).isoformat() if tested else None,
        },
        "doses": status.doses,
        "travel": {"risk": status.travel_risk, "returnee": status.returnee},
    }


def _vendor(status: Status, now: datetime) -> dict[str, Any]:
    return {
        "name": status.name[:1] + "**",
        "phone": "138****0000",
        "certificate_type": 1,
        "certificate_id": "6201**********001X",
        "risk_assessment_grade": _GRADES[status.colour],
        "reason": "",
        "guide": "",
        "report_date": _china(now),
        "report_valid_date": _china(now + timedelta(days=7)),
        "report_expired": False,
        "certificate_token": secrets.token_hex(8),
    }


def _terminal(status: Status, now: datetime) -> dict[str, Any]:
    hours = status.nat_age / timedelta(hours=1)
    tested = status.nat_result != "none"
    return {
        "type": 1,
        "color": status.colour,
        "name": status.name,
        "idNumber": "6201**********001X",
        "hsResult": _TESTS[status.nat_result],
        "hsDateTime": _china(now - status.nat_age) if tested else "",
        "hsDateFlag": next((f for f in (24, 48, 72) if tested and hours <= f), 0),
        "vaccine": status.doses,
        "vaccineDate": "2021-12-01",
        "showTime": _china(now),
    }


def _china(moment: datetime) -> str:
    return moment.astimezone(_CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _number(text: str | None) -> float:
    return float(text) if text and text.isdecimal() and len(text) < 20 else 0.0  # noqa: PLR2004
