"""The people of the demo company and what they say of themselves now."""

import tomllib
from pathlib import Path
from typing import Any

from feeds.demo.shapes import Person, Status

DOMAIN = "atelier-nord.example"
_FILE = Path(__file__).parent / "data" / "people.toml"


def email_of(handle: str) -> str:
    """The address somebody signs in with: the handle is the part before @."""
    return f"{handle}@{DOMAIN}"


def load_people() -> dict[str, Person]:
    """Everybody by handle, managers before the people they manage."""
    rows = tomllib.loads(_FILE.read_text("utf-8"))["person"]
    return {row["handle"]: _person(row) for row in rows}


def load_statuses() -> tuple[Status, ...]:
    """The availabilities declared at this moment."""
    rows = tomllib.loads(_FILE.read_text("utf-8"))["availability"]
    return tuple(Status(**row) for row in rows)


def _person(row: dict[str, Any]) -> Person:
    begin, end = row.get("hours", "9:00-18:00").split("-")
    return Person(
        handle=row["handle"],
        name=row["name"],
        job=row["job"],
        department=row["department"],
        site=row["site"],
        manager=row.get("manager", ""),
        role=row.get("role", "member"),
        zone=row.get("zone", "Europe/Paris"),
        language=row.get("language", "fr"),
        hours=(minutes(begin), minutes(end)),
        skills=tuple(row["skills"]),
        about=row["about"],
    )


def minutes(clock: str) -> int:
    """Read "9:30" as minutes from midnight."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
