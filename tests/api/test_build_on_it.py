"""The page "Build on it": what it shows runs as it stands there, against a running server."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.streaming.apps import App, app_of
from tests.pages import assemble
from tests.serving import ROOT, installation

PAGE = ROOT / "docs" / "api" / "build-on-it.md"
# The language of a block, what runs it, and how it is named in the post it leaves.
WAYS = {"sh": ("sh", "curl"), "python": (sys.executable, "Python"), "js": ("node", "JavaScript")}


def blocks() -> dict[str, str]:
    """The code of the page by its language."""
    found = re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text(), re.M | re.S)
    return dict(found)


@pytest.fixture(scope="module")
def ben() -> Iterator[App]:
    """The token of whoever follows the page."""
    with installation() as at, at.serving() as server:
        yield app_of(assemble(at, [server]), "ben")


def home(ben: App) -> list[str]:
    """What the posts of home say, newest first."""
    return [status["content"] for status in ben.ask("GET", "/api/v1/timelines/home")]


def run(language: str, code: str, ben: App, at: Path) -> str:
    runner, name = WAYS[language]
    for needed in (runner, "curl") if name == "curl" else (runner,):
        if shutil.which(needed) is None:
            pytest.skip(f"{needed} is not installed here")
    script = at / f"example.{language}"
    script.write_text(code)
    done = subprocess.run(
        [runner, str(script)],
        env=os.environ | {"SILLAGE_URL": ben.server.url, "SILLAGE_TOKEN": ben.token},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_shows_each_way_in_about_ten_lines() -> None:
    assert blocks().keys() == WAYS.keys()
    assert all(len(code.splitlines()) <= 10 for code in blocks().values())


@pytest.mark.parametrize("language", WAYS)
def test_what_the_page_shows_leaves_a_post(language: str, ben: App, tmp_path: Path) -> None:
    words = f"Hello from {WAYS[language][1]}"
    assert not any(words in post for post in home(ben))
    printed = run(language, blocks()[language], ben, tmp_path)
    assert ben.server.url in printed
    assert sum(words in post for post in home(ben)) == 1


def test_sending_the_same_key_twice_leaves_one_post(ben: App, tmp_path: Path) -> None:
    for _time in range(2):
        run("sh", blocks()["sh"], ben, tmp_path)
    assert sum("Hello from curl" in post for post in home(ben)) == 1
