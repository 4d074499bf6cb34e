"""Whatever is sent to whichever address: a clear answer, nothing lost, never an error of ours.

The addresses come from the URLconf: a new one fails the first test until what it takes is listed.
"""

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import User
from feeds.actions.groups import join_group
from feeds.actions.reactions import react
from feeds.models import Conversation, Membership, Post, Reaction
from ledger.models import Entry
from microblog.lib.ids import encode
from tests.accounts.doors import an_organization
from tests.addresses import every_address
from tests.builders import a_group, a_message, a_post, a_request, a_user
from tests.cast import Cast
from tests.feeds.world import a_file

pytestmark = pytest.mark.django_db

Where = dict[str, str]

# What each address that takes a POST reads from its body, valid as it stands.
TAKES: dict[str, dict[str, Any]] = {
    "account_login": {"login": "ben", "password": "x", "remember": "1", "next": "/"},
    "account_logout": {"next": "/"},
    "account_signup": {"name": "N", "email": "n@acme.example", "password1": "a long sentence"},
    "account_confirm_email": {},
    "account_reset_password": {"email": "ben@acme.example"},
    "account_reset_password_from_key": {"password1": "a long sentence", "password2": "x"},
    "account_change_password": {"oldpassword": "x", "password1": "y", "password2": "y"},
    "account_set_password": {"password1": "y", "password2": "y"},
    "account_reauthenticate": {"password": "x"},
    "join": {},
    "set_language": {"language": "fr", "next": "/"},
    "availability": {"kind": "away", "text": "Out", "for": "1h", "until": "", "next": "/"},
    "settings_profile": {
        "display_name": "Ada", "job_title": "", "department": "", "site": "", "about": "",
        "manager": "", "skills": "", "time_zone": "Europe/Paris", "work_from": "09:00",
        "work_until": "18:00", "work_days": "1",
    },
    "settings_language": {"language": "fr"},
    "settings_display": {"theme": "dark", "compact": "on", "shortcuts": "on"},
    "settings_photo": {"photo": "x", "remove": "0", "next": "/"},
    "settings_security": {"session": "1"},
    "invitations": {"email": "", "role": "member", "quota": "1", "days": "7", "note": ""},
    "revoke_invitation": {},
    "organization": {"name": "Acme", "domains": "", "post_limit": "500", "language": "fr"},
    "settings_apps": {"revoke": "x"},
    "oauth_authorize": {"client_id": "x", "response_type": "code", "decision": "deny"},
    "posts": {
        "text": "Hello", "audience": "company", "reply_to": "", "attachment": "", "lang": "fr",
        "client_key": "k", "next": "/",
    },
    "edit_post": {"text": "Better", "version": "1"},
    "mute": {"on": "1", "next": "/"},
    "retract": {"next": "/"},
    "repost": {"on": "1", "next": "/"},
    "bookmark": {"on": "1", "next": "/"},
    "reaction": {"on": "1", "next": "/"},
    "read": {"feed": "home", "id": "", "next": "/"},
    "follow_tag": {"on": "1"},
    "files": {"file": "x", "alt": "y"},
    "discard_file": {},
    "new_group": {"name": "G", "purpose": "P", "visibility": "open", "posting": "members"},
    "group_settings": {"name": "G", "purpose": "P", "visibility": "open", "posting": "members"},
    "group_closing": {"on": "0"},
    "group_join": {"on": "1", "note": ""},
    "group_invite": {"handle": "cleo"},
    "group_request": {"accept": "1"},
    "group_member": {"role": "member", "remove": "0"},
    "follow": {"on": "1"},
    "new_message": {"to": "ben", "text": "Hi", "client_key": "k"},
    "conversation": {"text": "Hi", "client_key": "k", "attachment": ""},
    "all_done": {},
    "notification_done": {"on": "1"},
    "skip_welcome": {},
    "welcome_step": {
        "skip": "0", "display_name": "Ada", "job_title": "", "department": "", "site": "",
        "time_zone": "Europe/Paris", "language": "fr", "person": "ben", "group": "x", "text": "Hi",
        "quota": "1", "days": "7", "name": "Acme", "domains": "", "audience": "company",
    },
}  # fmt: skip
# What addresses read from their query.
ASKS = ("q", "before", "after", "ids", "page", "since", "feed", "posts", "to", "tag", "text",
        "person", "group", "until", "next", "view", "tab", "site", "team", "status", "skill",
        "start", "reply", "lang", "in", "cursor")  # fmt: skip

