"""Markdown becomes tokens, safe HTML and plain text, in linear time, whatever is typed."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microblog.lib.markup import excerpt, parse, plain, render

NBSP = "&nbsp;"
PIECES = [
    *"<script> </b> <!-- --> <svg/onload> \" ' & &lt; [ ] ( ) [a]( ](http://b.c) * ** _ `".split(),
    *"``` > - 1. # ## @ada #tag @ : :// http:// https://a.b javascript:x <https://a.b>".split(),
    *"\\ \x00 \ud800 « » ! é 👩\u200d💻".split(),
    *[" ", "\n", "\n\n"],
]
TAG = re.compile(r"<(/?[a-z0-9]+)((?: [a-z]+=\"[^\"<>]*\")*)>")
ALLOWED = {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a", "span"}


def html(text: str, lang: str = "en") -> str:
    return render(
        text,
        mention_url=lambda handle: None if handle == "ghost" else f"/@{handle}",
        tag_url=lambda key, spelling: f"/t/{spelling}",
        lang=lang,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**a** *b* _c_ `d`", "<p><strong>a</strong> <em>b</em> <em>c</em> <code>d</code></p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ("```py\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("# not a heading", "<p># not a heading</p>"),
        ("    not code", "<p>not code</p>"),
        ("a | b\n--|--\n1 | 2", "<p>a | b<br>--|--<br>1 | 2</p>"),
        ("snake_case_name 2 * 3 * 4", "<p>snake_case_name 2 * 3 * 4</p>"),
        ("&lt;b&gt; &eacute;", "<p>&amp;lt;b&amp;gt; &amp;eacute;</p>"),
    ],
)
def test_the_subset(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    "text", ["[]()", "[x]()", "[x]( )", "[x](<>)", """[x]('t')""", "[x]( (t) )"]
)
def test_a_link_that_leads_nowhere_is_text(text: str) -> None:
    assert "<a" not in html(text)
    assert parse(text).links == []


def test_an_image_is_only_a_link() -> None:
    assert "<img" not in html("![x](https://a.b/c.png)")


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("@Ada, @ada et @ben.", ["ada", "ben"]),
        ("(@a.b-c_d)", ["a.b-c_d"]),
        ("_@ada_ **@ben**", ["ada", "ben"]),
        ("me@example.org @a@b.example @anné @" + "a" * 31, []),
        ("@аdmin", []),
        ("`@ada` ``@ben`` \\@cleo", []),
        ("```\n@ada\n```", []),
        ("[@ada](https://a.b) https://a.b/@ben <https://a.b/@cleo>", []),
    ],
)
def test_mentions(text: str, mentions: list[str]) -> None:
    assert parse(text).mentions == mentions


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#Océane #oceane #OCÉANE", [("oceane", "Océane")]),
        ("#client-x, #2025budget #日本 (#a_b)", ["client-x", "2025budget", "日本", "a_b"]),
        ("#123 ##x C#a a#b #- &#x27; /#x #" + "a" * 61, []),
        ("_#tag_ #tag2- #tag3.", ["tag", "tag2", "tag3"]),
        ("`#a` [#b](https://a.b) https://a.b/#c", []),
    ],
)
def test_tags(text: str, tags: list[str | tuple[str, str]]) -> None:
    assert parse(text).tags == [tag if isinstance(tag, tuple) else (tag, tag) for tag in tags]


def test_what_is_named_is_linked_and_the_unknown_stays_text() -> None:
    assert html("@Ada @ghost #Été") == (
        '<p><a class="mention" href="/@ada">@Ada</a> @ghost '
        '<a class="tag" href="/t/Été">#Été</a></p>'
    )


def test_links_are_found_in_every_form_once() -> None:
    text = "[a](https://a.b) <https://a.b> https://a.b/c_(d)). mailto:x@y.z <x@y.z>"

    assert parse(text).links == ["https://a.b", "https://a.b/c_(d)", "mailto:x@y.z"]


def test_a_link_says_that_it_leads_outside() -> None:
    assert html("https://a.example/?q=1&r=2.") == (
        '<p><a href="https://a.example/?q=1&amp;r=2" class="ext" '
        'rel="noopener noreferrer nofollow">'
        "https://a.example/?q=1&amp;r=2</a>.</p>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVa\tScript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html,<b>)",
        "[x](vbscript:x) [x](file:///etc/passwd) [x](/relative) [x](//host)",
        "<javascript:alert(1)>",
        '<img src=x onerror="alert(1)"> <script>alert(1)</script>',
        "<svg/onload=alert(1)> <math><mtext></math> <noscript><p title='</noscript>",
        "[x](mailto:a@b.c?bcc=d@e.f)",
        "https://evil.test\\@good.example/",
    ],
)
def test_hostile_links_and_tags_are_inert(text: str) -> None:
    page = html(text)

    assert "href" not in page
    assert {name.strip("/") for name, _ in TAG.findall(page)} <= {"p", "br"}


def test_a_title_cannot_add_attributes() -> None:
    assert 'onload="' not in html('[x](https://a.b "t\\"onload=alert(1) x=\\"")')


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("[https://bank.example](https://evil.test/x)", "evil.test"),
        ("[bank.example/login](https://evil.test)", "evil.test"),
        ("[**bank**.example](https://evil.test)", "evil.test"),
        ("[bank。example](https://evil.test)", "evil.test"),
        ("https://good.example@evil.test/", "evil.test"),
        ("https://аpple.com/", "xn--pple-43d.com"),
        ("[boss@good.example](mailto:x@evil.test)", "x@evil.test"),
    ],
)
def test_the_real_host_is_shown_when_the_words_tell_another(text: str, host: str) -> None:
    assert f'<span class="host">({host})</span></a>' in html(text)


@pytest.mark.parametrize(
    "text", ["[www.a.example](https://a.example/x)", "[here](https://a.b)", "https://a.b/c.html"]
)
def test_an_honest_link_is_left_alone(text: str) -> None:
    assert "host" not in html(text)


def test_a_link_without_words_shows_where_it_leads() -> None:
    assert ">a.example</a>" in html("[](https://a.example/x)")


def test_french_spaces_do_not_break_and_only_in_french_words() -> None:
    text = "« Oui » : vite ! `a : b` https://a.b/? ; ok"

    assert html(text, "fr").count(NBSP) == 5
    assert "<code>a : b</code>" in html(text, "fr")
    assert NBSP not in html(text, "en")


def test_plain_text_keeps_words_and_drops_signs_and_directions() -> None:
    text = "**Gras** @Ada #Été `x` [mot](https://a.b)\u202e\n- un\n> cite\n```\ncode\n```"

    assert plain(text) == "Gras @Ada #Été x mot\nun\ncite\ncode"


def test_an_excerpt_is_cut_between_words() -> None:
    assert excerpt("Une phrase\nassez longue", 100) == "Une phrase assez longue"
    assert excerpt("Une phrase assez longue", 18) == "Une phrase assez…"
    assert len(excerpt("x" * 500, 20)) == 20


@pytest.mark.parametrize(
    "unit",
    "@a. @a@a # #a http:// http://a> > * - [ [] []( [a](b [a](<b *a_ **a* _* ` < <a: ~~~ (".split()
    + "](http:// - >- [@a [http://a (https://a.b a@ @a_ ! \\".split()
    + ["* ", "> ", "1. ", "- a\n", ">\n", "```\n", '[a](http://b "', "[a](b ("],
)
def test_time_is_bounded(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    start = time.process_time()

    html(text, "fr")

    assert time.process_time() - start < 1


def test_nothing_nests_deeply() -> None:
    deep = "\n".join("  " * n + "- " + ">" * n + "[" * n for n in range(120))

    assert html(deep).count("<ul>") <= 12


def test_a_text_beyond_all_limits_is_shown_unread() -> None:
    assert html("**a**\n" * 10_000).startswith("<p>**a**<br>**a**")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)),
    st.sampled_from(["fr", ""]),
)
def test_no_string_raises_or_escapes_the_allow_list(text: str, lang: str) -> None:
    page = html(text, lang)

    rest = TAG.sub("", page)
    assert "<" not in rest
    for name, attributes in TAG.findall(page):
        assert name.strip("/") in ALLOWED
        assert not re.search(r" on|style=|src=", attributes)
    for href in re.findall(r'href="([^"]*)"', page):
        assert re.match(r"https?://|mailto:|/@|/t/", href)
    plain(text)
