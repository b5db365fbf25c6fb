"""Every route of the OpenAPI document, with what schemathesis makes up: never a 5xx, never another form of error."""

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from tests.server.central import Central

_EXAMPLES = 12


def test_no_made_up_request_makes_the_server_fail(own: Central) -> None:
    """On a server of its own: the codes that it makes up are counted as wrong ones."""
    desk = own.desk()
    document = httpx.get(f"{own.url}/v1/openapi.json", timeout=60).json()
    found = schemathesis.openapi.from_dict(document).get_all_operations()
    routes = [route.ok() for route in found if isinstance(route, Ok)]
    kept = [route for route in routes if route.path != "/v1/leave"]
    assert len(kept) >= 11

    @settings(
        max_examples=_EXAMPLES * len(kept),
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(kept).flatmap(lambda route: route.as_strategy()))
        answer = case.call(base_url=own.url, headers={"Authorization": f"Bearer {desk.token}"})
        assert answer.status_code < 500, (case.as_curl_command(), answer.text)
        if answer.status_code >= 400 and case.method != "HEAD" and answer.status_code != 416:
            assert {"title", "detail", "code"} <= answer.json().keys()

    ask()
    assert desk.http.get("/v1/health").status_code == 200
