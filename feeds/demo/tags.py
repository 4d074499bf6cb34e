"""The tags that people of the demo company follow."""

import tomllib
from pathlib import Path

from feeds.demo.shapes import Word

_FILE = Path(__file__).parent / "data" / "tags.toml"


def load_tags() -> tuple[Word, ...]:
    """Each followed tag with its followers."""
    rows = tomllib.loads(_FILE.read_text("utf-8"))["tag"]
    return tuple(Word(name=row["name"], followers=tuple(row["followers"].split())) for row in rows)
