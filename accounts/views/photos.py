"""Photos: changing one's own, and serving them to those who know the person."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from accounts import photos
from accounts.actions.users import set_photo
from accounts.http import UserRequest, signed_in
from accounts.models import User
from microblog.lib.errors import NotFound, Rejected
from microblog.lib.http import leave_for, own_path


@signed_in
def update(request: UserRequest) -> HttpResponse:
    """POST photo, or remove=1."""
    former = request.user.avatar
    file = request.FILES.get("photo")
    try:
        if request.POST.get("remove") == "1":
            set_photo(actor=request.user, avatar="")
        elif file is not None:
            set_photo(actor=request.user, avatar=photos.take(file, file.size or 0))
        if request.user.avatar != former:
            photos.drop(former)
    except Rejected as error:
        messages.error(request, error.message)
    return leave_for(request, own_path(request.POST.get("next", ""), "/settings/profile"))


@signed_in
def show(request: UserRequest, handle: str, version: str) -> HttpResponseBase:
    """The square photo of somebody the reader may know of."""
    person = get_object_or_404(User.objects.visible_to(request.user), handle=handle)
    return serve(person, version)


def serve(person: User, version: str) -> HttpResponseBase:
    """The photo of a person the reader may know of. Raises NotFound when it is not this version."""
    path = photos.file_of(version) if version and person.avatar == version else None
    if path is None:
        raise NotFound
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=604800, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
