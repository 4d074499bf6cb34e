"""Saying whether one is reachable: one press on a kind, with an end that is always set."""

from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import availability
from accounts.actions.availability import set_availability
from accounts.http import UserRequest, signed_in
from accounts.models import User
from accounts.models.availability import Kind
from microblog.lib import clock
from microblog.lib.errors import Rejected
from microblog.lib.http import is_fragment, own_path

# How long each kind usually lasts, when nothing else is chosen.
USUAL = {
    Kind.MEETING: "1h",
    Kind.REMOTE: "today",
    Kind.FOCUS: "2h",
    Kind.TRAVELLING: "today",
    Kind.BUSY: "2h",
    Kind.AWAY: "tomorrow",
}
HOURS = {"30m": 0.5, "1h": 1, "2h": 2, "4h": 4}


@signed_in
def edit(request: UserRequest) -> HttpResponse:
    """The picker; POST kind, text, for (or until) sets it."""
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            _set(request)
            if is_fragment(request):
                return render(request, "ui/_me.html")
            return redirect(own_path(request.POST.get("next", "")))
        except Rejected as error:
            errors = {error.field: [error.message]}
    status = availability.of_one(request.user)
    context = {
        "picker": {
            "current": status,
            "text": request.POST.get("text", status.text),
            "kinds": [{"kind": k.value, "label": k.label, "hint": _hint(k)} for k in Kind],
            "durations": [
                {"value": value, "label": label, "selected": value == "auto"}
                for value, label in _durations()
            ],
            "errors": errors,
            "next": request.GET.get("next", request.headers.get("Referer", "/")),
        },
        "section": "settings",
    }
    template = (
        "people/_availability_picker.html" if is_fragment(request) else "accounts/availability.html"
    )
    return render(request, template, context, status=422 if errors else 200)


@signed_in
def team(request: UserRequest) -> HttpResponse:
    """Where my team is now, alone: the panel refreshes itself."""
    return render(request, "people/_team.html")


def _set(request: UserRequest) -> None:
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    if kind == Kind.AVAILABLE or kind not in Kind.values:
        set_availability(actor=request.user, kind=kind)
        return
    until = _exact(request.POST.get("until", ""))
    if until is None:
        until = end_of(request.user, request.POST.get("for", "auto"), Kind(kind))
    set_availability(actor=request.user, kind=kind, text=text, until=until)


def end_of(user: User, duration: str, kind: Kind) -> datetime:
    """When an availability ends that lasts "30m" … "4h", to the end of the day, or for days."""
    now = clock.now().astimezone(timezone.get_current_timezone())
    if duration in {"", "auto"}:
        duration = USUAL.get(kind, "1h")
    if duration in HOURS:
        return now + timedelta(hours=HOURS[duration])
    days = {"today": 0, "tomorrow": 1, "week": max(4 - now.weekday(), 0)}.get(duration)
    if days is None:
        raise Rejected("until", _("Say until when."))
    evening = time(min(user.work_until // 60, 23), user.work_until % 60)
    day = now.date() + timedelta(days=days)
    end = datetime.combine(day, evening, now.tzinfo)
    # Said after the working day: it holds until midnight.
    return (
        end if end > now else datetime.combine(now.date() + timedelta(days=1), time.min, now.tzinfo)
    )


def _exact(text: str) -> datetime | None:
    """A date and time in the person's own zone, as a browser's field writes it."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Rejected("until", _("This is not a date and time.")) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.get_current_timezone())
    return moment


def _durations() -> list[tuple[str, str]]:
    return [
        ("auto", _("As usual")),
        ("30m", _("30 minutes")),
        ("1h", _("1 hour")),
        ("2h", _("2 hours")),
        ("4h", _("4 hours")),
        ("today", _("Today")),
        ("tomorrow", _("Tomorrow evening")),
        ("week", _("This week")),
    ]


def _hint(kind: Kind) -> str:
    usual = USUAL.get(kind)
    return dict(_durations()).get(usual or "", "")
