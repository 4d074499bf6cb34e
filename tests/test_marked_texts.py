"""Every word on screen can be translated: nothing in templates or code is written past gettext."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from zoneinfo import available_timezones

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from feeds.models import Attachment, Group, Post
from tests import catalogue
from tests.addresses import every_address, parameters_of
from tests.builders import a_request
from tests.cast import Cast
from tests.feeds.world import World, a_world

SignIn = Callable[[User], Client]

# Words that are the same in every language, or say which language they are.
NAMES = {"sillage", "français", "english", "alt"}
READ_ALOUD = ("aria-label", "title", "placeholder", "alt", "data-title", "data-label")
WORD = re.compile(r"[^\W\d_]{2,}")
TRANSLATED = re.compile(
    r"{%\s*blocktranslate.*?endblocktranslate\s*%}|{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL
)
ADDRESS = re.compile(r"\S+/\S+|\S*@\S+")
OPEN, CLOSE = BRACKETS = "⟦⟧"
# A language of nobody: what is kept rendered for the two real ones is neither used nor made.
NOWHERE = "eo"


class Texts(HTMLParser):
    """What a page says: its text, and the attributes that are read aloud or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        for name, value in attrs:
            if name in READ_ALOUD and value:
                self._say(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            del self.inside[len(self.inside) - 1 - self.inside[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.inside):
            self._say(data)

    def _say(self, text: str) -> None:
        """Keep what is outside of brackets: a sentence may have links, and brackets others."""
        said = ""
        for letter in text:
            said += letter if not self.depth and letter not in BRACKETS else " "
            self.depth += {OPEN: 1, CLOSE: -1}.get(letter, 0)
        self.found.append(said)


def texts_of(html: str) -> list[str]:
    parser = Texts()
    parser.feed(html)
    return [text.strip() for text in parser.found if text.strip()]


def words_of(text: str) -> set[str]:
    return {word for word in WORD.findall(text) if word.lower() not in NAMES}


def _templates() -> Iterator[Any]:
    for path in sorted((catalogue.ROOT / catalogue.TEMPLATES).rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            yield pytest.param(path, id=path.relative_to(catalogue.ROOT).as_posix())


@pytest.mark.parametrize("path", list(_templates()))
def test_a_template_writes_no_word_that_cannot_be_translated(path: Any) -> None:
    source = TRANSLATED.sub(" ", path.read_text())

    bare = _unmarked(source, set())

    assert bare == set()


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Translation puts every text between brackets: what has none did not pass through it."""
    functions = translation._trans  # type: ignore[attr-defined]  # where Django looks them up
    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        before = getattr(functions, name)

        def bracketed(*args: Any, before: Callable[..., str] = before) -> str:
            return f"{OPEN}{before(*args)}{CLOSE}"

        monkeypatch.setattr(functions, name, bracketed)


@pytest.fixture
def world(cast: Cast) -> World:
    made = a_world(cast)
    a_request(cast.board, by=cast.cleo)
    User.objects.update(language=NOWHERE, job_title="jobtitle", site="site", department="team")
    Post.objects.update(language=NOWHERE)
    return made


def _users_words(world: World) -> set[str]:
    """Everything that people wrote themselves."""
    written: list[str] = []
    for model, fields in (
        (User, ("display_name", "handle", "email", "job_title", "site", "department")),
        (Group, ("name", "purpose", "slug")),
        (Post, ("text",)),
        (Attachment, ("name", "alt")),
    ):
        for row in model._default_manager.values_list(*fields):
            written += row
    for place in world.places.values():
        written += place.words
    initials = {user.initials for user in User.objects.all()}
    initials |= {group.initials for group in Group.objects.all()}
    return set().union(*(WORD.findall(text) for text in written)) | initials


def _pages(world: World) -> Iterator[str]:
    board, company = world.places["board"], world.places["company"]
    values = {
        "slug": world.cast.board.slug,
        "handle": "ben",
        "name": company.tag,
        "key": "none",
        "token": "none",
        "uidb36": "none",
    }
    for name, address in every_address().items():
        asked = values | {"pk": company.post.key}
        if name == "conversation":
            talk = world.places["direct"].conversation
            assert talk is not None
            asked["pk"] = talk.key
        if name == "welcome_step":
            yield from (address.format(name=step) for step in ("you", "team", "post"))
        elif set(parameters_of(address)) <= set(asked):
            yield address.format(**asked)
    yield f"/p/{board.post.key}"
    yield f"/g/{world.cast.square.slug}"
    yield "/search?q=mark&person=none"
    yield "/search?q=mark&since=2026-01-01"
    yield "/notifications?tab=done"
    yield "/people?q=nobody"


def _unmarked(html: str, known: set[str]) -> set[str]:
    said = (ADDRESS.sub(" ", text) for text in texts_of(html))
    return {word for text in said for word in words_of(text)} - known


@pytest.mark.parametrize("name", ["ada", "admin", "nobody"])
def test_a_page_says_no_word_that_cannot_be_translated(
    world: World, as_user: SignIn, marked: None, settings: Any, name: str
) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, (NOWHERE, "English")]
    client = Client() if name == "nobody" else as_user(getattr(world.cast, name))
    client.cookies["language"] = NOWHERE
    known = _users_words(world) | set(WORD.findall(" ".join(available_timezones())))
    wrong: dict[str, set[str]] = {}
    pages = 0

    for address in _pages(world):
        response = client.get(address)
        if response.headers.get("Content-Type", "").startswith("text/html") and response.content:
            pages += 1
            found = _unmarked(response.content.decode(), known)
            wrong |= {address: found} if found else {}

    assert wrong == {}
    assert pages > (10 if name == "nobody" else 30)
