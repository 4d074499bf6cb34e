"""Articles by id, for a page that keeps what it shows up to date."""

from django.http import HttpResponse
from django.utils.safestring import mark_safe

from accounts.http import UserRequest, signed_in
from feeds import rendering
from microblog.lib.ids import decode

MOST = 50


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """GET ids=a,b,c: the articles the reader may see; one left out is gone for them."""
    ids = ids_of(request.GET.get("ids", ""), MOST)
    found = rendering.articles(request.user, ids, gone=True)
    return HttpResponse(mark_safe("\n".join(found)))  # noqa: S308 - made by articles


def ids_of(text: str, most: int) -> list[int]:
    """The ids in a list between commas; what is none is left out."""
    ids = []
    for key in text.split(",", most)[:most]:
        try:
            ids.append(decode(key))
        except ValueError:
            continue
    return ids
