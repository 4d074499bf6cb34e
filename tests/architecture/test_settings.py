"""An operator finds every variable explained, and none that nothing reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import APPS, ROOT, modules, say, tree

SETTINGS = Path("microblog/settings.py")


def _read() -> Iterator[str]:
    """The names that settings hand to the readers of microblog.env."""
    for node in ast.walk(tree(SETTINGS)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "env"
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def test_env_example_lists_exactly_what_settings_read() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = [found[1] for line in lines if (found := re.match(r"#?\s?([A-Z][A-Z_]+)=", line))]

    assert set(named) == set(_read())
    assert len(named) == len(set(named))


def test_every_variable_is_explained_above_it() -> None:
    above = ""
    for line in (ROOT / ".env.example").read_text().splitlines():
        if re.match(r"[A-Z][A-Z_]+=", line):
            assert above.startswith("#") or re.match(r"[A-Z][A-Z_]+=", above), line
        above = line


def test_only_settings_read_the_environment() -> None:
    rule = "What differs between installations is read once, in settings.py, through microblog.env."
    allowed = {Path("microblog/env.py"), Path("microblog/asgi.py"), Path("microblog/wsgi.py")}

    found = [
        f"{path}:{node.lineno}"
        for path in modules(*APPS)
        if path not in allowed
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]

    assert not found, say(rule, found)
