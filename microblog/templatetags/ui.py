"""Icons, avatars, availability marks and asset links: small pieces every template uses."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django import template
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from microblog.lib import clock
from microblog.templatetags.moments import ending

register = template.Library()


class Status(Protocol):
    """What is known of somebody's availability."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def label(self) -> str: ...


@cache
def _hashed(path: str) -> str:
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        # An error page must come out even when the manifest does not know the file.
        return static("") + path


@register.simple_tag
def asset(path: str) -> str:
    """`{% asset "css/app.css" %}`: where a static file is, hashed in production; never raises."""
    return _hashed(path)


@cache
def _module_paths() -> tuple[str, ...]:
    root = finders.find("js")
    if not root:
        return ()
    folder = Path(str(root))
    return tuple(sorted(f"js/{p.relative_to(folder).as_posix()}" for p in folder.rglob("*.js")))


@register.simple_tag
def modules() -> SafeString:
    """Our ES modules: one script, and preload links so that imports do not wait for each other."""
    links = [
        format_html('<link rel="modulepreload" href="{}">', _hashed(path))
        for path in _module_paths()
        if path != "js/app.js"
    ]
    script = format_html('<script type="module" src="{}"></script>', _hashed("js/app.js"))
    return mark_safe("\n".join([*links, script]))  # noqa: S308 - every part was escaped


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """`{% icon "home" %}`: a decorative drawing of the sprite; `size` is "sm" or "lg"."""
    extra = f" i--{size}" if size else ""
    return mark_safe(  # noqa: S308 - names are written in our templates
        f'<svg class="i{extra}" aria-hidden="true">'
        f'<use href="{_hashed("icons.svg")}#{escape(name)}"/></svg>'
    )


def ends_at(status: Status | None) -> str:
    """The data-until attribute, by which pages flip an availability back by themselves."""
    if status is None or status.until is None:
        return ""
    return f' data-until="{status.until.isoformat(timespec="seconds")}"'


def dot_mark(handle: str, status: Status | None, extra: str = "") -> str:
    """The shape on an avatar that says whether its person is reachable."""
    kind = status.kind if status else "available"
    return (
        f'<span class="dot is-{kind}{extra}" data-of="{escape(handle)}"{ends_at(status)}>'
        f'<svg aria-hidden="true"><use href="{_hashed("icons.svg")}#s-{kind}"/></svg></span>'
    )


def in_words(status: Status | None) -> str:
    """« In a meeting · Océane review · until 11:30 »."""
    if status is None:
        return gettext("Available")
    parts = [str(status.label)]
    if status.text:
        parts.append(status.text)
    if status.until:
        parts.append(ending(status.until, clock.now(), timezone.get_current_timezone()))
    # A separator never begins a line.
    return "\u00a0· ".join(parts)


def status_mark(handle: str, status: Status | None) -> str:
    """The same in words, beside a name."""
    kind = status.kind if status else "available"
    label = str(status.label) if status else gettext("Available")
    return (
        f'<span class="status is-{kind}" data-of="{escape(handle)}"{ends_at(status)}'
        f' title="{escape(in_words(status))}">{escape(label)}</span>'
    )


@register.simple_tag
def dot(user: Any, status: Status | None = None) -> SafeString:
    """The availability shape alone, in a line of text."""
    return mark_safe(dot_mark(user.handle, status, " dot--inline"))  # noqa: S308 - escaped inside


@register.simple_tag
def status(user: Any, availability: Status | None = None) -> SafeString:
    """The availability of a person as a short label."""
    return mark_safe(status_mark(user.handle, availability))  # noqa: S308 - escaped inside


@register.simple_tag
def status_line(user: Any, availability: Status | None = None) -> SafeString:
    """The availability of a person in full: kind, own words, end."""
    return format_html(
        '<span data-of="{}" data-long{}>{}</span>',
        user.handle,
        mark_safe(ends_at(availability)),  # noqa: S308 - an ISO date
        in_words(availability),
    )


@register.simple_tag
def kind_mark(kind: str) -> SafeString:
    """The shape of a kind of availability, belonging to nobody (the picker, filters)."""
    return format_html(
        '<span class="dot dot--inline is-{}">'
        '<svg aria-hidden="true"><use href="{}#s-{}"/></svg></span>',
        kind,
        _hashed("icons.svg"),
        kind,
    )


def avatar_mark(user: Any, size: str = "", mark: str = "") -> str:
    """Photo or initials; `mark` is ready HTML laid over it."""
    extra = f" av--{size}" if size else ""
    if user.avatar_url:
        face = f'<img src="{escape(user.avatar_url)}" alt="" width="96" height="96" loading="lazy">'
    else:
        face = escape(user.initials)
    return f'<span class="av{extra} c{user.color}" aria-hidden="true">{face}{mark}</span>'


@register.simple_tag
def avatar(
    user: Any, status: Status | None = None, size: str = "", bare: bool = False
) -> SafeString:
    """`{% avatar person status size="sm" %}`; without `bare` it carries the availability shape."""
    mark = "" if bare else dot_mark(user.handle, status)
    return mark_safe(avatar_mark(user, size, mark))  # noqa: S308 - escaped inside


@register.filter
def visual(attachments: Iterable[Any]) -> list[Any]:
    """The attachments that are looked at: images and videos."""
    return [item for item in attachments if item.kind != "file"]


@register.filter
def documents(attachments: Iterable[Any]) -> list[Any]:
    """The attachments that are downloaded."""
    return [item for item in attachments if item.kind == "file"]


@register.filter
def number(value: int) -> str:
    """`{{ 1284|number }}`: « 1,284 », « 1 284 »; not for what scripts read back."""
    return number_format(value, force_grouping=True)


@register.filter
def names(people: Sequence[Any], shown: int = 2) -> str:
    """« Aïcha, Thomas and 2 others »."""
    words = [str(getattr(person, "display_name", person)) for person in people]
    if len(words) == shown + 1:
        shown += 1
    first, rest = words[:shown], len(words) - shown
    if rest > 0:
        others = ngettext("%(count)d other", "%(count)d others", rest) % {"count": rest}
        first.append(others)
    if len(first) < 2:
        return "".join(first)
    return gettext("%(list)s and %(last)s") % {"list": ", ".join(first[:-1]), "last": first[-1]}


@register.filter
def errors_of(errors: Any, field: str) -> list[str]:
    """The messages of one field of a form's errors, or of a plain dictionary of lists."""
    return list(errors.get(field, ())) if errors else []
