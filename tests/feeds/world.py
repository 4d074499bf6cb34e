"""Something of every kind in every place, each with words that occur nowhere else."""

from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from accounts.actions.users import reinstate_user, suspend_user
from accounts.models import User
from feeds.actions.attachments import upload_file
from feeds.actions.bookmarks import add_bookmark
from feeds.actions.follows import follow_user
from feeds.actions.posts import edit_post, repost, retract_post
from feeds.actions.reactions import react
from feeds.models import Attachment, Conversation, Group, Notification, Post
from tests.builders import a_conversation, a_post
from tests.cast import Cast

PLACES = ("company", "square", "board", "vault", "direct")


@dataclass
class Place:
    """What one place holds. `words` are those that only its readers may ever be shown."""

    name: str
    readers: set[str]
    group: Group | None = None
    conversation: Conversation | None = None
    post: Post = field(init=False)
    reply: Post = field(init=False)
    retracted: Post = field(init=False)
    file: Attachment = field(init=False)
    suspended: Post = field(init=False, repr=False)

    @property
    def words(self) -> list[str]:
        name = self.name
        return [f"mark{name}", f"answer{name}", f"alt{name}", f"file{name}", f"before{name}"]

    @property
    def tag(self) -> str:
        return f"tag{self.name}"

    @property
    def search(self) -> str:
        return f"seek{self.name}"


@dataclass
class World:
    """All places, and what lies across them."""

    cast: Cast
    places: dict[str, Place]
    repost: Post
    waiting: Attachment  # ben's, without a post
    told_ada: Notification

    def forbidden(self, name: str) -> list[str]:
        """The words that this member of the cast may be shown by no page."""
        hidden = ["markeve", "markgone", "filewaiting"]
        for place in self.places.values():
            if name not in place.readers:
                hidden += [*place.words, place.tag, place.search, place.post.key, place.file.key]
                hidden += [place.conversation.key] if place.conversation else []
        if name not in self.places["vault"].readers:
            hidden += ["Vault", self.cast.vault.slug, self.cast.vault.key]
        if name == "gus":
            # Not @cleo: what members write of others is theirs to say.
            hidden += ["Cleo", ">Admin<", "Town square", self.cast.square.key]
        if name in {"eve", "nobody"}:
            hidden += ["Town square", "Board", "@ada", "@ben", "@cleo", "@gus"]
        return [*hidden, "@eve", ">Eve<"]


def a_world(cast: Cast) -> World:
    """Fill every place: a post with a tag, a file, a mention; an answer; something retracted."""
    talk = a_conversation(cast.ada, cast.ben)
    places = {
        "company": Place("company", {"ada", "ben", "cleo", "admin"}),
        "square": Place("square", {"ada", "ben", "cleo", "admin"}, cast.square),
        "board": Place("board", {"ada", "ben", "gus"}, cast.board),
        "vault": Place("vault", {"ada", "ben"}, cast.vault),
        "direct": Place("direct", {"ada", "ben"}, conversation=talk),
    }
    reinstate_user(actor=cast.admin, user=cast.eve, reason="Back for a day")
    everyone = "@ada @ben @cleo @gus @root.admin"
    for name, place in places.items():
        where = {"group": place.group, "conversation": place.conversation}
        place.file = a_file(cast.ben, f"file{name}.png", alt=f"alt{name}")
        words = f"before{name} mark{name} seek{name} #tag{name} {everyone}"
        place.post = a_post(by=cast.ben, text=words, attachments=[place.file], **where)
        edit_post(actor=cast.ben, post=place.post, text=f"mark{name} seek{name} #tag{name}")
        answer = {"reply_to": place.post} if place.conversation is None else where
        place.reply = a_post(by=cast.ada, text=f"answer{name} {everyone}", **answer)
        gone = a_post(by=cast.ben, text=f"markgone{name} #gone{name}", **where)
        place.retracted = retract_post(actor=cast.ben, post=gone)
        react(actor=cast.ada, post=place.post, kind="idea")
        add_bookmark(actor=cast.ada, post=place.post)
        if place.conversation is None:
            text = f"markeve{name} #eve{name} {everyone}"
            place.suspended = a_post(by=cast.eve, text=text, **where)
    for follower in (cast.eve, cast.ada, cast.cleo, cast.admin):
        for followed in (cast.ben, cast.gus):
            follow_user(actor=follower, user=followed)
    passed_on = repost(actor=cast.ada, post=places["company"].post)
    suspend_user(actor=cast.admin, user=cast.eve, reason="Left the company")
    cast.eve.refresh_from_db()
    waiting = a_file(cast.ben, "filewaiting.png")
    told_ada = Notification.objects.filter(recipient=cast.ada).latest("pk")
    return World(cast, places, passed_on, waiting, told_ada)


def a_file(by: User, name: str = "photo.png", *, alt: str = "") -> Attachment:
    """A picture that waits for a post."""
    return upload_file(actor=by, file=a_picture(), name=name, alt=alt)


def a_picture(kind: str = "PNG", size: tuple[int, int] = (24, 24)) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, kind)
    file.seek(0)
    return file
