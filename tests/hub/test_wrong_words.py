"""Words that PostgreSQL does not keep: refused like any other, never a 5xx."""

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from kiosk.hub.app import build_hub
from kiosk.hub.forms import Enrolment, Relayed
from tests.hub.gates import Hub

ASKED = {
    Enrolment: {"code": "", "kiosk": "gate-1", "public_key": "", "community": "c1"},
    Relayed: {"kiosk": "street-7/gate-1", "community": "c1"},
}


@pytest.mark.parametrize("form", ASKED)
@pytest.mark.parametrize("name", ["", "x" * 61, "a\0b", "a\nb", "a\x9bb"])
def test_a_name_that_cannot_be_kept_is_refused(
    form: type[Enrolment] | type[Relayed], name: str
) -> None:
    with pytest.raises(ValidationError, match="name"):
        form.model_validate({**ASKED[form], "name": name})


@pytest.mark.parametrize("form", ASKED)
def test_a_name_may_be_as_people_write_it(
    form: type[Enrolment] | type[Relayed],
) -> None:
    named = form.model_validate({**ASKED[form], "name": "东门\u3000南"})

    assert named.name == "东门\u3000南"


@pytest.mark.parametrize("kind", ["%00", "%0a", "x" * 21, "%e4%b8%ad"])
def test_what_is_no_word_is_no_kind_of_bundle(hub: Hub, kind: str) -> None:
    said = {"authorization": f"Bearer {hub.gate().credential}"}

    with TestClient(build_hub(hub.node), raise_server_exceptions=False) as client:
        answer = client.get(f"/v1/bundles/{kind}", headers=said)

    assert (answer.status_code, answer.json()["code"]) == (422, "request-malformed")
