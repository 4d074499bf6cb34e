"""Choosing the language of pages from any page, signed in or not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.i18n import set_language

from accounts.actions.users import set_preferences
from accounts.models import User


def choose(request: HttpRequest) -> HttpResponse:
    """POST language, next: this browser keeps the choice, and so does whoever is signed in."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        set_preferences(actor=request.user, language=language)
    return set_language(request)