NASTY = {
    "long": "x" * 100_000,
    "control": "a\x01b",
    "mentions": "@ada " * 10_000,
    "tags": " ".join(f"#t{n}" for n in range(10_000)),
    "quotes": "> " * 5000 + "deep",
    "brackets": "[" * 5000 + "](http://x" * 100,
    "stars": "*_" * 5000,
    "marks": "e" + "\u0301" * 10_000,
    "number": "9" * 5000,
    "negative": "-1",
    "float": "1e999",
    "cursor": "z" * 13,
    "zero": "0" * 13,
    "digits": "١٢٣",
    "backwards": "\u202eevil\u2066",
    "unseen": "\u200b\u2060\ufeff",
    "expands": "\ufdfa" * 300,
    "breaks": "a\r\nX-Evil: 1\r\n\r\n<h1>",
    "markup": "<script>alert(1)</script>{{ 7 }}{% debug %}${7}",
    "query": "' OR 1=1; DROP TABLE accounts_user; -- %s %(x)s",
    "path": "../../../../etc/passwd",
    "address": "javascript:alert(1)//https://evil.test",
    "json": '{"$ne": null}',
    "date": "99999-99-99T99:99",
    "old": "0001-01-01T00:00",
    "far": "9999-12-31T23:59",
    "surrogate": "a\ud800b",
    "nul": "a\x00b",
    "empty": "",
}


@pytest.fixture
def where(cast: Cast) -> Where:
    """Something real for every parameter of an address, all of it ada's."""
    an_organization()
    User.objects.filter(pk=cast.ada.pk).update(role="admin", language="en")
    post = a_post(by=cast.ada, text="Here #tag")
    message = a_message(by=cast.ben, to=(cast.ada,))
    assert message.conversation is not None
    request = a_request(cast.board, by=cast.cleo)
    return {
        "post": post.key,
        "conversation": message.conversation.key,
        "file": a_file(cast.ada).key,
        "request": request.key,
        "none": encode(9),
        "slug": cast.board.slug,
    }


@pytest.fixture(autouse=True)
def limits_start_anew() -> None:
    cache.clear()


def filled(name: str, path: str, where: Where) -> str:
    """An address with something real in it."""
    kind = next((k for k in ("conversation", "file", "request", "post") if k in name), "post")
    key = where["none"] if name in {"revoke_invitation", "notification", "notification_done"} else (
        where["post"] if path.startswith("/p/") else where[kind]
    )  # fmt: skip
    return path.format(
        pk=key, slug=where["slug"], handle="ben", name="you" if "welcome" in name else "tag",
        kind="idea", use="full", version="x", token="x" * 32, key="x-y", uidb36="x",
    )  # fmt: skip


