"""Templates hold structure: no behaviour, no style, nothing that a strict CSP would stop."""

import re

import pytest

from tests.architecture.sources import say, templates, text

FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\bsrc=)[^>]*>",
    "an inline style sheet": r"<style\b",
    "a style attribute": r"\sstyle\s*=",
    "a handler attribute": r"\son[a-z]+\s*=\s*[\"']",
    "a script of htmx": r"\shx-on\b",
    "an address that runs": r"(?:href|action|src)=[\"']\s*(?:javascript|data):",
    "text that nothing escapes": r"\|\s*safe\b|{%\s*autoescape\s+off",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    rule = f"No template holds {what}: behaviour is in static/js, looks are in static/css."
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)

    found = [
        f"{path}:{number}"
        for path in templates()
        if path.suffix == ".html"
        for number, line in enumerate(text(path).splitlines(), start=1)
        if pattern.search(line)
    ]

    assert not found, say(rule, found)


def test_every_form_that_changes_something_has_a_token() -> None:
    rule = 'A <form method="post"> has {% csrf_token %} in it.'
    form = re.compile(r"<form\b[^>]*method=[\"']post[\"'][^>]*>(.*?)</form>", re.I | re.S)

    found = [
        str(path)
        for path in templates()
        for inside in form.findall(text(path))
        if "csrf_token" not in inside
    ]

    assert not found, say(rule, found)
