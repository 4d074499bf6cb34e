"""The groups of the demo company and who belongs to them."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feeds.demo.shapes import Person, Place

_FILE = Path(__file__).parent / "data" / "groups.toml"


def load_groups(people: Mapping[str, Person]) -> dict[str, Place]:
    """The groups by key. "everyone" is every colleague, not the guests."""
    colleagues = tuple(person.handle for person in people.values() if person.role != "guest")
    rows = tomllib.loads(_FILE.read_text("utf-8"))["group"]
    return {row["key"]: _group(row, colleagues) for row in rows}


def _group(row: dict[str, Any], colleagues: tuple[str, ...]) -> Place:
    named = row["members"]
    members = colleagues if named == "everyone" else tuple(named.split())
    owners = tuple(row["owners"])
    return Place(
        key=row["key"],
        name=row["name"],
        purpose=row["purpose"],
        visibility=row["visibility"],
        announcements=row.get("announcements", False),
        owners=owners,
        members=tuple(handle for handle in members if handle not in owners),
        requests=tuple((who, note) for who, note in row.get("requests", ())),
        invited=tuple(row.get("invited", ())),
        founded=row["founded"],
    )
