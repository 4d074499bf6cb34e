"""Following a colleague, or no longer."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import UserRequest, signed_in
from accounts.models import User
from feeds.actions.follows import follow_user, unfollow_user
from feeds.views.people import follow_of
from microblog.lib.http import is_fragment, own_path


@signed_in
def update(request: UserRequest, handle: str) -> HttpResponse:
    """POST on=1 or 0."""
    person = get_object_or_404(User.objects.visible_to(request.user), handle=handle.lower())
    on = request.POST.get("on") == "1"
    (follow_user if on else unfollow_user)(actor=request.user, user=person)
    if is_fragment(request):
        return render(request, "ui/_follow.html", {"follow": follow_of(person, on=on)})
    return redirect(own_path(request.POST.get("next", ""), person.get_absolute_url()))
