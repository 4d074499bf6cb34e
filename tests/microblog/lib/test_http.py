"""Verbs, redirects and where a form may send people."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from microblog.lib.http import leave_for, methods, own_path

make = RequestFactory()


def show(request: HttpRequest) -> HttpResponse:
    return HttpResponse("shown")


def create(request: HttpRequest) -> HttpResponse:
    return HttpResponse("made", status=201)


def test_each_verb_has_its_view_and_head_follows_get() -> None:
    view = methods(get=show, post=create)

    assert view(make.get("/")).status_code == 200
    assert view(make.head("/")).status_code == 200
    assert view(make.post("/")).status_code == 201


def test_another_verb_hears_which_there_are() -> None:
    answer = methods(get=show, post=create)(make.delete("/"))

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"


def test_what_only_takes_posts_answers_no_head() -> None:
    assert methods(post=create)(make.head("/")).status_code == 405


def test_a_page_is_left_by_redirect_and_by_a_header_for_its_script() -> None:
    page = leave_for(make.post("/"), "/p/1")
    script = leave_for(make.post("/", headers={"X-Requested-With": "fetch"}), "/p/1")

    assert (page.status_code, page.headers["Location"]) == (303, "/p/1")
    assert (script.status_code, script.headers["X-Location"]) == (204, "/p/1")


@pytest.mark.parametrize("path", ["/", "/p/1?view=all#p-2", "/t/oc%C3%A9ane"])
def test_a_path_of_ours_is_followed(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "url",
    [
        "",
        "p/1",
        "//evil.example",
        "/\\evil.example",
        "/a\\b",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: x",
        "/\x00",
        "/\u202e",
    ],
)
def test_nobody_is_sent_elsewhere(url: str) -> None:
    assert own_path(url, "/home") == "/home"