def browser(cast: Cast, **options: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"}, **options)
    client.force_login(User.objects.get(pk=cast.ada.pk))
    return client


def is_clear(response: Any, what: object) -> None:
    """An answer somebody can use: not an error of ours, and when refused, in the reader's words."""
    assert response.status_code < 500, what
    if response.status_code in {400, 403, 404, 413, 422, 429}:
        said = response.content.decode()
        assert len(said) > 5, what
        assert "Bad Request (400)" not in said and "CSRF verification failed" not in said, what
        if said.lstrip().startswith("<!doctype") and response.headers.get("Content-Language"):
            assert f'lang="{response.headers["Content-Language"]}"' in said, what


def test_what_every_address_takes_is_listed() -> None:
    addresses = every_address()
    posting = {name for name in addresses if _takes_a_post(name)}

    assert posting == set(TAKES)


def _takes_a_post(name: str) -> bool:
    client = Client()
    path = every_address()[name].format(
        pk=encode(9), slug="a", handle="ben", name="tag", kind="idea", use="full", version="x",
        token="x", key="x", uidb36="x",
    )  # fmt: skip
    return client.options(path).status_code == 405 and "POST" in client.options(path).get(
        "Allow", ""
    ) or name == "account_confirm_email"  # fmt: skip


@pytest.mark.parametrize("nasty", NASTY)
def test_no_body_breaks_an_address(cast: Cast, where: Where, nasty: str) -> None:
    addresses = every_address()

    for name, fields in TAKES.items():
        client, url = browser(cast), filled(name, addresses[name], where)
        body = dict.fromkeys(fields, NASTY[nasty]) | {NASTY[nasty][:50] or "x": "y"}

        for headers in ({}, {"X-Requested-With": "fetch"}):
            is_clear(_send(client, url, body, headers), (name, nasty, headers))

    assert User.objects.filter(pk=cast.ada.pk, is_active=True, role="admin").exists()


@pytest.mark.parametrize("name", TAKES)
def test_one_bad_field_among_good_ones_breaks_nothing(cast: Cast, where: Where, name: str) -> None:
    url = filled(name, every_address()[name], where)
    client = browser(cast)

    for field in TAKES[name]:
        for nasty in ("number", "unseen", "expands", "far", "old"):
            body = TAKES[name] | {field: NASTY[nasty]}
            response = _send(client, url, body, {})
            is_clear(response, (name, field, nasty))
            if "/login" in response.headers.get("Location", ""):
                client = browser(cast)
        for missing in (
            {key: value for key, value in TAKES[name].items() if key != field},
            TAKES[name] | {field: [TAKES[name][field], "other", "x"]},
        ):
            is_clear(client.post(url, missing), (name, field, "missing or twice"))


def _send(client: Client, url: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
    """POST, lone surrogates as the bytes that some clients send for them."""
    text = urlencode(body, doseq=True, errors="surrogatepass")
    kind = "application/x-www-form-urlencoded"
    return client.post(url, text, content_type=kind, headers=headers)


# The pages that read a query; the others are asked once with everything.
ASKED = (
    "home", "company", "compose", "post", "bookmarks", "cards", "suggest", "search", "updates",
    "tag", "groups", "group", "group_members", "people", "profile", "messages", "new_message",
    "conversation", "notifications", "availability",
)  # fmt: skip


@pytest.mark.parametrize("nasty", NASTY)
def test_no_query_breaks_a_page(cast: Cast, where: Where, nasty: str) -> None:
    client, addresses = browser(cast), every_address()
    value = quote(NASTY[nasty][:4000].encode(errors="surrogatepass"))
    everything = "&".join(f"{key}={value[:400]}" for key in ASKS)

    for name in ASKED:
        url = filled(name, addresses[name], where)
        for query in (everything, f"before={value}&q=a", f"after={value}&since={encode(0)}"):
            is_clear(client.get(f"{url}?{query}"), (name, nasty, query[:50]))


def test_no_page_is_broken_by_a_query_it_does_not_read(cast: Cast, where: Where) -> None:
    for name, path in every_address().items():
        for query in (
            "&".join(f"{key}=%00" for key in ASKS),
            "x" * 20_000,
            "=&==&%",
            "a[]=1&a[b]=2",
        ):
            is_clear(browser(cast).get(f"{filled(name, path, where)}?{query}"), (name, query[:20]))


@pytest.mark.parametrize(
    "nasty",
    [
        "long",
        "control",
        "marks",
        "cursor",
        "zero",
        "digits",
        "backwards",
        "unseen",
        "breaks",
        "markup",
        "path",
        "surrogate",
        "nul",
    ],
)
def test_no_path_breaks_the_site(cast: Cast, where: Where, nasty: str) -> None:
    client = browser(cast)
    value = quote(NASTY[nasty][:2000].encode(errors="surrogatepass"), safe="")

    for name, path in every_address().items():
        if "{" not in path:
            continue
        url = re.sub(r"{\w+}", value, path)
        is_clear(client.get(url), (name, nasty))
        is_clear(client.post(url, {"on": "1", "text": "x"}), (name, nasty))


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"\xed\xa0\x80", b"%", b"%zz", b"%ff", b"\xc0\xaf"])
def test_bytes_that_are_no_text_are_refused_or_read_around(cast: Cast, raw: bytes) -> None:
    client = browser(cast)
    path = raw.decode("latin-1")

    for url in (f"/t/{path}", f"/@{path}", f"/g/{path}", f"/p/{path}"):
        is_clear(client.get("/", PATH_INFO=url), url)
    is_clear(client.get("/people", QUERY_STRING=f"q={path}"), "query")
    is_clear(client.generic("POST", "/posts", b"text=" + raw + b"&audience=company",
                            "application/x-www-form-urlencoded"), "body")  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/plain", "", "multipart/form-data", "multipart/form-data; boundary=",
     "multipart/form-data; boundary=" + "x" * 500, "application/x-www-form-urlencoded; charset=xx",
     "multipart/form-data; boundary=é", "\x00"],
)  # fmt: skip
def test_bodies_of_other_kinds_are_refused_in_words(cast: Cast, where: Where, kind: str) -> None:
    client = browser(cast)

    for name in ("posts", "files", "settings_profile", "settings_photo", "edit_post", "new_group"):
        url = filled(name, every_address()[name], where)
        for body in (b"", b"{", b'{"text": "x"}', b"--x\r\nbroken", bytes(range(256))):
            response = client.generic("POST", url, body, kind)
            is_clear(response, (name, kind, body))

    assert Post.objects.filter(author=cast.ada).count() == 1


