"""Pages by ids, as apps ask for them, and the Link header by which they go on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode

from api.parameters import Parameters
from microblog.lib.pagination import Window

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Asked:
    """The part of a newest-first list that is wanted; `limit` is within what the list allows."""

    max_id: int | None = None
    since_id: int | None = None
    min_id: int | None = None
    limit: int = 20

    @property
    def window(self) -> Window:
        """The same for our feeds: just above min_id, or below max_id, or the newest."""
        if self.min_id is not None:
            return Window(after=self.min_id, size=self.limit)
        return Window(before=self.max_id, size=self.limit)


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Rows of a page, newest first, and the keys of its neighbours (None: there is none)."""

    rows: list[Row]
    older: int | None = None
    newer: int | None = None


def asked(parameters: Parameters, default: int = 20, most: int = 40) -> Asked:
    """Read max_id, since_id, min_id and limit; a limit out of range is the nearest in range."""
    limit = parameters.number("limit", default) or default
    return Asked(
        max_id=parameters.id("max_id"),
        since_id=parameters.id("since_id"),
        min_id=parameters.id("min_id"),
        limit=max(1, min(limit, most)),
    )


def slice_of(
    wanted: Asked,
    find: Callable[[Window], Sequence[Row]],
    key: Callable[[Row], int] = int,  # type: ignore[assignment]
) -> Slice[Row]:
    """One page of a list. `find` gives up to size + 1 rows, newest first, as our feeds do.

    `key` is the id that pages go by: of the row itself, or of the relation it is listed by.
    """
    found = list(find(wanted.window))
    more = len(found) > wanted.limit
    rows = found[-wanted.limit :] if wanted.min_id is not None else found[: wanted.limit]
    if wanted.min_id is not None and wanted.max_id is not None:
        rows = [row for row in rows if key(row) < wanted.max_id]
    if wanted.min_id is None and wanted.since_id is not None:
        kept = [row for row in rows if key(row) > wanted.since_id]
        more = more and len(kept) == len(rows)
        rows = kept
    if not rows:
        return Slice([])
    goes_on = more or wanted.min_id is not None
    return Slice(rows, older=key(rows[-1]) if goes_on else None, newer=key(rows[0]))


def keyset(rows: QuerySet[Any, Any], window: Window) -> list[Any]:
    """Of rows in the order of their ids: up to size + 1 of a window, the newest first.

    For lists that go by a relation: values_list("id", …), and `key` of slice_of the first of them.
    """
    if window.after is not None:
        above = rows.filter(id__gt=window.after).order_by("id")
        return list(above[: window.size + 1])[::-1]
    if window.before is not None:
        rows = rows.filter(id__lt=window.before)
    return list(rows.order_by("-id")[: window.size + 1])


def link(request: HttpRequest, page: Slice[Row]) -> str:
    """The Link header of a page: the next (older) one first, as some apps read only that."""
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in {"max_id", "since_id", "min_id"}
    ]
    links = []
    for cursor, name, relation in (
        (page.older, "max_id", "next"),
        (page.newer, "min_id", "prev"),
    ):
        if cursor is not None:
            query = urlencode([*kept, (name, str(cursor))])
            links.append(f'<{settings.ORIGIN}{request.path}?{query}>; rel="{relation}"')
    return ", ".join(links)
