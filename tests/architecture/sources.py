"""Reading our own source, for the tests that keep its rules."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("microblog", "ledger", "accounts", "feeds", "api")


def modules(*places: str) -> Iterator[Path]:
    """The Python files of folders or files, without migrations, as paths below the root."""
    for place in places or APPS:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            if "migrations" not in file.parts:
                yield file.relative_to(ROOT)


def templates() -> Iterator[Path]:
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.is_file():
            yield path.relative_to(ROOT)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(), str(path))


def text(path: Path) -> str:
    return (ROOT / path).read_text()


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a module imports, wherever it does."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}"


def say(rule: str, found: list[str]) -> str:
    """What a failure says: the rule, then where it is broken."""
    return "\n".join([rule, *found])
