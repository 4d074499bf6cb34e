"""The streams that there are, as apps name them, and what a token needs to listen to one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api import scopes
from api.errors import ApiError
from microblog.lib.folding import tag_key
from microblog.lib.ids import MAX_ID

NOTIFICATIONS = "user:notification"
MEDIA = ":media"
# Other servers do not exist: what comes from them is silence.
REMOTE = ("public:remote", "public:remote:media")
PUBLIC = ("public", "public:media", "public:local", "public:local:media", *REMOTE)
TAGGED = ("hashtag", "hashtag:local")
NAMES = ("user", NOTIFICATIONS, *PUBLIC, *TAGGED, "list", "direct")

LONGEST_TAG = 100


@dataclass(frozen=True, slots=True)
class Stream:
    """One that somebody listens to. `said` is its tag or list as the app wrote it."""

    name: str
    said: str = ""

    @property
    def label(self) -> list[str]:
        """How frames name it."""
        return [self.name, self.said] if self.said else [self.name]

    @property
    def tag(self) -> str:
        """The key of its tag, "" where it is of none."""
        return tag_key(self.said.removeprefix("#")) if self.name in TAGGED else ""

    @property
    def list_id(self) -> int:
        return int(self.said) if self.name == "list" else 0

    @property
    def is_of_notifications(self) -> bool:
        return self.name in {"user", NOTIFICATIONS}

    @property
    def media_only(self) -> bool:
        return self.name.endswith(MEDIA)


def stream_of(said: Mapping[str, object], granted: Iterable[str]) -> Stream:
    """The stream that an app asks for, if its token may. Raises ApiError in the protocol's words.

    Whether a list is somebody's own is asked by whoever subscribes them.
    """
    name = said.get("stream")
    if not isinstance(name, str) or name not in NAMES:
        raise ApiError(400, "Unknown stream type")
    needed = "read:notifications" if name == NOTIFICATIONS else "read:statuses"
    if not scopes.covers(granted, needed):
        raise ApiError(401, "Access token does not have the required scopes")
    if name in TAGGED:
        tag = str(said.get("tag") or "").strip()
        if not tag.removeprefix("#") or len(tag) > LONGEST_TAG:
            raise ApiError(400, "Missing tag name parameter")
        return Stream(name, tag)
    if name == "list":
        key = str(said.get("list") or "")
        if not (key.isascii() and key.isdigit() and int(key[:20]) <= MAX_ID):
            raise ApiError(400, "Missing list name parameter")
        return Stream(name, str(int(key)))
    return Stream(name)