def test_a_body_cut_off_in_the_middle_is_refused_in_words(cast: Cast) -> None:
    whole = encode_multipart(BOUNDARY, {"text": "Hello", "audience": "company"})

    for length in range(0, len(whole), 7):
        is_clear(browser(cast).generic("POST", "/posts", whole[:length], MULTIPART_CONTENT), length)


def test_too_many_fields_and_too_much_are_refused_in_words(cast: Cast) -> None:
    client = browser(cast)
    User.objects.filter(pk=cast.ada.pk).update(language="en")

    many = client.post("/posts", {f"f{n}": "x" for n in range(1100)})
    much = client.generic("POST", "/posts", b"text=" + b"x" * 3_000_000,
                          "application/x-www-form-urlencoded")  # fmt: skip
    asked = client.get("/people?" + "&".join(f"f{n}=x" for n in range(1100)))

    for response in (many, much, asked):
        is_clear(response, response)
    assert (many.status_code, much.status_code, asked.status_code) == (400, 413, 400)


def test_other_verbs_are_refused(cast: Cast, where: Where) -> None:
    client = browser(cast)

    for name, path in every_address().items():
        url = filled(name, path, where)
        for verb in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
            assert client.generic(verb, url, b"{}").status_code == 405, (verb, url)
        if name not in TAKES:
            assert client.post(url).status_code == 405, url
    for trick in ({"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}, {"QUERY_STRING": "_method=DELETE"}):
        assert client.get("/", **trick).status_code == 200  # type: ignore[arg-type]


def test_a_form_without_its_secret_changes_nothing(cast: Cast, where: Where) -> None:
    before = Entry.objects.count()

    for name, fields in TAKES.items():
        client = browser(cast, enforce_csrf_checks=True)
        url = filled(name, every_address()[name], where)
        for secret in ({}, {"csrfmiddlewaretoken": "x" * 64}):
            answer = client.post(url, fields | secret)
            assert answer.status_code == 403, name
            is_clear(answer, name)
            assert "too old" in answer.content.decode(), name

    assert Entry.objects.count() == before


# -- Nothing is lost ------------------------------------------------------------------------------

KEPT: list[tuple[str, str, dict[str, str]]] = [
    ("posts", "text", {"text": "kept " * 200}),
    ("posts", "text", {"text": "kept", "audience": "nowhere"}),
    ("posts", "text", {"text": "kept", "audience": "group:nowhere"}),
    ("posts", "text", {"text": "kept", "reply_to": encode(9)}),
    ("posts", "text", {"text": "kept", "attachment": encode(9)}),
    ("edit_post", "text", {"text": "kept " * 200}),
    ("edit_post", "text", {"text": "kept", "version": "7"}),
    ("conversation", "text", {"text": "kept " * 200}),
    ("new_message", "text", {"text": "kept", "to": "nobody.here"}),
    ("new_message", "text", {"text": "kept", "to": ",".join(f"p{n}" for n in range(20))}),
    ("new_group", "name", {"name": "kept", "purpose": ""}),
    ("group_settings", "name", {"name": "kept", "visibility": "open"}),
    ("group_invite", "handle", {"handle": "kept"}),
    ("settings_profile", "about", {"about": "kept", "time_zone": "Nowhere"}),
    ("availability", "text", {"text": "kept " * 20}),
    ("availability", "text", {"text": "kept", "until": "yesterday"}),
    ("invitations", "note", {"note": "kept", "quota": "0"}),
    ("organization", "name", {"name": "kept", "post_limit": "1"}),
    ("account_signup", "name", {"name": "kept", "email": "x@evil.test"}),
    ("account_login", "login", {"login": "kept", "password": "wrong"}),
    ("welcome_step", "display_name", {"display_name": "kept", "time_zone": "Nowhere"}),
]


@pytest.mark.parametrize(("name", "field", "typed"), KEPT)
def test_what_was_typed_is_still_there(
    cast: Cast, where: Where, name: str, field: str, typed: dict[str, str]
) -> None:
    client = Client(headers={"Accept-Language": "en"}) if "account" in name else browser(cast)
    url = filled(name, every_address()[name], where)
    body = {key: value for key, value in (TAKES[name] | typed).items() if value != ""}

    refused = client.post(url, body)

    assert refused.status_code in {404, 409, 422}
    assert typed[field].strip() in refused.content.decode()
    is_clear(refused, name)


def test_what_was_written_for_one_place_is_not_offered_to_all(cast: Cast, where: Where) -> None:
    refused = browser(cast).post("/posts", {"text": "For few", "audience": "group:nowhere"})

    assert '<option value="company" selected' not in refused.content.decode()
    assert '<option value="" selected' in refused.content.decode()


# -- Twice is once --------------------------------------------------------------------------------


def test_the_same_post_sent_twice_is_one(cast: Cast) -> None:
    body = {"text": "Once", "audience": "company", "client_key": "one-key"}
    client = browser(cast)

    answers = [client.post("/posts", body) for _ in range(3)]
    browser_of_ben = Client()
    browser_of_ben.force_login(cast.ben)
    browser_of_ben.post("/posts", body)

    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Post.objects.filter(author=cast.ada).count() == 1
    # Keys are one's own.
    assert Post.objects.filter(author=cast.ben).count() == 1


def test_the_same_message_sent_twice_is_one(cast: Cast) -> None:
    body = {"to": "ben", "text": "Once", "client_key": "one-key"}

    for _ in range(2):
        browser(cast).post("/messages/new", body)

    assert Post.objects.count() == Conversation.objects.count() == 1


@pytest.mark.parametrize(
    ("url", "on"),
    [("/p/{post}/bookmark", "bookmark.added"), ("/p/{post}/reactions/idea", "reaction.added"),
     ("/p/{post}/repost", "post.reposted"), ("/@ben/follow", "user.followed"),
     ("/t/tag/follow", "tag.followed"), ("/p/{post}/mute", "thread.muted"),
     ("/g/{slug}/join", "group.joined")],
)  # fmt: skip
def test_a_button_pressed_twice_does_once(cast: Cast, where: Where, url: str, on: str) -> None:
    before = Entry.objects.filter(action=on).count()
    client = Client()
    client.force_login(cast.cleo)
    path = url.format(**where | {"slug": cast.square.slug})

    for state in ("1", "1", "0", "0"):
        client.post(path, {"on": state})

    assert Entry.objects.filter(action=on).count() == before + 1


def at_once(acts: list[Callable[[], object]]) -> list[BaseException]:
    """Do all of these in threads that start together; what went wrong."""
    start, failed = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


on_postgresql = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="threads have no common database in memory"
)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_ten_copies_of_a_post_at_once_are_one() -> None:
    ada = a_user("ada")

    def send() -> None:
        client = Client()
        client.force_login(ada)
        answer = client.post("/posts", {"text": "Once", "client_key": "k", "audience": "company"})
        assert answer.status_code == 303

    assert not at_once([send] * 10)
    assert Post.objects.count() == Entry.objects.filter(action="post.published").count() == 1


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_reactions_and_joins_at_once_are_all_counted() -> None:
    ada = a_user("ada")
    people = [a_user(f"p{number}") for number in range(8)]
    post, group = a_post(by=ada), a_group("Square", owner=ada)

    def act(user: User) -> Iterator[Callable[[], object]]:
        for _ in range(2):
            yield lambda: react(actor=user, post=post, kind="idea")
            yield lambda: join_group(actor=user, group=group)

    assert not at_once([one for user in people for one in act(user)])
    post.refresh_from_db()
    assert post.reaction_counts == {"idea": 8} == {"idea": Reaction.objects.count()}
    assert Membership.objects.filter(group=group).count() == 9
    assert Entry.objects.filter(action="reaction.added").count() == 8
    assert Entry.objects.filter(action="group.joined").count() == 8


# -- Where one comes back to ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.test", "https://evil.test", "/\\evil.test", "\\\\evil.test", "javascript:alert(1)",
     "/\t/evil.test", "/\n/evil.test", "http:evil.test", "///evil.test", " //evil.test",
     "/é\u2028"],
)  # fmt: skip
def test_no_answer_leads_elsewhere(cast: Cast, where: Where, elsewhere: str) -> None:
    for name, fields in TAKES.items():
        if "next" not in fields or name == "account_login":
            continue
        url = filled(name, every_address()[name], where)
        for query in ("", f"?next={quote(elsewhere)}"):
            answer = browser(cast).post(url + query, fields | {"next": elsewhere})
            goes = answer.headers.get("Location", "/")
            assert goes.startswith("/") and not goes.startswith(("//", "/\\")), (name, goes)
            assert goes.isascii() and "evil" not in goes.partition("?")[0][:12], (name, goes)
