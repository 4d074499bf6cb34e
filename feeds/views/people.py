"""Colleagues: the directory and a profile."""

from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts import availability
from accounts.http import UserRequest, signed_in
from accounts.models import User
from feeds import directory, timelines
from feeds.forms.people import DirectoryForm
from feeds.models import Follow
from feeds.views.feed_page import feed_page
from microblog.lib import clock
from microblog.lib.errors import NotFound
from microblog.lib.http import is_fragment
from microblog.templatetags.moments import clock_time, weekly


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """Everybody, by name, narrowed by site, team, availability and skill."""
    reader = request.user
    form = DirectoryForm(request.GET, sites=directory.sites(reader), teams=directory.teams(reader))
    filters = directory.Filters(**form.cleaned_data) if form.is_valid() else directory.Filters()
    page = Paginator(directory.people(reader, filters), directory.PAGE).get_page(
        request.GET.get("page")
    )
    found = list(page)
    statuses, followed = (
        availability.of(u.pk for u in found),
        directory.followed_among(reader, found),
    )
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "query_string": query.urlencode(),
        "cards": [
            {
                "person": user,
                "availability": statuses.get(user.pk),
                "follow": follow_of(user, on=user.pk in followed) if user != reader else None,
            }
            for user in found
        ],
        "section": "people",
    }
    template = "feeds/people/_results.html" if is_fragment(request) else "feeds/people/index.html"
    return render(request, template, context)


@signed_in
def show(request: UserRequest, handle: str) -> HttpResponse:
    """A person: who they are, where to reach them, what they said that the reader may read."""
    reader = request.user
    person = get_object_or_404(User.objects.visible_to(reader), handle=handle.lower())
    seen = User.objects.visible_to(reader)
    manager = seen.filter(pk=person.manager_id).first() if person.manager_id else None
    replies = request.GET.get("view") == "replies"
    kind = "profile-replies" if replies else "profile"
    feed = timelines.open_feed(reader, f"{kind}:{person.handle}")
    if feed is None:
        raise NotFound
    url = person.get_absolute_url()
    local = clock.now().astimezone(ZoneInfo(person.time_zone))
    follows = Follow.objects.filter(follower=reader, followed=person).exists()
    context = {
        "person": person,
        "manager": manager,
        "availability": availability.of_one(person),
        "mine": person == reader,
        "follow": follow_of(person, on=follows),
        "hours": weekly(person.work_days, person.work_from, person.work_until),
        "local_time": clock_time(local) if person.time_zone != reader.time_zone else "",
        "skills": list(person.skills.values_list("name", flat=True)),
        "groups": [row.group for row in directory.in_common(reader, person)],
        "counts": {
            "followers": _known(reader, Follow.objects.filter(followed=person), "follower"),
            "following": _known(reader, Follow.objects.filter(follower=person), "followed"),
        },
        "tabs": [
            {"text": _("Posts"), "url": url, "current": not replies},
            {"text": _("Replies"), "url": f"{url}?view=replies", "current": replies},
        ],
        "section": "people",
    }
    return feed_page(
        request,
        feed,
        "feeds/people/show.html",
        context,
        url=f"{url}?view=replies" if replies else url,
        label=_("Posts by %(name)s") % {"name": person.display_name},
        empty={"icon": "wake", "title": _("Nothing to read here yet.")},
    )


def follow_of(person: User, *, on: bool) -> dict[str, object]:
    """What the follow button needs."""
    return {
        "id": person.key,
        "url": f"{person.get_absolute_url()}/follow",
        "on": on,
        "name": person.display_name,
    }


def _known(reader: User, rows: object, field: str) -> int:
    """How many of these people the reader may know of."""
    ids = rows.values(field)  # type: ignore[attr-defined]
    return User.objects.visible_to(reader).filter(pk__in=ids).count()
