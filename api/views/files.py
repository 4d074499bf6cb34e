"""Pictures and files of an answer, at addresses signed for one token (api.signing)."""

from django.http import HttpRequest, HttpResponseBase

from accounts.models import User
from accounts.views.photos import serve as serve_photo
from api.auth import grants, must_count
from api.errors import ApiError, answer_to
from api.signing import is_signed
from feeds.models import Attachment
from feeds.views.files import serve
from microblog.lib.errors import NotFound
from microblog.lib.ids import decode


def show(request: HttpRequest, door: str, kind: str, key: str, name: str) -> HttpResponseBase:
    """A file, while the token it was written for counts and its person may see it."""
    try:
        reader = _reader(door, kind, key)
        if kind == "avatar":
            return _avatar(reader, decode(key), name)
        attachment = Attachment.objects.visible_to(reader).filter(pk=decode(key)).first()
        if attachment is None:
            raise NotFound
        return serve(request, attachment, name.partition(".")[0])
    except (ApiError, NotFound) as problem:
        refused = answer_to(problem)
        if refused is None:
            raise
        return refused


def _reader(door: str, kind: str, key: str) -> User:
    try:
        grant_id = decode(door.partition("-")[0])
        decode(key)
    except ValueError:
        raise NotFound from None
    if not is_signed(door, grant_id, kind, key):
        raise NotFound
    grant = grants().filter(pk=grant_id).first()
    if grant is None or grant.user is None:
        raise NotFound
    must_count(grant)
    return grant.user


def _avatar(reader: User, pk: int, name: str) -> HttpResponseBase:
    person = User.objects.visible_to(reader).filter(pk=pk).first()
    if person is None:
        raise NotFound
    return serve_photo(person, name.partition(".")[0])
