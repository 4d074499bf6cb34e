"""One's own settings: what can be said, what cannot, and that nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from feeds.models import Post
from tests.builders import a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PROFILE = {
    "display_name": "Ben Ayed",
    "job_title": "Baker",
    "department": "Bread",
    "site": "Brest",
    "about": "Anything with yeast",
    "skills": "Rye, Wheat",
    "manager": "@ada",
    "time_zone": "Europe/Paris",
    "work_from": "09:00",
    "work_until": "18:00",
    "work_days": ["1", "2"],
}


@pytest.fixture
def ben(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.ben)
    return client


def test_a_profile_says_what_was_typed(cast: Cast, ben: Client) -> None:
    ben.post("/settings/profile", PROFILE)

    cast.ben.refresh_from_db()
    assert cast.ben.display_name == "Ben Ayed"
    assert cast.ben.manager == cast.ada
    assert cast.ben.work_days == 3
    assert set(cast.ben.skills.values_list("name", flat=True)) == {"Rye", "Wheat"}
    page = ben.get("/@ben").content.decode()
    assert all(word in page for word in ("Ben Ayed", "Baker", "Rye", "Brest"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", "x" * 81),
        ("display_name", "\u200b"),
        ("display_name", "\ufb2c" * 80),  # composing makes each letter three
        ("about", "two\nlines"),
        ("about", "x" * 301),
        ("job_title", "x" * 81),
        ("skills", ", ".join(f"skill{n}" for n in range(13))),
        ("skills", "x" * 41),
        ("manager", "@nobody"),
        ("manager", "@ben"),
        ("manager", "@eve"),
        ("time_zone", "Europe/Atlantis"),
        ("time_zone", "../../etc/passwd"),
        ("work_from", "25:00"),
        ("work_from", "18:30"),
        ("work_until", ""),
        ("work_days", ["128"]),
        ("work_days", ["x"]),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(
    cast: Cast, ben: Client, field: str, value: Any
) -> None:
    kept = "Kept for later" if field != "about" else "Kept job"
    typed = PROFILE | {("about" if field != "about" else "job_title"): kept} | {field: value}

    refused = ben.post("/settings/profile", typed)

    assert refused.status_code == 422
    assert kept in refused.content.decode()
    cast.ben.refresh_from_db()
    assert (cast.ben.display_name, cast.ben.about) == ("Ben", "")


def test_folding_a_name_never_makes_it_too_long_for_its_column(cast: Cast, ben: Client) -> None:
    answer = ben.post("/settings/profile", PROFILE | {"display_name": "\ufdfa" * 80,
                                                      "skills": "\ufdfa" * 40})  # fmt: skip

    assert answer.status_code == 302


def test_nobody_is_in_a_circle_of_managers(cast: Cast, ben: Client) -> None:
    User.objects.filter(pk=cast.ada.pk).update(manager=cast.ben)

    assert ben.post("/settings/profile", PROFILE).status_code == 422


def test_role_and_address_are_not_settings(cast: Cast, ben: Client) -> None:
    ben.post("/settings/profile", PROFILE | {"role": "admin", "email": "x@evil.test",
                                             "handle": "root", "is_active": "0"})  # fmt: skip

    cast.ben.refresh_from_db()
    assert (cast.ben.role, cast.ben.email, cast.ben.handle, cast.ben.is_active) == (
        "member", "ben@acme.example", "ben", True,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_are_in_ones_language(cast: Cast, ben: Client, language: str) -> None:
    ben.post("/settings/language", {"language": language})

    page = ben.get("/")
    assert f'<html lang="{language}"' in page.content.decode()
    assert page.headers["Content-Language"] == language


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_pages_are_in_ones_theme(cast: Cast, ben: Client, theme: str) -> None:
    ben.post("/settings/display", {"theme": theme})

    assert f'data-theme="{theme}"' in ben.get("/").content.decode()


@pytest.mark.parametrize(
    ("page", "typed"),
    [("language", {"language": "xx"}), ("language", {}), ("display", {"theme": "pink"}),
     ("display", {})],
)  # fmt: skip
def test_an_unknown_choice_changes_nothing(
    cast: Cast, ben: Client, page: str, typed: dict[str, str]
) -> None:
    assert ben.post(f"/settings/{page}", typed).status_code == 422

    cast.ben.refresh_from_db()
    assert (cast.ben.language, cast.ben.theme) == ("fr", "system")


def test_a_new_name_shows_on_posts_that_were_rendered_before(cast: Cast, ben: Client) -> None:
    post: Post = a_post(by=cast.ben)
    assert "Ben Ayed" not in ben.get(f"/p/{post.key}").content.decode()

    ben.post("/settings/profile", PROFILE)

    assert "Ben Ayed" in ben.get(f"/p/{post.key}").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("post_limit", "279"), ("post_limit", "2001"), ("post_limit", "9" * 5000), ("post_limit", "x"),
     ("domains", "acme"), ("domains", "*.acme.example"), ("domains", "a@acme.example"),
     ("domains", "acme..example"), ("domains", "acme.example."), ("domains", "x" * 70 + ".example"),
     ("language", "de"), ("name", ""), ("name", "\u200b")],
)  # fmt: skip
def test_the_organization_is_not_set_to_the_impossible(cast: Cast, field: str, value: str) -> None:
    boss = Client()
    boss.force_login(cast.admin)
    typed = {"name": "Acme", "domains": "acme.example", "post_limit": "500", "language": "fr"}

    assert boss.post("/organization", typed | {field: value}).status_code == 422
    assert boss.post("/organization", typed).status_code == 302
