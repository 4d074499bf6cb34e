"""All the texts of a post as JSON."""

import json

from accounts.models import User
from api.rendering import people
from api.serializers.status_edit import status_edit
from feeds.models import Post
from microblog.lib.markup import parse


def edits(reader: User, post: Post) -> list[bytes]:
    """The first text, the later ones, the present one: what all readers of the post may read."""
    texts = [(row.text, row.written_at) for row in post.versions.order_by("version")]
    texts.append((post.text, post.edited_at or post.created_at))
    names = {handle.lower() for text, _moment in texts for handle in parse(text).mentions}
    known = User.objects.visible_to(reader).filter(handle__in=names)
    named = set(known.values_list("handle", flat=True))
    (author,) = people.accounts(reader, [post.author])
    shown = (status_edit(post, text, written_at, named) for text, written_at in texts)
    return [
        json.dumps(edit, ensure_ascii=False).encode()[:-1] + b',"account":' + author + b"}"
        for edit in shown
    ]
