"""What the demo company is made of, before any of it is in a database."""

from dataclasses import dataclass, field

REACTIONS = ("thanks", "bravo", "idea", "support", "seen", "discuss")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the company. `hours` are minutes from midnight in their own zone."""

    handle: str
    name: str
    job: str
    department: str
    site: str
    manager: str
    role: str
    zone: str
    language: str
    hours: tuple[int, int]
    skills: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True)
class Status:
    """What somebody says of themselves now; `until` is "HH:MM" their time, "+90m" or "+3d"."""

    who: str
    kind: str
    text: str
    until: str


@dataclass(frozen=True, slots=True)
class Place:
    """A group. The first owner founds it, `founded` working days ago; requests are (who, note)."""

    key: str
    name: str
    purpose: str
    visibility: str
    announcements: bool
    owners: tuple[str, ...]
    members: tuple[str, ...]
    requests: tuple[tuple[str, str], ...]
    invited: tuple[str, ...]
    founded: int

    @property
    def people(self) -> frozenset[str]:
        """Everybody who belongs to it."""
        return frozenset(self.owners) | frozenset(self.members)


@dataclass(frozen=True, slots=True)
class Word:
    """A tag that people follow, as it is first written."""

    name: str
    followers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was said: `days` working days ago at `minute` of the author's day.

    With `ago` it is that many working minutes before now instead.
    """

    days: int = 0
    minute: int = 0
    ago: int | None = None


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after: days are working days, minutes are working minutes."""

    days: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Edit:
    """`before` becomes `after` in the text, so long after it was said."""

    delay: Delay
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A file of data/files that comes with what is said; `alt` says what a picture shows."""

    name: str
    alt: str


@dataclass(slots=True)
class Said:
    """A post, a reply or a message, with what people made of it."""

    author: str
    text: str
    language: str = "fr"
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    reposts: list[tuple[str, Delay]] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    files: list[Brought] = field(default_factory=list)
    retracted: Delay | None = None


@dataclass(slots=True)
class Reply(Said):
    """`delay` counts from what was said just before; `to_previous` answers that."""

    delay: Delay = field(default_factory=Delay)
    to_previous: bool = False


@dataclass(slots=True)
class Talk:
    """A thread, or a stretch of a direct conversation when there are `people`."""

    first: Said
    moment: Moment
    place: str = ""
    people: tuple[str, ...] = ()
    replies: list[Reply] = field(default_factory=list)

    @property
    def everything(self) -> list[Said]:
        """The first post and the replies, in order."""
        return [self.first, *self.replies]


@dataclass(frozen=True, slots=True)
class Company:
    """The whole of it."""

    people: dict[str, Person]
    statuses: tuple[Status, ...]
    places: dict[str, Place]
    words: tuple[Word, ...]
    talks: tuple[Talk, ...]
