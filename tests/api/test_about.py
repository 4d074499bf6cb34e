"""What the network says of itself to apps."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from api.views import about
from microblog.lib import clock
from tests.api.conftest import Api
from tests.builders import a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., Api]
AT = "/api/v1/instance"


def test_anybody_may_know_that_there_is_nothing_to_know() -> None:
    nobody = Api()

    assert nobody.get(f"{AT}/rules") == []
    assert nobody.get(f"{AT}/extended_description") == {"content": "", "updated_at": None}
    assert nobody.get(f"{AT}/translation_languages") == {}
    assert nobody.get("/api/v1/custom_emojis") == []
    assert {row["code"]: row["name"] for row in nobody.get(f"{AT}/languages")} == {
        "fr": "français",
        "en": "English",
    }


@pytest.mark.parametrize("text", ["privacy_policy", "terms_of_service"])
def test_texts_that_nobody_wrote_are_not_found(text: str) -> None:
    answer = Api().ask("get", f"{AT}/{text}")

    assert answer.status_code == 404
    assert answer.json() == {"error": "Record not found"}


@pytest.mark.parametrize(
    "address", [f"{AT}/peers", f"{AT}/domain_blocks", f"{AT}/activity", "/api/v1/announcements"]
)
def test_what_is_of_the_company_asks_for_a_token(cast: Cast, api_of: ApiOf, address: str) -> None:
    assert Api().ask("get", address).status_code == 401
    assert api_of(cast.ben).ask("get", address).status_code == 200


def test_there_are_no_other_servers_and_no_announcements(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    assert api.get(f"{AT}/peers") == api.get(f"{AT}/domain_blocks") == []
    assert api.get("/api/v1/announcements") == []


def test_activity_counts_by_weeks_and_only_what_all_may_read(cast: Cast, api_of: ApiOf) -> None:
    about._activity.clear()
    a_post(by=cast.ben)
    a_post(by=cast.ben)
    a_post(by=cast.ada, group=cast.vault)

    weeks = api_of(cast.ben).get(f"{AT}/activity")

    assert len(weeks) == 12
    assert [weeks[0]["statuses"], weeks[0]["logins"]] == ["2", "1"]
    assert int(weeks[0]["registrations"]) >= 5
    assert all(week["statuses"] == "0" for week in weeks[1:])
    assert int(weeks[0]["week"]) - int(weeks[1]["week"]) == timedelta(weeks=1).total_seconds()
    assert int(weeks[0]["week"]) <= clock.now().timestamp()
