"""Whatever is sent to a form of the pages, it answers."""

from urllib.parse import quote, quote_from_bytes

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kiosk.hub.app import build_hub
from kiosk.hub.staff import HubStaff, Role
from tests.hub.gates import Hub

PASSWORD = "richtig-lang-und-geheim"
FORMS = {
    "/enrolment": ("kiosk", "kind", "community"),
    "/enrolment/withdraw": ("kiosk",),
    "/revocation/gate-1": ("why",),
    "/readmission/gate-1": (),
    "/staff": ("name", "role"),
    "/staff/role": ("name", "role"),
    "/staff/reset": ("name",),
    "/staff/remove": ("name",),
    "/account": ("current", "password", "again"),
    "/sign-in": ("name", "password", "next"),
    "/records/export": ("why", "form", "kiosk"),
}
LIKELY = ("gate-1", "relay", "supervisor", "测试管理", "测试", "csv", PASSWORD)
VALUE = (
    st.sampled_from(LIKELY).map(str.encode)
    | st.text(max_size=250).map(lambda text: text.encode(errors="surrogatepass"))
    | st.binary(max_size=40)
)
SENT = st.sampled_from(sorted(FORMS)).flatmap(
    lambda path: st.tuples(
        st.just(path),
        st.dictionaries(st.sampled_from((*FORMS[path], "more")), VALUE),
    )
)


def entered(hub: Hub) -> TestClient:
    """A browser of an administrator."""
    staff = HubStaff(hub.node.database)
    staff.add("测试管理", PASSWORD, hub.doer, Role.ADMINISTRATOR)
    client = TestClient(build_hub(hub.node), raise_server_exceptions=False)
    client.post("/sign-in", data={"name": "测试管理", "password": PASSWORD})
    return client


def test_no_form_is_too_much(hub: Hub) -> None:
    hub.gate()
    client = entered(hub)
    cookie = dict(client.cookies)

    @settings(max_examples=120, suppress_health_check=list(HealthCheck))
    @example(sent=("/enrolment/withdraw", {"kiosk": b"\0"}))
    @example(sent=("/staff/reset", {"name": b"a\0"}))
    @example(sent=("/revocation/gate-1", {"why": b"a\0b"}))
    @example(sent=("/records/export", {"why": b"a\0b", "form": b"csv"}))
    @given(sent=SENT)
    def ask(sent: tuple[str, dict[str, bytes]]) -> None:
        path, fields = sent
        client.cookies.update(cookie)
        body = "&".join(f"{name}={quote_from_bytes(v)}" for name, v in fields.items())
        answer = client.post(
            path,
            content=body,
            headers={"content-type": "application/x-www-form-urlencoded"},
            follow_redirects=False,
        )
        assert answer.status_code < 500, answer.text

    ask()


def test_no_address_is_too_much(hub: Hub) -> None:
    client = entered(hub)
    places = ("/revocation/", "/kiosks/", "/enrolment?kiosk=", "/enrolment?kind=")

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @example(place="/revocation/", text="\0")
    @given(
        place=st.sampled_from(places),
        text=st.text(st.characters(codec="utf-8"), max_size=40),
    )
    def ask(place: str, text: str) -> None:
        answer = client.get(place + quote(text, safe=""))
        assert answer.status_code < 500, answer.text

    ask()
